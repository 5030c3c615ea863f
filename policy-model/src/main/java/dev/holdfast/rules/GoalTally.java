package dev.holdfast.rules;

import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Role;
import dev.holdfast.survival.SetJudge;
import dev.holdfast.survival.SetVerdict;
import dev.holdfast.survival.Terms;
import dev.holdfast.view.RoleMembers;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What one goal comes to over the sets of a role, one set after the other. */
final class GoalTally {
    private final int index;
    private final Goal goal;
    private final Set<String> unknown = new LinkedHashSet<>();
    private int least = Integer.MAX_VALUE;
    private boolean failed;
    private Optional<List<String>> witness = Optional.empty();
    private List<Goal.Operation> lost = List.of();
    private String worstSet = "";
    private int below;

    /**
     * @param witnessBelow a failure is looked for only if it may be smaller than this
     */
    GoalTally(int index, Goal goal, int witnessBelow) {
        this.index = index;
        this.goal = goal;
        this.below = witnessBelow;
    }

    void add(String set, SetJudge judge) {
        SetVerdict verdict = judge.judge(goal, below);
        least = Math.min(least, verdict.margin());
        switch (verdict.result()) {
            case UNKNOWN -> unknown.addAll(verdict.unknown());
            case HOLD -> {
                // its margin is all that it adds
            }
            case FAIL -> {
                failed = true;
                if (verdict.witness().isPresent() && verdict.witness().get().size() < below) {
                    witness = verdict.witness();
                    lost = verdict.lost();
                    worstSet = set;
                    below = witness.get().size();
                }
            }
        }
    }

    /** The outcome, members whose set nobody knows among what is unknown. */
    Survival.GoalReport report(RoleMembers members) {
        members.unplaced().forEach((name, _) -> unknown.add("set of member " + name));
        SetVerdict.Result result =
                failed
                        ? SetVerdict.Result.FAIL
                        : unknown.isEmpty() ? SetVerdict.Result.HOLD : SetVerdict.Result.UNKNOWN;
        OptionalInt margin =
                result == SetVerdict.Result.UNKNOWN ? OptionalInt.empty() : OptionalInt.of(least);
        return new Survival.GoalReport(
                index, goal, result, margin, witness, lost, worstSet, List.copyOf(unknown));
    }

    /** The outcome where there is no member at all. */
    Survival.GoalReport ofNobody(Role role) {
        int margin = marginOfNobody(role);
        boolean fails = margin < 0;
        return new Survival.GoalReport(
                index,
                goal,
                fails ? SetVerdict.Result.FAIL : SetVerdict.Result.HOLD,
                OptionalInt.of(margin),
                fails ? Optional.of(List.of()) : Optional.empty(),
                fails ? goal.keep() : List.of(),
                "",
                List.of());
    }

    /** have - need with no member at all, whatever is external. */
    private int marginOfNobody(Role role) {
        Terms terms = Terms.of(role, 0);
        int factor = role.replication().factor();
        return goal.keep().stream()
                .mapToInt(operation -> terms.margin(operation, 0, 0, 0, factor))
                .min()
                .orElse(-1);
    }
}
