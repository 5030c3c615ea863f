package dev.holdfast.reliability;

import java.util.OptionalInt;

/**
 * How far from loss a role is with no further failure: a fact, unlike expected minutes.
 *
 * @param negative share of sets in [0, 1] with margin < 0: unavailable now
 * @param zero share with margin = 0: one more loss of a unit makes it unavailable
 * @param positive share with margin > 0
 * @param nodesToLoseRead least number of nodes whose loss loses Read of some set; 0 when it is lost
 *     already, empty when the loss of all nodes does not lose it or the search was given up
 * @param nodesToLoseWrite the same for Write
 * @param nodesToLoseData the same for Data
 */
public record Exposure(
        double negative,
        double zero,
        double positive,
        OptionalInt nodesToLoseRead,
        OptionalInt nodesToLoseWrite,
        OptionalInt nodesToLoseData) {
    /** What rounding may leave between the sum of the shares and 1. */
    private static final double ROUNDING = 1e-9;

    /**
     * @throws IllegalArgumentException for shares that are negative or do not add up to 1
     */
    public Exposure {
        if (!(Math.min(negative, Math.min(zero, positive)) >= 0)
                || Math.abs(negative + zero + positive - 1) > ROUNDING) {
            throw new IllegalArgumentException(
                    "shares %s, %s and %s must not be negative and add up to 1"
                            .formatted(negative, zero, positive));
        }
    }
}
