package dev.holdfast.survival;

/**
 * How many evaluations a search may still make. A search that runs out says so and its answer is
 * Unknown, never a pass.
 */
public final class Budget {
    private long left;

    /**
     * @param evaluations evaluations of one failure or one placement, about a microsecond each for
     *     small sets
     */
    public Budget(long evaluations) {
        this.left = evaluations;
    }

    /** Takes one evaluation; false when there is none left. */
    boolean take() {
        return left-- > 0;
    }

    /** Whether the search ran out: its result is only a bound. */
    public boolean exhausted() {
        return left < 0;
    }
}
