package dev.holdfast.serving;

import java.time.Duration;

/**
 * What a listener bears.
 *
 * @param bodyBytes the longest body; longer ones are answered with 413, or as their endpoint says.
 *     Of bodies above 1 MiB twice as many bytes are read in a second, of all together: of the whole
 *     body where its length was announced, else of what is beyond.
 * @param inFlight requests begun and not yet answered, however slowly they come; more are answered
 *     with 503. Bodies that are not whole yet may take twice bodyBytes in all.
 * @param connections open connections; more are closed at once
 * @param bodyTime from a request's head to the end of its body; then 408. Long, because a caller
 *     that is cut off comes again, and a new connection costs more than one that waits.
 * @param firstRequest from a connection's start to its first request's head; then it is closed
 * @param idle without a byte on a connection; longer than Go's 90 s, so that clients close first
 * @param deadline from a request's head to the call of its function; then 503, since the caller has
 *     given up by now
 */
public record Limits(
        int bodyBytes,
        int inFlight,
        int connections,
        Duration bodyTime,
        Duration firstRequest,
        Duration idle,
        Duration deadline) {
    /** What fits a kube-scheduler with 15,000 nodes, names only. */
    public static final Limits DEFAULT =
            new Limits(
                    4 * 1024 * 1024,
                    4096,
                    4096,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(120),
                    Duration.ofMillis(1600));

    public Limits {
        positive("bodyBytes", bodyBytes);
        positive("inFlight", inFlight);
        positive("connections", connections);
        positive("bodyTime", bodyTime.toMillis());
        positive("firstRequest", firstRequest.toMillis());
        positive("idle", idle.toMillis());
        positive("deadline", deadline.toMillis());
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, it is " + value);
        }
    }
}
