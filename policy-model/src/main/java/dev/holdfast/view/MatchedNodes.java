package dev.holdfast.view;

import java.util.Arrays;

/**
 * The nodes that an affinity matches, grouped by cell (the innermost labelled domain value).
 * Immutable.
 */
public final class MatchedNodes {
    private static final MatchedNodes NONE = new MatchedNodes(new int[0], new int[0][], 0);

    private final int[] cells;
    private final int[][] nodes;
    private final int size;

    private MatchedNodes(int[] cells, int[][] nodes, int size) {
        this.cells = cells;
        this.nodes = nodes;
        this.size = size;
    }

    /** These nodes, whose ids ascend. */
    static MatchedNodes of(Topology topology, int[] ids) {
        if (ids.length <= 1) {
            return ids.length == 0
                    ? NONE
                    : new MatchedNodes(new int[] {topology.cell(ids[0])}, new int[][] {ids}, 1);
        }
        int[] cellOf = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            cellOf[i] = topology.cell(ids[i]);
        }
        int[] cells = Arrays.stream(cellOf).sorted().distinct().toArray();
        int[] counts = new int[cells.length];
        for (int cell : cellOf) {
            counts[Arrays.binarySearch(cells, cell)]++;
        }
        int[][] nodes = new int[cells.length][];
        Arrays.setAll(nodes, cell -> new int[counts[cell]]);
        Arrays.fill(counts, 0);
        for (int i = 0; i < ids.length; i++) {
            int cell = Arrays.binarySearch(cells, cellOf[i]);
            nodes[cell][counts[cell]++] = ids[i];
        }
        return new MatchedNodes(cells, nodes, ids.length);
    }

    /**
     * The cells with matching nodes, ascending; {@link Topology#UNKNOWN} first if there are nodes
     * without one. Not to be changed.
     */
    public int[] cells() {
        return cells;
    }

    /** The node ids of each of these cells, ascending. Not to be changed. */
    public int[][] nodes() {
        return nodes;
    }

    /** How many nodes match. */
    public int size() {
        return size;
    }

    /** Whether a node of a cell matches. */
    public boolean contains(int cell, int node) {
        int at = Arrays.binarySearch(cells, cell);
        return at >= 0 && Arrays.binarySearch(nodes[at], node) >= 0;
    }

    MatchedNodes with(int cell, int node) {
        int at = Arrays.binarySearch(cells, cell);
        if (at >= 0) {
            int[][] changed = nodes.clone();
            changed[at] = inserted(nodes[at], node);
            return new MatchedNodes(cells, changed, size + 1);
        }
        int[][] wider = Arrays.copyOf(nodes, nodes.length + 1);
        System.arraycopy(nodes, -at - 1, wider, -at, nodes.length + at + 1);
        wider[-at - 1] = new int[] {node};
        return new MatchedNodes(inserted(cells, cell), wider, size + 1);
    }

    MatchedNodes without(int cell, int node) {
        int at = Arrays.binarySearch(cells, cell);
        if (size == 1) {
            return NONE;
        }
        int[][] changed = nodes.clone();
        if (nodes[at].length > 1) {
            changed[at] = removed(nodes[at], node);
            return new MatchedNodes(cells, changed, size - 1);
        }
        System.arraycopy(nodes, at + 1, changed, at, nodes.length - at - 1);
        return new MatchedNodes(
                removed(cells, cell), Arrays.copyOf(changed, nodes.length - 1), size - 1);
    }

    /** The sorted numbers with one more. */
    static int[] inserted(int[] sorted, int number) {
        int at = -Arrays.binarySearch(sorted, number) - 1;
        if (at < 0) {
            return sorted;
        }
        int[] wider = Arrays.copyOf(sorted, sorted.length + 1);
        System.arraycopy(sorted, at, wider, at + 1, sorted.length - at);
        wider[at] = number;
        return wider;
    }

    /** The sorted numbers without one. */
    static int[] removed(int[] sorted, int number) {
        int at = Arrays.binarySearch(sorted, number);
        if (at < 0) {
            return sorted;
        }
        int[] narrower = Arrays.copyOf(sorted, sorted.length - 1);
        System.arraycopy(sorted, at + 1, narrower, at, narrower.length - at);
        return narrower;
    }
}
