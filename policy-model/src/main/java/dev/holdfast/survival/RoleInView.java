package dev.holdfast.survival;

import dev.holdfast.policy.Domain;
import dev.holdfast.policy.Goal;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.policy.Role;
import dev.holdfast.policy.Spread;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.MatchedNodes;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One role of a policy in a view: what everything about its sets is read from. */
final class RoleInView {
    private final ClusterView view;
    private final PolicyMembers policy;
    private final Role role;
    private final Topology topology;
    private final int nodesLost;
    private final boolean alone;
    private final Optional<PodState> newcomer;
    private @Nullable Set<Integer> openNodes;
    private final RackRule rackRule;
    private final boolean failover;
    private final List<int[]> spreads;

    RoleInView(ClusterView view, PolicyMembers policy, Role role) {
        this(view, policy, role, Optional.empty());
    }

    /**
     * A role with a member that is to be placed.
     *
     * @param newcomer the member, which may be newer than the view
     */
    RoleInView(ClusterView view, PolicyMembers policy, Role role, Optional<PodState> newcomer) {
        this.newcomer = newcomer;
        this.view = view;
        this.policy = policy;
        this.role = role;
        this.topology = view.topology(policy.policy());
        this.nodesLost = mostNodesLost(role);
        this.alone = policy.roles().size() == 1;
        this.rackRule = RackRule.of(role.replication());
        this.failover = role.survive().stream().anyMatch(Goal::afterFailover);
        this.spreads = requiredSpreads();
    }

    private List<int[]> requiredSpreads() {
        List<int[]> required = new ArrayList<>();
        for (Spread spread : role.spread()) {
            if (spread.mode() == Spread.Mode.Required) {
                policy.policy()
                        .spec()
                        .domainIndex(spread.domain())
                        .ifPresent(domain -> required.add(new int[] {domain, spread.max()}));
            }
        }
        return List.copyOf(required);
    }

    ClusterView view() {
        return view;
    }

    PolicyMembers policy() {
        return policy;
    }

    Role role() {
        return role;
    }

    Topology topology() {
        return topology;
    }

    /** The nodes that an affinity matches, by the cells of the policy's domains. */
    MatchedNodes matching(NodeAffinity affinity) {
        return view.matching(affinity, policy.policy());
    }

    /** The role whose volume and converge speak for a pod: the first that it has. */
    Role firstRole(PodState pod) {
        return alone ? role : policy.firstRoleOf(pod, role);
    }

    /** The data volumes of a pod, as the first of its roles names them. */
    List<DataVolume> dataVolumes(PodState pod) {
        return DataVolume.of(view, firstRole(pod), pod);
    }

    /** How many values of each domain a goal loses: labelled ones outermost first, nodes last. */
    int[] lostValues(Goal goal) {
        PolicySpec spec = policy.policy().spec();
        int[] counts = new int[spec.domains().size()];
        goal.lose()
                .forEach((domain, count) ->
                        spec.domainIndex(domain).ifPresent(index -> counts[index] = count));
        return counts;
    }

    /** The index of the domain that racks are read from, if the role has racks. */
    Optional<Integer> rackDomain() {
        return role.replication()
                .rack()
                .flatMap(rack -> policy.policy().spec().domainIndex(rack.domain()));
    }

    /** Which subsets of the members are sets, for {@code Any}. */
    RackRule rackRule() {
        return rackRule;
    }

    /** Whether some goal is asked about after a failover. */
    boolean failover() {
        return failover;
    }

    /** Required spreads: domain index (labelled count for node) and maximum. */
    List<int[]> spreads() {
        return spreads;
    }

    /** The most nodes that a failure takes, one more than a goal names. */
    int nodesLost() {
        return nodesLost;
    }

    /**
     * The nodes without a label that hold a member or a copy of the role, or may: each has a value
     * that nobody knows.
     */
    Set<Integer> openNodes() {
        Set<Integer> known = openNodes;
        if (known == null) {
            known = OpenNodes.of(this, newcomer);
            openNodes = known;
        }
        return known;
    }

    private static int mostNodesLost(Role role) {
        int most = 1;
        for (Goal goal : role.survive()) {
            most = Math.max(most, goal.lose().getOrDefault(Domain.NODE_NAME, 0));
        }
        // The node of an evicted member may be lost besides.
        return most + 1;
    }
}
