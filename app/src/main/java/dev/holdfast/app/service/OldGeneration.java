package dev.holdfast.app.service;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Bounds the garbage in the old generation. The serial collector lets that grow to the greatest
 * heap before it looks at it, a quarter of the machine; what a few long bodies or years of small
 * changes leave there would be kept. Does nothing with another collector.
 */
final class OldGeneration implements AutoCloseable {
    private static final String SERIAL_OLD = "Tenured Gen";
    private static final long PERIOD_SECONDS = 1;

    /** So much may lie there at least before it is worth a pause, in bytes. */
    private static final long LEAST = 48L << 20;

    private final Optional<MemoryPoolMXBean> pool =
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(each -> each.getName().equals(SERIAL_OLD))
                    .findFirst();
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("holdfast-old-generation").daemon().factory());

    private OldGeneration() {}

    /** Looks every second from now on. */
    static OldGeneration watch() {
        OldGeneration watch = new OldGeneration();
        var _ =
                watch.executor.scheduleWithFixedDelay(
                        watch::look, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
        return watch;
    }

    private void look() {
        if (pool.isPresent()
                && isTooMuch(
                        pool.get().getUsage().getUsed(),
                        pool.get().getCollectionUsage().getUsed())) {
            collect();
        }
    }

    /**
     * Whether it is time to collect: garbage may be half as much as what lives, so that pauses,
     * which take as long as what lives is large, come the more seldom.
     *
     * @param used bytes
     * @param lived bytes that were left by the collection before
     */
    static boolean isTooMuch(long used, long lived) {
        return used - lived > Math.max(LEAST, lived / 2);
    }

    /** Collects now; {@code -XX:+DisableExplicitGC} keeps it from that. */
    static void collect() {
        System.gc();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
