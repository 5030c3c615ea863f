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
    private final PolicyMembers policy;
    private final Role role;
    private final Topology topology;

    /** The nodes of the other members of each set, those that stay. */
    private final int[][] others;

    /**
     * @param others the other members of each set that the pod is in
     */
    SpreadRules(ClusterView view, PolicyMembers policy, Role role, List<List<PodState>> others) {
        this.policy = policy;
        this.role = role;
        this.topology = view.topology(policy.policy());
        this.others = others.stream().map(set -> nodesOf(view, set)).toArray(int[][]::new);
    }

    private static int[] nodesOf(ClusterView view, List<PodState> members) {
        return members.stream()
                .filter(member -> !member.terminating())
                .map(member -> member.node().isPresent() ? member.node() : member.reservedNode())
                .mapToInt(where -> where.map(view::nodeId).orElse(-1))
                .filter(node -> node >= 0)
                .toArray();
    }

    /** Names what tells nodes apart for these rules. */
    void tellApart(NodeKinds.Builder kinds) {
        for (int[] nodes : others) {
            for (int node : nodes) {
                kinds.alone(node);
            }
        }
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
        for (int[] nodes : others) {
            int there = 0;
            for (int other : nodes) {
                there += sameValue(domain, other, node) ? 1 : 0;
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
