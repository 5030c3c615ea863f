package dev.holdfast.survival;

import dev.holdfast.view.MatchedNodes;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.Topology;
import java.util.stream.IntStream;

/**
 * Nodes that could come to be: one in every cell that has nodes now.
 *
 * @param examples a node of each cell, which says the cell's values
 */
record FreshNodes(RoleInView set, int[] examples) {
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
}
