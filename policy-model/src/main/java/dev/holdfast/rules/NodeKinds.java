package dev.holdfast.rules;

import dev.holdfast.view.ClusterView;
import dev.holdfast.view.MatchedNodes;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.Topology;
import dev.holdfast.view.Traits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which nodes one decision cannot tell apart, as small numbers. A node that a set's places, a
 * volume's copies or a narrow affinity name is a kind of its own; all others are of one kind when
 * they lie in one cell, have one trait, and match the same wide affinities. So a decision is made
 * as often as there are kinds, however many nodes there are.
 */
final class NodeKinds {
    private final Topology topology;
    private final Traits traits;
    private final Wide[] wide;
    private final int shared;

    /** The nodes that are a kind of their own, plus one, hashed; a node's place is its number. */
    private final int[] own;

    /** An affinity that many nodes match. */
    private record Wide(MatchedNodes nodes, boolean[] wholeCell) {
        boolean contains(int cell, int node) {
            return wholeCell[cell] || nodes.contains(cell, node);
        }
    }

    private NodeKinds(Topology topology, Traits traits, Wide[] wide, int cells, int[] own) {
        this.topology = topology;
        this.traits = traits;
        this.wide = wide;
        this.shared = ((cells + FIRST_CELL) * traits.bound()) << wide.length;
        this.own = own;
    }

    /** Cells begin at {@link Topology#ABSENT}. */
    private static final int FIRST_CELL = 2;

    /** Numbers are below this. */
    int bound() {
        return shared + own.length;
    }

    /** The number of a node's kind; ids that no node has are of a kind, too. */
    int of(int node) {
        int mask = own.length - 1;
        for (int at = hash(node) & mask; own[at] != 0; at = (at + 1) & mask) {
            if (own[at] == node + 1) {
                return shared + at;
            }
        }
        int cell = topology.cell(node);
        int kind = (cell + FIRST_CELL) * traits.bound() + traits.of(node);
        for (Wide affinity : wide) {
            kind = (kind << 1) | (cell >= 0 && affinity.contains(cell, node) ? 1 : 0);
        }
        return kind;
    }

    /** The numbers of the kinds of the first nodes of a list. */
    int[] of(int[] nodes, int count) {
        int[] kinds = new int[count];
        for (int i = 0; i < count; i++) {
            kinds[i] = of(nodes[i]);
        }
        return kinds;
    }

    private static int hash(int node) {
        int hash = node * 0x9E3779B9;
        return hash ^ (hash >>> 16);
    }

    /** Collects what tells nodes apart. */
    static final class Builder {
        /** Affinities beyond these have their nodes told apart one by one. */
        private static final int MOST_WIDE = 4;

        /** Affinities of so few nodes, too. */
        private static final int FEW = 8;

        private final ClusterView view;
        private final PolicyMembers policy;
        private final Map<NodeAffinity, MatchedNodes> wide = new LinkedHashMap<>();
        private int[] alone = new int[16];
        private int count;

        Builder(ClusterView view, PolicyMembers policy) {
            this.view = view;
            this.policy = policy;
        }

        /** This node is a kind of its own; negative ids are ignored. */
        void alone(int node) {
            if (node < 0) {
                return;
            }
            if (count == alone.length) {
                alone = Arrays.copyOf(alone, 2 * count);
            }
            alone[count++] = node;
        }

        /** Nodes that match differ from those that do not. */
        void affinity(NodeAffinity affinity) {
            if (affinity.isEmpty() || wide.containsKey(affinity)) {
                return;
            }
            MatchedNodes matched = view.matching(affinity, policy.policy());
            if (matched.size() > FEW && wide.size() < MOST_WIDE) {
                wide.put(affinity, matched);
                return;
            }
            for (int[] nodes : matched.nodes()) {
                for (int node : nodes) {
                    alone(node);
                }
            }
        }

        NodeKinds build() {
            Topology topology = view.topology(policy.policy());
            int labelled = topology.labelled();
            int cells = labelled == 0 ? 1 : topology.valueBound(labelled - 1);
            List<Wide> some = new ArrayList<>();
            wide.values()
                    .forEach(
                            nodes -> some.add(new Wide(nodes, wholeCells(topology, nodes, cells))));
            int[] own = new int[Integer.highestOneBit(Math.max(1, count)) * 4];
            for (int i = 0; i < count; i++) {
                int at = hash(alone[i]) & (own.length - 1);
                while (own[at] != 0 && own[at] != alone[i] + 1) {
                    at = (at + 1) & (own.length - 1);
                }
                own[at] = alone[i] + 1;
            }
            return new NodeKinds(topology, view.traits(), some.toArray(Wide[]::new), cells, own);
        }

        private boolean[] wholeCells(Topology topology, MatchedNodes nodes, int cells) {
            boolean[] whole = new boolean[cells];
            int labelled = topology.labelled();
            for (int i = 0; i < nodes.cells().length; i++) {
                int cell = nodes.cells()[i];
                if (cell >= 0) {
                    int there =
                            labelled == 0 ? view.nodeCount() : topology.nodesIn(labelled - 1, cell);
                    whole[cell] = nodes.nodes()[i].length == there;
                }
            }
            return whole;
        }
    }
}
