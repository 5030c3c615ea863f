package dev.holdfast.survival;

import dev.holdfast.policy.Domain;
import dev.holdfast.policy.Replication;
import dev.holdfast.view.MatchedNodes;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.PodState;
import dev.holdfast.view.Topology;
import java.util.stream.IntStream;

/**
 * Nodes that could come to be: one in every cell that has nodes now.
 *
 * @param examples a node of each cell, which says the cell's values
 */
record FreshNodes(RoleInView set, int[] examples) {
    private static final String NEW_RACK = "\u0000fresh";

    static FreshNodes of(RoleInView set) {
        MatchedNodes all = set.matching(NodeAffinity.ANYWHERE);
        return new FreshNodes(
                set,
                IntStream.range(0, all.cells().length)
                        .filter(i -> all.cells()[i] != Topology.UNKNOWN)
                        .map(i -> all.nodes()[i][0])
                        .toArray());
    }

    /** How many cells there are. */
    int cells() {
        return examples.length;
    }

    /** The value of a labelled domain in a cell; a new one when there is no cell at all. */
    int value(int domain, int cell, int place) {
        Topology topology = set.topology();
        return examples.length == 0
                ? topology.valueBound(domain) + place
                : topology.value(domain, examples[cell]);
    }

    /** The rack that a pod would have on a fresh node of a cell. */
    String rackOf(PodState pod, int cell, Racks racks) {
        boolean byNode =
                set.role()
                        .replication()
                        .rack()
                        .map(Replication.Rack::domain)
                        .filter(Domain.NODE_NAME::equals)
                        .isPresent();
        int node = byNode || examples.length == 0 ? -1 : examples[cell];
        return racks.of(pod, node).orElse(NEW_RACK);
    }
}
