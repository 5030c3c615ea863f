package dev.holdfast.survival;

import dev.holdfast.view.MatchedNodes;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.Topology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Nodes that could come to be: one in every cell that has nodes now.
 *
 * @param values of each cell in the labelled domains
 */
record FreshNodes(Topology topology, List<int[]> values) {
    /** The cells whose nodes have all their labels. */
    static FreshNodes of(RoleInView set) {
        Topology topology = set.topology();
        MatchedNodes all = set.matching(NodeAffinity.ANYWHERE);
        List<int[]> values = new ArrayList<>();
        for (int i = 0; i < all.cells().length; i++) {
            if (all.cells()[i] != Topology.UNKNOWN) {
                int example = all.nodes()[i][0];
                values.add(
                        IntStream.range(0, topology.labelled())
                                .map(domain -> topology.value(domain, example))
                                .toArray());
            }
        }
        return new FreshNodes(topology, values);
    }

    /** These cells and more, those that are here already left out. */
    FreshNodes and(List<int[]> more) {
        List<int[]> all = new ArrayList<>(values);
        for (int[] cell : more) {
            if (all.stream().noneMatch(known -> Arrays.equals(known, cell))) {
                all.add(cell);
            }
        }
        return new FreshNodes(topology, all);
    }

    /** How many cells there are. */
    int cells() {
        return values.size();
    }

    /** The value of a labelled domain in a cell; a new one when there is no cell at all. */
    int value(int domain, int cell, int place) {
        return values.isEmpty() ? topology.valueBound(domain) + place : values.get(cell)[domain];
    }
}
