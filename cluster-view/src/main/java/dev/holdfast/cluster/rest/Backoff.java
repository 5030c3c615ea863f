package dev.holdfast.cluster.rest;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after failures in a row: twice as long each time, up to a limit, and between
 * half and all of it, so that many who failed together do not come back together.
 */
record Backoff(Duration first, Duration most, RandomGenerator random) {
    private static final int DOUBLINGS = 20;

    /** The wait after so many failures, at least one. */
    Duration after(int failures) {
        long doubled = first.toMillis() << Math.min(failures - 1, DOUBLINGS);
        long millis = Math.max(1, Math.min(most.toMillis(), doubled));
        return Duration.ofMillis(millis / 2 + random.nextLong(millis - millis / 2 + 1));
    }
}
