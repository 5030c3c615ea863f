package dev.holdfast.app.service;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.util.Optional;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the garbage in the old generation. The serial collector lets that grow to the greatest
 * heap before it looks at it, a quarter of the machine; what a first list, a few long bodies or
 * years of small changes leave there would be kept. The JVM tells when a collection of the young
 * generation has left more than a limit; does nothing with another collector.
 */
final class OldGeneration implements AutoCloseable {
    private static final String SERIAL_OLD = "Tenured Gen";

    /** So much may lie there at least before it is worth a pause, in bytes. */
    private static final long LEAST = 48L << 20;

    private final Optional<MemoryPoolMXBean> pool =
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(each -> each.getName().equals(SERIAL_OLD))
                    .findFirst();
    private final NotificationListener listener = this::told;

    private OldGeneration() {}

    /** Collects whenever it is time, from now on. */
    static OldGeneration watch() {
        OldGeneration watch = new OldGeneration();
        if (watch.pool.isPresent()) {
            memory().addNotificationListener(watch.listener, null, null);
            watch.setLimit();
        }
        return watch;
    }

    /** By the documentation of {@link java.lang.management.MemoryMXBean} it is one. */
    private static NotificationEmitter memory() {
        return (NotificationEmitter) ManagementFactory.getMemoryMXBean();
    }

    private void told(Notification notification, @Nullable Object handback) {
        if (notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
            // The JVM tells again only after a collection that ended below the limit.
            pool.filter(old -> old.getUsage().getMax() > 0)
                    .ifPresent(old -> old.setUsageThreshold(old.getUsage().getMax()));
            collect();
            setLimit();
        }
    }

    /** For what the last full collection left; one that others ask for counts at the next. */
    private void setLimit() {
        pool.ifPresent(old -> {
            long lived = old.getCollectionUsage().getUsed();
            old.setUsageThreshold(limit(lived, old.getUsage().getMax()));
        });
    }

    /**
     * How much may be used before it is time to collect: garbage may be half as much as what lives,
     * so that pauses, which take as long as what lives is large, come the more seldom.
     *
     * @param lived bytes that were left by the collection before
     * @param greatest bytes that there may be, negative when nobody knows: there the collector
     *     looks by itself, and the JVM takes no limit beyond
     */
    static long limit(long lived, long greatest) {
        long limit = lived + Math.max(LEAST, lived / 2);
        return greatest < 0 ? limit : Math.min(limit, greatest);
    }

    /** Collects now; {@code -XX:+DisableExplicitGC} keeps it from that. */
    static void collect() {
        System.gc();
    }

    @Override
    public void close() {
        try {
            memory().removeNotificationListener(listener);
        } catch (ListenerNotFoundException _) {
            // Another collector: there was nothing to listen to.
        }
    }
}
