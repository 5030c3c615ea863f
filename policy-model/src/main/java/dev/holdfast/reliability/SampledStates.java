package dev.holdfast.reliability;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The same model where the states are too many: sampled in strata, for failures are too rare to be
 * met by plain Monte Carlo.
 *
 * <p>A stratum is one choice of zones down and a number k of nodes down besides; its probability is
 * exact (binomial), all its states are equally likely. A stratum with few states is enumerated, a
 * larger one sampled, one that is negligible counted as losing all, so the estimate errs to the
 * safe side.
 */
final class SampledStates {
    private static final double NEGLIGIBLE = 1e-16;
    private static final double LIGHT = 1e-9;

    private final TouchedNodes nodes;
    private final double node;
    private final double zone;
    private final RandomGenerator random;
    private final boolean[] down;
    private double failing;
    private double variance;
    private long samples;

    SampledStates(TouchedNodes nodes, double node, double zone, RandomGenerator random) {
        this.nodes = nodes;
        this.node = node;
        this.zone = zone;
        this.random = random;
        this.down = new boolean[nodes.count()];
    }

    /** What is lost on average, with its standard error. */
    Probability unavailability() {
        zones(0, 1);
        return new Probability(Math.min(1, failing), Math.sqrt(variance), samples);
    }

    private void zones(int next, double weight) {
        if (weight < NEGLIGIBLE) {
            failing += weight;
        } else if (next == nodes.nodesOfZone().size()) {
            strata(weight);
        } else {
            zones(next + 1, weight * (1 - zone));
            List<Integer> inZone = nodes.nodesOfZone().get(next);
            inZone.forEach(n -> down[n] = true);
            zones(next + 1, weight * zone);
            inZone.forEach(n -> down[n] = false);
        }
    }

    private void strata(double weight) {
        int[] up =
                IntStream.range(0, down.length)
                        .filter(n -> !down[n] && !nodes.isSteady(n))
                        .toArray();
        double log = up.length * Math.log1p(-node);
        for (int k = 0; k <= up.length; k++) {
            // With node = 1 every logarithm but the last is -infinity, the last undefined.
            double share = node < 1 ? Math.exp(log) : k == up.length ? 1 : 0;
            stratum(weight * share, up, k);
            log += Math.log((up.length - k) / (k + 1.0)) + Math.log(node) - Math.log1p(-node);
        }
    }

    private void stratum(double weight, int[] up, int k) {
        int budget = weight < LIGHT ? 1_000 : 20_000;
        if (weight < NEGLIGIBLE) {
            failing += weight;
        } else if (states(up.length, k) <= budget) {
            failing += weight * enumerated(up, k, 0) / states(up.length, k);
        } else {
            double hits = sampled(up, k, budget);
            failing += weight * hits / budget;
            // Agresti and Coull: a sample without a hit still leaves room for one. Losses between 0
            // and 1 of the same mean vary less than hits.
            double guess = (hits + 1.0) / (budget + 2.0);
            variance += weight * weight * guess * (1 - guess) / budget;
            samples += budget;
        }
    }

    /** What the states with k more nodes down, none before {@code from}, lose together. */
    private double enumerated(int[] up, int k, int from) {
        if (k == 0) {
            return nodes.lost(n -> down[n]);
        }
        double fails = 0;
        for (int i = from; i <= up.length - k; i++) {
            down[up[i]] = true;
            fails += enumerated(up, k - 1, i + 1);
            down[up[i]] = false;
        }
        return fails;
    }

    private double sampled(int[] up, int k, int draws) {
        double hits = 0;
        for (int draw = 0; draw < draws; draw++) {
            for (int i = 0; i < k; i++) {
                int other = random.nextInt(i, up.length);
                int chosen = up[other];
                up[other] = up[i];
                up[i] = chosen;
                down[chosen] = true;
            }
            hits += nodes.lost(n -> down[n]);
            for (int i = 0; i < k; i++) {
                down[up[i]] = false;
            }
        }
        return hits;
    }

    private static double states(int n, int k) {
        return Binomials.choose(n, k).doubleValue();
    }
}
