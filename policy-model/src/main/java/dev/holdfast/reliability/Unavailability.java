package dev.holdfast.reliability;

import java.util.List;

/**
 * Expected unavailability of one operation on one set, with everything it rests on.
 *
 * @param minutesPerYear minutes in a year of 525 960 in which less is up than needed
 * @param method how it was computed
 * @param assumptions every assumption as a sentence with its source; print them beside the number
 */
public record Unavailability(double minutesPerYear, Method method, List<String> assumptions) {
    public Unavailability {
        assumptions = List.copyOf(assumptions);
    }

    /** How the number came about. */
    public sealed interface Method {
        /** By the tree of zones and nodes, exact but for rounding. */
        record Exact() implements Method {}

        /** By all states of the nodes that the set touches, exact but for rounding. */
        record Enumerated(int nodes) implements Method {}

        /**
         * By a sample.
         *
         * @param standardError of the minutes, never 0: a failure that was not drawn may exist
         * @param samples node states drawn at random
         */
        record Simulated(double standardError, long samples) implements Method {}
    }
}
