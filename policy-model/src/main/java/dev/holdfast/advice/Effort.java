package dev.holdfast.advice;

/** How many sets a search may still judge; a search that runs out says so. */
final class Effort {
    private int left;

    Effort(int judgements) {
        this.left = judgements;
    }

    /** Takes so many; false when there are not as many left. */
    boolean take(int judgements) {
        left -= judgements;
        return left >= 0;
    }

    /** Whether something was refused. */
    boolean spent() {
        return left < 0;
    }
}
