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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When the pods of a namespace were seen bound, by a watch. The first ones only warm up whoever
 * schedules them; the window that is measured begins after them.
 */
final class Bindings implements AutoCloseable, Watcher<Pod> {
    private final Map<String, Long> boundAt = new ConcurrentHashMap<>();
    private final int warming;
    private final LongSupplier work;
    private final CountDownLatch missing;
    private final Watch watch;
    private volatile long workBefore;

    /**
     * Watches from now on.
     *
     * @param warming how many bindings come before the window
     * @param measured how many are in it
     * @param work processor time so far of whom we measure, ns
     */
    Bindings(
            KubernetesClient client,
            String namespace,
            int warming,
            int measured,
            LongSupplier work) {
        this.warming = warming;
        this.work = work;
        missing = new CountDownLatch(warming + measured);
        watch = client.pods().inNamespace(namespace).watch(this);
    }

    @Override
    public void eventReceived(Action action, Pod pod) {
        if (action == Action.MODIFIED
                && pod.getSpec().getNodeName() != null
                && boundAt.putIfAbsent(pod.getMetadata().getName(), System.nanoTime()) == null) {
            if (boundAt.size() == warming) {
                workBefore = work.getAsLong();
            }
            missing.countDown();
        }
    }

    @Override
    public void onClose(@Nullable WatcherException cause) {
        if (cause != null) {
            throw new IllegalStateException("the watch of the pods broke", cause);
        }
    }

    /** What was seen in the window. */
    record Window(double podsPerSecond, double workMillisPerPod) {}

    /**
     * Waits for the last binding.
     *
     * @throws IllegalStateException if not all are bound within the limit
     */
    Window await(Duration limit) {
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
        double pods = times.length - warming;
        return new Window(
                pods * 1e9 / (times[times.length - 1] - times[warming - 1]),
                (work.getAsLong() - workBefore) / 1e6 / pods);
    }

    @Override
    public void close() {
        watch.close();
    }
}
