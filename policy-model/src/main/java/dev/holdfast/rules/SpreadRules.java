package dev.holdfast.rules;

import dev.holdfast.policy.Role;
import dev.holdfast.policy.Spread;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.Topology;
import java.util.List;
import java.util.Optional;

/** How many other members of a pod's sets are where it may go, and whether that is too many. */
final class SpreadRules {
    private final ClusterView view;
    private final PolicyMembers policy;
    private final Role role;
    private final List<List<PodState>> others;
    private final Topology topology;

    /**
     * @param others the other members of each set that the pod is in
     */
    SpreadRules(ClusterView view, PolicyMembers policy, Role role, List<List<PodState>> others) {
        this.view = view;
        this.policy = policy;
        this.role = role;
        this.others = List.copyOf(others);
        this.topology = view.topology(policy.policy());
    }

    /** Whether a node lacks a label that the policy's domains need. */
    static boolean lacksLabel(Topology topology, int node) {
        return topology.labelled() > 0 && topology.cell(node) == Topology.UNKNOWN;
    }

    /** The first Required spread that the node's values are full for. */
    Optional<Spread> full(int node) {
        for (Spread spread : role.spread()) {
            if (spread.mode() == Spread.Mode.Required && most(spread, node) >= spread.max()) {
                return Optional.of(spread);
            }
        }
        return Optional.empty();
    }

    /** How many other members of the pod's fullest set are in the node's value of a domain. */
    int most(Spread spread, int node) {
        int domain =
                policy.policy().spec().domainIndex(spread.domain()).orElse(topology.labelled());
        int most = 0;
        for (List<PodState> members : others) {
            int there = 0;
            for (PodState member : members) {
                if (member.terminating()) {
                    continue;
                }
                Optional<String> where =
                        member.node().isPresent() ? member.node() : member.reservedNode();
                int other = where.map(view::nodeId).orElse(-1);
                there += other >= 0 && sameValue(domain, other, node) ? 1 : 0;
            }
            most = Math.max(most, there);
        }
        return most;
    }

    private boolean sameValue(int domain, int left, int right) {
        if (domain == topology.labelled()) {
            return left == right;
        }
        int value = topology.value(domain, left);
        return value >= 0 && value == topology.value(domain, right);
    }
}
