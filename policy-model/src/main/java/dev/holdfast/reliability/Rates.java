package dev.holdfast.reliability;

import java.time.Duration;
import java.util.Optional;

/**
 * Declared rates of failure. Every node has the same; nodes are independent given their zone and
 * the burst.
 *
 * @param nodeMtbf mean time that a node is up between two failures
 * @param nodeMttr mean time until a failed node serves again; nobody publishes one, so it is
 *     declared
 * @param zoneUnavailability fraction of time that a whole zone is down; 0 = not modelled
 * @param burst failures of several nodes by one cause; empty = not modelled
 */
public record Rates(
        Duration nodeMtbf, Duration nodeMttr, double zoneUnavailability, Optional<Burst> burst) {
    /** One year of 365.25 days, the unit of every yearly number here. */
    public static final double MINUTES_PER_YEAR = 525_960;

    /**
     * @throws IllegalArgumentException for a time that is not positive or a share outside of [0, 1]
     */
    public Rates {
        if (!nodeMtbf.isPositive() || nodeMttr.isNegative()) {
            throw new IllegalArgumentException(
                    "node MTBF %s must be positive, node MTTR %s not negative"
                            .formatted(nodeMtbf, nodeMttr));
        }
        requireShare("zone unavailability", zoneUnavailability);
    }

    /**
     * A cause that all nodes share, now and then (common shock): while it lasts each node is down
     * with probability {@code hit}, whatever else it does. Ford et al. (OSDI 2010) found 37 % of
     * node failures in bursts of two or more within 120 seconds.
     *
     * @param perYear how often it happens
     * @param lasts how long the nodes that it hits stay down
     * @param hit probability in [0, 1] that a given node is hit
     */
    public record Burst(double perYear, Duration lasts, double hit) {
        /**
         * @throws IllegalArgumentException for a rate or time that is negative or fills the year,
         *     or a share outside of [0, 1]
         */
        public Burst {
            requireShare("burst hit", hit);
            requireShare("share of the year in a burst", perYear * yearly(lasts));
        }

        /** Fraction of time in a burst. */
        double unavailability() {
            return perYear * yearly(lasts);
        }
    }

    /** The published node MTBF with a declared repair time; no zone failures, no bursts. */
    public static Rates repairedIn(Duration nodeMttr) {
        return new Rates(PublishedRates.NODE_MTBF, nodeMttr, 0, Optional.empty());
    }

    /** The same, with each zone down for that long a year. */
    public Rates withZoneDownPerYear(Duration down) {
        return new Rates(nodeMtbf, nodeMttr, yearly(down), burst);
    }

    /** The same with bursts. */
    public Rates withBurst(Burst declared) {
        return new Rates(nodeMtbf, nodeMttr, zoneUnavailability, Optional.of(declared));
    }

    /** Fraction of time that a node is down of itself: MTTR / (MTBF + MTTR). */
    public double nodeUnavailability() {
        double down = seconds(nodeMttr);
        return down / (seconds(nodeMtbf) + down);
    }

    /** A time per year as a fraction of the year. */
    public static double yearly(Duration time) {
        return seconds(time) / (MINUTES_PER_YEAR * 60);
    }

    private static double seconds(Duration time) {
        return time.toSeconds() + time.toNanosPart() / 1e9;
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    "%s is %s, but must lie in [0, 1]".formatted(name, value));
        }
    }
}
