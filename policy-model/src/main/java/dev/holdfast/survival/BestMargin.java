package dev.holdfast.survival;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Goal;
import dev.holdfast.policy.LabelSelector;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.MatchedNodes;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.Topology;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The best margin that a goal can have with a whole set placed anew over the domain values that
 * exist: the completion of a set of which nothing is placed yet, by the same search that places
 * members. Capacity is ignored, as in every completion.
 *
 * <p>An upper bound. Of {@code Any} it looks at as many members as a set has, since more never
 * better the worst subset. It looks at Read and Write with {@code after: Now}; for copies of
 * volumes, failover and votes that labels give, nothing is said.
 */
public final class BestMargin {
    /** Completions that are tried at most; beyond, nothing is said. */
    private static final int COMPLETIONS = 10_000;

    /** Nobody waits for it as for a placement. */
    private static final long EVALUATIONS = 100 * SetPlacement.EVALUATIONS;

    private static final String NOWHERE = "";

    private BestMargin() {}

    /**
     * The least of 0 and the goal's best margin, in units.
     *
     * @param policy its domains are those of a policy in the view
     * @param absent how many members of the set are not there
     * @return empty when nothing can be said
     */
    public static OptionalInt of(
            ClusterView view,
            DataPlacementPolicy policy,
            int roleIndex,
            int goalIndex,
            int absent) {
        Role role = policy.spec().roles().get(roleIndex);
        Goal goal = role.survive().get(goalIndex);
        List<Goal.Operation> served =
                goal.keep().stream()
                        .filter(kept -> kept == Goal.Operation.Read || kept == Goal.Operation.Write)
                        .toList();
        Replication replication = role.replication();
        int here = replication.factor() - replication.external();
        boolean weighted =
                replication.votes().isPresent()
                        || (replication.witness().isPresent() && replication.unitsPerMember() > 1);
        if (served.isEmpty() || goal.afterFailover() || weighted || here < 1) {
            return OptionalInt.empty();
        }
        int units = Math.min(replication.unitsPerMember(), here);
        int members = Math.ceilDiv(here, units);
        if (absent >= members || !enumerable(view, policy, members - absent)) {
            return OptionalInt.empty();
        }
        Goal now = new Goal(goal.lose(), served, Optional.of(Goal.After.Now));
        return target(view, policy, alone(role, now, units), units, absent);
    }

    /** Whether every node's values are known and the completions are few. */
    private static boolean enumerable(ClusterView view, DataPlacementPolicy policy, int members) {
        MatchedNodes nodes = view.matching(NodeAffinity.ANYWHERE, policy);
        int cells = nodes.cells().length;
        if (cells == 0 || IntStream.of(nodes.cells()).anyMatch(cell -> cell == Topology.UNKNOWN)) {
            return false;
        }
        double completions = cells;
        for (int i = 1; i <= members; i++) {
            completions *= (cells - 1.0 + i) / i;
        }
        return completions <= COMPLETIONS;
    }

    /** The role with one goal and nothing that only pods can tell. */
    private static Role alone(Role role, Goal goal, int units) {
        Replication from = role.replication();
        Replication plain =
                new Replication(
                        Replication.By.All,
                        from.factor(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        from.external(),
                        units,
                        Optional.empty(),
                        Optional.empty(),
                        from.erasure());
        return new Role(
                role.name(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                plain,
                role.quorum(),
                List.of(goal),
                role.spread(),
                role.volume(),
                role.converge(),
                role.disruption(),
                role.overrides());
    }

    private static OptionalInt target(
            ClusterView view, DataPlacementPolicy policy, Role role, int units, int absent) {
        PolicySpec spec =
                new PolicySpec(
                        PolicySpec.Enforcement.Enforce,
                        LabelSelector.EVERYTHING,
                        policy.spec().domains(),
                        List.of(role),
                        false);
        ClusterView asked =
                view.apply(
                        new Change.PolicyPut(
                                new DataPlacementPolicy(NOWHERE, role.name(), 0, spec)));
        PolicyMembers nobody = Objects.requireNonNull(asked.policy(NOWHERE, role.name()));
        List<PodState> gone =
                IntStream.range(0, absent)
                        .mapToObj(i -> pod("absent-" + i, Optional.of("(lost)")))
                        .toList();
        RoleInView set = new RoleInView(asked, nobody, nobody.roles().getFirst().role());
        PlacementWorld world =
                new PlacementWorld(
                        set,
                        pod("first", Optional.empty()),
                        gone,
                        units * (absent + 1),
                        Outlook.Bound.WORST,
                        EVALUATIONS);
        int target = world.target(0);
        return world.targetsKnown() ? OptionalInt.of(target) : OptionalInt.empty();
    }

    /** A member that is still to be placed, or one that stood on a node that is gone. */
    private static PodState pod(String name, Optional<String> node) {
        return new PodState(
                NOWHERE,
                name,
                ExpectedMembers.MISSING,
                Map.of(),
                Map.of(),
                Optional.empty(),
                node,
                Optional.empty(),
                false,
                0,
                false,
                false,
                List.of());
    }
}
