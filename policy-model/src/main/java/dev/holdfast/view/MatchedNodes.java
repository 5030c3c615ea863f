package dev.holdfast.view;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The nodes that an affinity matches, grouped by cell (the innermost labelled domain value).
 *
 * @param cells the cells with matching nodes, ascending; {@link Topology#UNKNOWN} first if there
 *     are nodes without one
 * @param nodes the node ids of each of these cells, ascending
 */
public record MatchedNodes(int[] cells, int[][] nodes) {

    static MatchedNodes group(Topology topology, List<Integer> ids) {
        TreeMap<Integer, List<Integer>> byCell = new TreeMap<>();
        for (int id : ids) {
            byCell.computeIfAbsent(topology.cell(id), cell -> new ArrayList<>()).add(id);
        }
        int[] cells = new int[byCell.size()];
        int[][] nodes = new int[byCell.size()][];
        int at = 0;
        for (var entry : byCell.entrySet()) {
            cells[at] = entry.getKey();
            nodes[at++] = entry.getValue().stream().mapToInt(Integer::intValue).sorted().toArray();
        }
        return new MatchedNodes(cells, nodes);
    }

    /** How many nodes match. */
    public int size() {
        int size = 0;
        for (int[] some : nodes) {
            size += some.length;
        }
        return size;
    }
}
