package dev.holdfast.controlplane;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Polls until something holds; the one place where this module waits. */
final class Await {
    private static final Duration INTERVAL = Duration.ofMillis(50);

    private Await() {}

    /**
     * Returns as soon as {@code condition} holds.
     *
     * @throws ControlPlaneException after {@code limit}, with {@code waitedFor} (computed then) in
     *     its message
     */
    static void until(BooleanSupplier condition, Duration limit, Supplier<String> waitedFor) {
        long deadline = System.nanoTime() + limit.toNanos();
        long asked = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new ControlPlaneException(
                        "not within " + limit.toMillis() + " ms: " + waitedFor.get());
            }
            // A question that takes long, such as listing thousands of nodes, must not crowd out
            // what it waits for.
            pause(Duration.ofNanos(4 * (System.nanoTime() - asked)));
            asked = System.nanoTime();
        }
    }

    private static void pause(Duration atLeast) {
        try {
            Thread.sleep(atLeast.compareTo(INTERVAL) > 0 ? atLeast : INTERVAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlPlaneException("interrupted while waiting", e);
        }
    }
}
