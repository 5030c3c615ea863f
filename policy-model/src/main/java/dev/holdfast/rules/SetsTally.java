package dev.holdfast.rules;

import dev.holdfast.policy.Role;
import dev.holdfast.reliability.Exposure;
import dev.holdfast.survival.SetJudge;
import dev.holdfast.survival.SetShape;
import dev.holdfast.view.PodState;
import dev.holdfast.view.RoleMembers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What all goals come to over the sets of a role, one set after the other. Of the sets of one shape
 * only the first is judged: the others add the same to every goal, and no witness that is smaller.
 */
final class SetsTally {
    private final Role role;
    private final List<GoalTally> goals = new ArrayList<>();
    private final ExposureTally exposure = new ExposureTally();
    private final Map<SetShape, Integer> margins = new HashMap<>();
    private final List<String> larger = new ArrayList<>();
    private final Map<String, PodState> adrift = new TreeMap<>();

    SetsTally(Role role) {
        this.role = role;
        for (int i = 0; i < role.survive().size(); i++) {
            goals.add(new GoalTally(i, role.survive().get(i), Integer.MAX_VALUE));
        }
    }

    void add(String set, Collection<PodState> pods, SetJudge judge) {
        @Nullable SetShape shape = judge.shape().orElse(null);
        @Nullable Integer known = shape == null ? null : margins.get(shape);
        if (known == null) {
            int margin = judge(set, judge);
            if (shape != null) {
                margins.put(shape, margin);
            }
        } else {
            exposure.addAlike(known);
        }
        if (judge.largerThanFactor()) {
            larger.add(largerThanFactor(set, judge));
        }
        if (judge.hasVolumeNowhere()) {
            pods.forEach(pod -> adrift.put(pod.name(), pod));
        }
    }

    private int judge(String set, SetJudge judge) {
        for (GoalTally goal : goals) {
            goal.add(set, judge);
        }
        return exposure.add(judge);
    }

    private String largerThanFactor(String set, SetJudge judge) {
        return "SetLargerThanFactor: set "
                + (set.isEmpty() ? "of all members" : set)
                + " has "
                + judge.present()
                + " of "
                + role.replication().factor();
    }

    /** The outcome of every goal. */
    List<Survival.GoalReport> goals(RoleMembers members) {
        return goals.stream().map(goal -> goal.report(members)).toList();
    }

    /** The outcome of every goal where there is no member at all. */
    List<Survival.GoalReport> goalsOfNobody() {
        return goals.stream().map(goal -> goal.ofNobody(role)).toList();
    }

    Exposure exposure() {
        return exposure.exposure();
    }

    /** The sets that are larger than their factor, a condition each. */
    List<String> larger() {
        return larger;
    }

    /** The members of sets with a volume that lies nowhere: nobody else of a set lost data. */
    Collection<PodState> adrift() {
        return adrift.values();
    }
}
