package dev.holdfast.reliability;

import java.util.Arrays;

/**
 * Mean time to absorption of a continuous-time Markov chain, by the elimination of Grassmann,
 * Taksar and Heyman (GTH): states are removed one by one and the diagonal is always the sum of what
 * leaves, so nothing is ever subtracted. Gaussian elimination loses all digits for wide codes.
 */
final class AbsorbingChain {
    private final double[][] rates;
    private final double[] absorbed;

    /** {@code states} transient states without transitions; state 0 is the start. */
    AbsorbingChain(int states) {
        rates = new double[states][states];
        absorbed = new double[states];
    }

    /** Adds a transition between two different transient states. */
    void move(int from, int to, double rate) {
        rates[from][to] += rate;
    }

    /** Adds a transition to the absorbing state. */
    void absorb(int from, double rate) {
        absorbed[from] += rate;
    }

    /**
     * Mean time from state 0 to absorption, in the unit of 1 / rate. Absorption must be reachable
     * from every state. Consumes the chain.
     */
    double meanTime() {
        int states = absorbed.length;
        double[] time = new double[states];
        Arrays.fill(time, 1);
        for (int last = states - 1; last > 0; last--) {
            double leaves = absorbed[last];
            for (int to = 0; to < last; to++) {
                leaves += rates[last][to];
            }
            for (int from = 0; from < last; from++) {
                double share = rates[from][last] == 0 ? 0 : rates[from][last] / leaves;
                if (share > 0) {
                    eliminate(from, last, share, time);
                }
            }
        }
        return time[0] / absorbed[0];
    }

    private void eliminate(int from, int last, double share, double[] time) {
        for (int to = 0; to < last; to++) {
            if (to != from) {
                rates[from][to] += share * rates[last][to];
            }
        }
        absorbed[from] += share * absorbed[last];
        time[from] += share * time[last];
    }
}
