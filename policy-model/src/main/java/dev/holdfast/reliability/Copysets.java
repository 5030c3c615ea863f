package dev.holdfast.reliability;

import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What many nodes lost at once do to many sets (Cidon et al., "Copysets: Reducing the Frequency of
 * Data Loss in Cloud Storage", USENIX ATC 2013). A copyset is a group of nodes that together hold
 * all copies of some data.
 */
public final class Copysets {
    private Copysets() {}

    /**
     * Probability that F of N nodes, lost at once and at random, contain one of c distinct copysets
     * of R nodes: 1 - (1 - C(F,R) / C(N,R))^c. An approximation, for copysets share nodes.
     *
     * @param copysets how many distinct ones, c; a double because random placement makes very many
     */
    public static double anyLoss(int nodes, int failed, int copies, double copysets) {
        requireNodes(nodes, failed, copies);
        double one =
                Binomials.ratio(Binomials.choose(failed, copies), Binomials.choose(nodes, copies));
        return anyOf(one, copysets);
    }

    /**
     * The same for stripes of data + parity units, each unit on its own node, that lose data with
     * parity + 1 units.
     */
    public static double anyStripeLoss(
            int nodes, int failed, int data, int parity, double stripes) {
        return anyOf(stripeLoss(nodes, failed, data, parity), stripes);
    }

    /**
     * Probability that at least parity + 1 of the data + parity nodes of one stripe are among F of
     * N lost at random: the hypergeometric tail.
     */
    public static double stripeLoss(int nodes, int failed, int data, int parity) {
        int width = data + parity;
        requireNodes(nodes, failed, width);
        BigInteger losing = BigInteger.ZERO;
        for (int lost = parity + 1; lost <= width; lost++) {
            losing =
                    losing.add(
                            Binomials.choose(failed, lost)
                                    .multiply(Binomials.choose(nodes - failed, width - lost)));
        }
        return Binomials.ratio(losing, Binomials.choose(nodes, width));
    }

    /**
     * Scatter width of each node: how many other nodes hold copies of its data, and so help to
     * rebuild it.
     */
    public static Map<Integer, Integer> scatterWidths(Collection<Set<Integer>> copysets) {
        var neighbours = new HashMap<Integer, Set<Integer>>();
        for (Set<Integer> copyset : copysets) {
            for (int node : copyset) {
                neighbours.computeIfAbsent(node, _ -> new HashSet<>()).addAll(copyset);
            }
        }
        var widths = new HashMap<Integer, Integer>();
        neighbours.forEach((node, all) -> widths.put(node, all.size() - 1));
        return Map.copyOf(widths);
    }

    /**
     * Permutations of the nodes that give a scatter width S with R copies: P = S / (R - 1), rounded
     * up.
     *
     * @throws IllegalArgumentException for fewer than 2 copies
     */
    public static int permutations(int scatterWidth, int copies) {
        if (copies < 2) {
            throw new IllegalArgumentException(
                    "%d copies: scatter width needs at least 2".formatted(copies));
        }
        return Math.ceilDiv(scatterWidth, copies - 1);
    }

    /** Copysets of the permutation scheme: P * floor(N / R). */
    public static long ofPermutations(int nodes, int copies, int scatterWidth) {
        return (long) permutations(scatterWidth, copies) * (nodes / copies);
    }

    /** 1 - (1 - one)^times without losing small probabilities. */
    private static double anyOf(double one, double times) {
        return times == 0 ? 0 : -Math.expm1(times * Math.log1p(-one));
    }

    private static void requireNodes(int nodes, int failed, int width) {
        if (width < 1 || width > nodes || failed < 0 || failed > nodes) {
            throw new IllegalArgumentException(
                    "%d nodes cannot hold %d units apart with %d failed"
                            .formatted(nodes, width, failed));
        }
    }
}
