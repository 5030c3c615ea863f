package dev.holdfast.rules;

import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.reliability.Exposure;
import dev.holdfast.survival.ExpectedMembers;
import dev.holdfast.survival.Gone;
import dev.holdfast.survival.Judges;
import dev.holdfast.survival.SetJudge;
import dev.holdfast.survival.SetShape;
import dev.holdfast.survival.SetVerdict;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** Whether the data of a policy survives its goals, as things stand. */
public final class Survival {
    /** Evaluations per goal and set before the answer is unknown. */
    public static final long BUDGET = 2_000_000;

    private Survival() {}

    /** What stands for one policy. */
    public record Report(String policy, List<RoleReport> roles) {
        public Report {
            roles = List.copyOf(roles);
        }
    }

    /**
     * What stands for one role.
     *
     * @param sets how many sets of data there are (1 for {@code Any}: all its admissible subsets
     *     together)
     * @param members how many members there are
     * @param missing names of members that should be there and are not, as far as owners and claims
     *     tell
     * @param conditions what is odd about the role, {@code Type: text}
     */
    public record RoleReport(
            String name,
            int sets,
            int members,
            List<String> missing,
            List<GoalReport> goals,
            List<String> conditions,
            Exposure exposure) {
        public RoleReport {
            missing = List.copyOf(missing);
            goals = List.copyOf(goals);
            conditions = List.copyOf(conditions);
        }
    }

    /**
     * What stands for one goal.
     *
     * @param index its position in the role's {@code survive}
     * @param margin least of have - need in units; empty when unknown
     * @param witness a smallest failing failure; empty list: fails with nothing lost; absent unless
     *     it fails
     * @param set the set that the witness takes down, empty when there is only one
     */
    public record GoalReport(
            int index,
            Goal goal,
            SetVerdict.Result result,
            OptionalInt margin,
            Optional<List<String>> witness,
            List<Goal.Operation> lost,
            String set,
            List<String> unknown) {
        public GoalReport {
            lost = List.copyOf(lost);
            unknown = List.copyOf(unknown);
        }
    }

    /** Judges every goal of every role. */
    public static Report of(ClusterView view, PolicyMembers policy) {
        List<RoleReport> roles = new ArrayList<>();
        for (int i = 0; i < policy.roles().size(); i++) {
            roles.add(role(view, policy, i));
        }
        return new Report(policy.policy().key(), roles);
    }

    /** Judges every goal of one role. */
    public static RoleReport role(ClusterView view, PolicyMembers policy, int roleIndex) {
        RoleMembers members = policy.roles().get(roleIndex);
        Role role = members.role();
        Collection<PodState> missing = ExpectedMembers.of(view, policy, roleIndex);
        Map<String, List<PodState>> sets = setsOf(members, missing);
        boolean nobody = nobody(members, missing);
        SetsTally tally = new SetsTally(role);
        Judges judges = new Judges(view, policy, role);
        sets.forEach((set, pods) -> tally.add(set, pods, judges.of(pods, Gone.NOTHING, BUDGET)));
        List<String> conditions =
                new ArrayList<>(Conditions.of(view, policy, members, tally.adrift()));
        conditions.addAll(tally.larger());
        return new RoleReport(
                role.name(),
                nobody ? 0 : sets.size(),
                members.all().size(),
                missing.stream().map(PodState::name).toList(),
                nobody ? tally.goalsOfNobody() : tally.goals(members),
                conditions,
                tally.exposure());
    }

    /**
     * Judges one goal of one role without looking for the failure that shows it, for searches that
     * ask the same of many views.
     *
     * @param only the sets to judge, by name; all of them if it is empty or names one that is not
     *     there
     * @param budget evaluations per set before the answer is unknown
     */
    public static GoalReport verdict(
            ClusterView view,
            PolicyMembers policy,
            int roleIndex,
            int goalIndex,
            Set<String> only,
            long budget) {
        RoleMembers members = policy.roles().get(roleIndex);
        Collection<PodState> missing = ExpectedMembers.of(view, policy, roleIndex);
        Map<String, List<PodState>> sets = setsOf(members, missing);
        boolean all = only.isEmpty() || !sets.keySet().containsAll(only);
        Role role = members.role();
        GoalTally goal = new GoalTally(goalIndex, role.survive().get(goalIndex), 0);
        Judges judges = new Judges(view, policy, role);
        Set<SetShape> judged = new HashSet<>();
        sets.forEach((set, pods) -> {
            if (all || only.contains(set)) {
                SetJudge judge = judges.of(pods, Gone.NOTHING, budget);
                if (judge.shape().map(judged::add).orElse(true)) {
                    goal.add(set, judge);
                }
            }
        });
        return nobody(members, missing) ? goal.ofNobody(role) : goal.report(members);
    }

    /** The members of every set of a role, missing ones among them where they count. */
    public static Map<String, List<PodState>> sets(
            ClusterView view, PolicyMembers policy, int roleIndex) {
        return setsOf(policy.roles().get(roleIndex), ExpectedMembers.of(view, policy, roleIndex));
    }

    private static boolean nobody(RoleMembers members, Collection<PodState> missing) {
        return members.all().isEmpty() || (members.sets().isEmpty() && missing.isEmpty());
    }

    /**
     * The members of every set; for {@code Any} the missing ones among them, for known sets only
     * the sets that they name. One empty set when there is nobody.
     */
    static Map<String, List<PodState>> setsOf(RoleMembers members, Collection<PodState> missing) {
        Map<String, List<PodState>> sets = new TreeMap<>();
        members.sets().forEach((set, _) -> sets.put(set, members.membersOf(set)));
        for (PodState pod : missing) {
            for (String set : members.setsOf(pod.name(), pod.labels(), pod.annotations())) {
                List<PodState> known = sets.computeIfAbsent(set, _ -> new ArrayList<>());
                if (members.role().replication().by() == Replication.By.Any) {
                    known.add(pod);
                }
            }
        }
        if (sets.isEmpty()) {
            sets.put(RoleMembers.ONE_SET, List.of());
        }
        return sets;
    }
}
