package dev.holdfast.reliability;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Mean time to data loss under independent permanent losses with exponential times and one serial
 * repair. Times come in the unit of 1 / rate: with rates per day, days.
 *
 * <p>Real losses are correlated; Ford et al. (OSDI 2010, table 3) find 200 times less for three
 * copies. Use these numbers to compare layouts, never as a promise.
 */
public final class Durability {
    /** Above so many nodes the joint chain (a state for each choice of lost nodes) is refused. */
    public static final int MOST_JOINT_NODES = 10;

    private Durability() {}

    /**
     * Mean time to loss of one set of {@code units} of which {@code needed} must live: copies have
     * needed = 1, a code RS(k, m) has k + m units and needs k.
     *
     * <p>Ford et al. section 8.2, there as the double sum (1/l) sum_{k=0..s-r} sum_{i=0..k} (p/l)^i
     * / ((s-k+i)(s-k+i-1)...(s-k)); here as the chain whose state is the number of lost units.
     *
     * @param loss rate l of each unit
     * @param repair rate p of the one repair
     * @throws IllegalArgumentException unless 1 <= needed <= units, loss > 0 and repair >= 0
     */
    public static double meanTimeToLoss(int units, int needed, double loss, double repair) {
        requireRates(loss, repair);
        if (needed < 1 || needed > units) {
            throw new IllegalArgumentException(
                    "%d of %d units needed: must be 1 to all".formatted(needed, units));
        }
        int mostLost = units - needed;
        var chain = new AbsorbingChain(mostLost + 1);
        for (int lost = 0; lost <= mostLost; lost++) {
            double next = (units - lost) * loss;
            if (lost == mostLost) {
                chain.absorb(lost, next);
            } else {
                chain.move(lost, lost + 1, next);
            }
            if (lost > 0) {
                chain.move(lost, lost - 1, repair);
            }
        }
        return chain.meanTime();
    }

    /** Mean time to loss of a code with {@code data} and {@code parity} units. */
    public static double ofErasureCode(int data, int parity, double loss, double repair) {
        return meanTimeToLoss(data + parity, data, loss, repair);
    }

    /**
     * Mean time to loss of a set whose members are volumes of {@code copies} copies each: the
     * member's 1 / MTTF is the loss rate of the set.
     *
     * <p>Right only if no two members share a node; for those that do, {@link #joint}.
     *
     * @param copyRepair rate at which a lost copy is rebuilt from another
     * @param memberRepair rate at which a lost member is rebuilt from the other members
     */
    public static double nested(
            int members,
            int needed,
            int copies,
            double loss,
            double copyRepair,
            double memberRepair) {
        double member = meanTimeToLoss(copies, 1, loss, copyRepair);
        return meanTimeToLoss(members, needed, 1 / member, memberRepair);
    }

    /**
     * Mean time to loss of a set whose members may share nodes: the chain over which nodes are
     * lost. A member lives while one of its copies does; a lost node comes back with all its
     * copies, one node at a time, any lost one equally likely next.
     *
     * @param copyNodes for each member the nodes of its copies, counted from 0
     * @param needed members that must live
     * @throws IllegalArgumentException for more than {@link #MOST_JOINT_NODES} nodes, or a member
     *     without a copy
     */
    public static double joint(
            List<List<Integer>> copyNodes, int needed, double loss, double repair) {
        requireRates(loss, repair);
        int[] masks = masks(copyNodes);
        int nodes =
                32 - Integer.numberOfLeadingZeros(Arrays.stream(masks).reduce(0, (a, b) -> a | b));
        int[] index = livingStates(masks, needed, nodes);
        var chain = new AbsorbingChain((int) Arrays.stream(index).filter(i -> i >= 0).count());
        for (int lost = 0; lost < index.length; lost++) {
            for (int node = 0; index[lost] >= 0 && node < nodes; node++) {
                int other = lost ^ 1 << node;
                double rate = other > lost ? loss : repair / Integer.bitCount(lost);
                if (index[other] >= 0) {
                    chain.move(index[lost], index[other], rate);
                } else {
                    chain.absorb(index[lost], rate);
                }
            }
        }
        return chain.meanTime();
    }

    /** For each choice of lost nodes its number among those that keep the data, else -1. */
    private static int[] livingStates(int[] masks, int needed, int nodes) {
        int[] index = new int[1 << nodes];
        int states = 0;
        for (int lost = 0; lost < index.length; lost++) {
            int down = lost;
            long living = Arrays.stream(masks).filter(mask -> (mask & ~down) != 0).count();
            index[lost] = living >= needed ? states++ : -1;
        }
        if (index[0] < 0) {
            throw new IllegalArgumentException(
                    "%d members needed, %d given".formatted(needed, masks.length));
        }
        return index;
    }

    private static int[] masks(List<List<Integer>> copyNodes) {
        for (List<Integer> nodes : copyNodes) {
            if (nodes.isEmpty()
                    || nodes.stream().anyMatch(node -> node < 0 || node >= MOST_JOINT_NODES)) {
                throw new IllegalArgumentException(
                        "copies on nodes %s: a member needs at least one, numbered 0 to %d"
                                .formatted(nodes, MOST_JOINT_NODES - 1));
            }
        }
        return IntStream.range(0, copyNodes.size())
                .map(i -> copyNodes.get(i).stream().reduce(0, (mask, node) -> mask | 1 << node))
                .toArray();
    }

    private static void requireRates(double loss, double repair) {
        if (!(loss > 0) || !(repair >= 0)) {
            throw new IllegalArgumentException(
                    "loss rate %s must be positive, repair rate %s not negative"
                            .formatted(loss, repair));
        }
    }
}
