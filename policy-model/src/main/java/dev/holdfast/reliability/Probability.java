package dev.holdfast.reliability;

/**
 * A probability with what sampling leaves open; no error and no samples when it is exact.
 *
 * @param value in [0, 1]
 * @param standardError of the value
 * @param samples drawn at random
 */
record Probability(double value, double standardError, long samples) {
    static Probability exact(double value) {
        return new Probability(value, 0, 0);
    }

    /** {@code share} of the time {@code other}, else this. */
    Probability mixed(double share, Probability other) {
        return new Probability(
                (1 - share) * value + share * other.value,
                Math.hypot((1 - share) * standardError, share * other.standardError),
                samples + other.samples);
    }
}
