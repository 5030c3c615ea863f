package dev.holdfast.oracle;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Role;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The answers by definition: every completion of what is unknown, every set, every failure, every
 * assignment of members that restart.
 *
 * <p>A role's goal is judged over all its sets in one completion at a time, so what two sets do not
 * know of one node is the same in both.
 */
public final class Oracle {
    private Oracle() {}

    /** What the policy's goals come to, in the order of roles and goals. */
    public static List<GoalResult> survive(ClusterView view, DataPlacementPolicy policy) {
        Facts facts = Facts.of(view, policy);
        List<GoalResult> results = new ArrayList<>();
        for (Role role : policy.spec().roles()) {
            List<Casting> castings = castings(facts, role);
            for (int goal = 0; goal < role.survive().size(); goal++) {
                results.add(result(role, goal, castings));
            }
        }
        return results;
    }

    static List<Casting> castings(Facts facts, Role role) {
        return Completion.all(facts, role).stream()
                .map(completion -> new Casting(facts, role, completion))
                .toList();
    }

    /** The most completions of one role: about how many times as long its answers take. */
    public static long completions(ClusterView view, DataPlacementPolicy policy) {
        Facts facts = Facts.of(view, policy);
        return policy.spec().roles().stream()
                .mapToLong(role -> Completion.count(facts, role))
                .max()
                .orElse(0);
    }

    /** The nodes where the policy, enforced, lets the pod run, sorted. */
    public static Set<String> placement(
            ClusterView view, DataPlacementPolicy policy, PodState pod) {
        return Placing.allowed(Facts.of(view, policy), pod);
    }

    /** Whether the policy lets the pod be evicted. */
    public static boolean eviction(ClusterView view, DataPlacementPolicy policy, PodState pod) {
        return Evicting.allowed(Facts.of(view, policy), pod);
    }

    /** Whether the policy lets a storage system's pod on this node be evicted. */
    public static boolean storageEviction(
            ClusterView view, DataPlacementPolicy policy, String node) {
        return Evicting.storageAllowed(Facts.of(view, policy), node);
    }

    private static GoalResult result(Role role, int index, List<Casting> castings) {
        Goal goal = role.survive().get(index);
        boolean larger = false;
        int least = Integer.MAX_VALUE;
        int fails = 0;
        for (Casting casting : castings) {
            List<Group> groups = casting.groups();
            List<Group> understood = groups.stream().filter(group -> !larger(group)).toList();
            larger |= understood.size() < groups.size();
            int margin = Casting.margin(understood, casting.world(), goal);
            least = Math.min(least, margin);
            fails += margin < 0 ? 1 : 0;
        }
        // "More present than the factor: goals unknown." Decided: of that set; a goal that another
        // set fails in every completion is failed ("fail = fails in all").
        if (fails == castings.size()) {
            return new GoalResult(role.name(), index, Answer.FAIL, least, minimal(goal, castings));
        }
        // Decided: a member whose set cannot be told leaves goals unknown, for it may be in any.
        boolean told = castings.getFirst().unplaced().isEmpty();
        boolean hold = fails == 0 && !larger && told;
        return new GoalResult(
                role.name(), index, hold ? Answer.HOLD : Answer.UNKNOWN, least, List.of());
    }

    private static boolean larger(Group group) {
        return group.sets().stream().anyMatch(DataSet::larger);
    }

    /** "A failing choice of the fewest domain values, also none at all", in each completion. */
    private static List<FailingSet> minimal(Goal goal, List<Casting> castings) {
        Set<FailingSet> found = new LinkedHashSet<>();
        for (Casting casting : castings) {
            int size = 0;
            while (failing(goal, casting, size).isEmpty()) {
                size++;
            }
            found.addAll(failing(goal, casting, size));
        }
        return found.stream()
                .sorted(
                        Comparator.comparingInt((FailingSet set) -> set.values().size())
                                .thenComparing(set -> set.values().toString())
                                .thenComparing(set -> set.lost().toString()))
                .toList();
    }

    private static List<FailingSet> failing(Goal goal, Casting casting, int size) {
        World world = casting.world();
        List<Group> groups = casting.groups().stream().filter(group -> !larger(group)).toList();
        List<FailingSet> found = new ArrayList<>();
        for (World.Failure failure : world.smaller(goal.lose(), size)) {
            Set<Goal.Operation> lost = new LinkedHashSet<>();
            for (Group group : groups) {
                if (group.margin(goal.keep(), goal.afterFailover(), world, failure.nodes()) < 0) {
                    lost.addAll(
                            group.lost(goal.keep(), goal.afterFailover(), world, failure.nodes()));
                }
            }
            if (!lost.isEmpty()) {
                found.add(
                        new FailingSet(
                                failure.names(),
                                goal.keep().stream().filter(lost::contains).toList()));
            }
        }
        return found;
    }
}
