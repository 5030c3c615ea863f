package dev.holdfast.reliability;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * The sets of replication {@code Any}, where the database chooses the members of each set: every
 * admissible subset of {@code factor} members is one, all equally likely.
 *
 * <p>With fewer members than the factor, or fewer than {@link AtMost} admits, a set has as many as
 * there can be and the rest of it is absent. Units outside the cluster are subtracted from factor
 * and threshold by the caller.
 *
 * @param racks in any order; racks without members do not count
 * @param factor declared size of a set, 1 or more
 * @param threshold members of a set that must be up
 */
public record AdmissibleSubsets(List<Rack> racks, Rule rule, int factor, int threshold) {
    /**
     * @throws IllegalArgumentException for a factor below 1
     */
    public AdmissibleSubsets {
        racks = racks.stream().filter(rack -> rack.members() > 0).toList();
        if (factor < 1) {
            throw new IllegalArgumentException("factor %d must be at least 1".formatted(factor));
        }
    }

    /** Members of one rack, by whether they are up. */
    public record Rack(int up, int down) {
        /**
         * @throws IllegalArgumentException for a negative count
         */
        public Rack {
            if (up < 0 || down < 0) {
                throw new IllegalArgumentException(
                        "up %d, down %d: neither may be negative".formatted(up, down));
            }
        }

        int members() {
            return up + down;
        }
    }

    /** Which subsets the database's placer may choose. */
    public sealed interface Rule {}

    /** Any subset. */
    public record Anywhere() implements Rule {}

    /**
     * Cassandra's walk: as many racks as it can. With K racks, at most one member of each when
     * factor <= K, every rack at least once when factor > K (NetworkTopologyStrategy; the order of
     * the ring is ignored, so the shares are of all subsets, not of those a ring with few tokens
     * has).
     */
    public record MostRacks() implements Rule {}

    /** At most {@code max} members of one rack (CockroachDB, TiKV, Kafka, HDFS). */
    public record AtMost(int max) implements Rule {
        /**
         * @throws IllegalArgumentException for a max below 1
         */
        public AtMost {
            if (max < 1) {
                throw new IllegalArgumentException("max %d must be at least 1".formatted(max));
            }
        }
    }

    /**
     * Sets counted exactly.
     *
     * @param losing admissible subsets with fewer members up than the threshold
     * @param all admissible subsets, 1 or more
     */
    public record Share(BigInteger losing, BigInteger all) {
        /** losing / all, in [0, 1]. */
        public double value() {
            return Binomials.ratio(losing, all);
        }
    }

    /**
     * How many of the subsets have fewer than {@code threshold} members up.
     *
     * <p>By the generating polynomial of each rack, sum of C(up, a) C(down, b) x^(a+b) y^a over the
     * a + b that the rule admits, multiplied over the racks; the coefficient of x^factor y^a counts
     * the subsets with a members up. Without racks this is the hypergeometric distribution.
     */
    public Share losing() {
        int size = setSize();
        BigInteger[][] subsets = zeros(size);
        subsets[0][0] = BigInteger.ONE;
        for (Rack rack : rule instanceof Anywhere ? List.of(pooled()) : racks) {
            subsets = multiplied(subsets, rack, size);
        }
        BigInteger losing = sum(subsets[size], Math.clamp(threshold, 0, size + 1));
        return new Share(losing, sum(subsets[size], size + 1));
    }

    /** Members that a set has: the factor, or what there is. */
    int setSize() {
        int available =
                switch (rule) {
                    case AtMost(int max) ->
                            racks.stream().mapToInt(rack -> Math.min(max, rack.members())).sum();
                    case Anywhere(), MostRacks() -> pooled().members();
                };
        return Math.min(factor, available);
    }

    private Rack pooled() {
        return new Rack(
                racks.stream().mapToInt(Rack::up).sum(), racks.stream().mapToInt(Rack::down).sum());
    }

    /** Members of a set in one rack, at least. */
    int least(int size) {
        return rule instanceof MostRacks && size > racks.size() ? 1 : 0;
    }

    /** Members of a set in one rack, at most. */
    int most(int size) {
        return switch (rule) {
            case Anywhere() -> size;
            case MostRacks() -> size <= racks.size() ? 1 : size;
            case AtMost(int max) -> Math.min(max, size);
        };
    }

    /** The product with one rack's polynomial; [members][members up], cut off at the set's size. */
    private BigInteger[][] multiplied(BigInteger[][] subsets, Rack rack, int size) {
        BigInteger[][] product = zeros(size);
        for (int taken = least(size); taken <= Math.min(most(size), rack.members()); taken++) {
            for (int up = Math.max(0, taken - rack.down());
                    up <= Math.min(taken, rack.up());
                    up++) {
                BigInteger ways =
                        Binomials.choose(rack.up(), up)
                                .multiply(Binomials.choose(rack.down(), taken - up));
                addShifted(subsets, ways, taken, up, product);
            }
        }
        return product;
    }

    private static void addShifted(
            BigInteger[][] subsets, BigInteger ways, int taken, int up, BigInteger[][] sum) {
        for (int before = 0; before + taken < sum.length; before++) {
            for (int upBefore = 0; upBefore <= before; upBefore++) {
                BigInteger count = subsets[before][upBefore];
                if (count.signum() != 0) {
                    sum[before + taken][upBefore + up] =
                            sum[before + taken][upBefore + up].add(count.multiply(ways));
                }
            }
        }
    }

    private static BigInteger sum(BigInteger[] counts, int first) {
        return Arrays.stream(counts, 0, first).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static BigInteger[][] zeros(int size) {
        BigInteger[][] zeros = new BigInteger[size + 1][size + 1];
        for (BigInteger[] row : zeros) {
            Arrays.fill(row, BigInteger.ZERO);
        }
        return zeros;
    }
}
