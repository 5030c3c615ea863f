package dev.holdfast.benchmarks.scheduler;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** When the pods of a namespace were seen bound, by a watch. */
final class Bindings implements AutoCloseable, Watcher<Pod> {
    private final Map<String, Long> boundAt = new ConcurrentHashMap<>();
    private final CountDownLatch missing;
    private final Watch watch;

    /** Watches from now on, for {@code expected} pods. */
    Bindings(KubernetesClient client, String namespace, int expected) {
        missing = new CountDownLatch(expected);
        watch = client.pods().inNamespace(namespace).watch(this);
    }

    @Override
    public void eventReceived(Action action, Pod pod) {
        if (action == Action.MODIFIED
                && pod.getSpec().getNodeName() != null
                && boundAt.putIfAbsent(pod.getMetadata().getName(), System.nanoTime()) == null) {
            missing.countDown();
        }
    }

    @Override
    public void onClose(@Nullable WatcherException cause) {
        if (cause != null) {
            throw new IllegalStateException("the watch of the pods broke", cause);
        }
    }

    /**
     * Bindings per second between the first tenth and the last.
     *
     * @throws IllegalStateException if not all are bound within the limit
     */
    double perSecond(Duration limit) {
        try {
            if (!missing.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(
                        "%d pods are not bound after %s".formatted(missing.getCount(), limit));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while pods were being bound", e);
        }
        long[] times = boundAt.values().stream().mapToLong(Long::longValue).sorted().toArray();
        int first = times.length / 10;
        return (times.length - 1 - first) * 1e9 / (times[times.length - 1] - times[first]);
    }

    @Override
    public void close() {
        watch.close();
    }
}
