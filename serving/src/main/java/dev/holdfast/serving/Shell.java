package dev.holdfast.serving;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The process's listeners, health and metrics: opened in order, drained in order. Methods block;
 * they are for main, not for event loops.
 */
public final class Shell implements AutoCloseable {
    private static final Duration OPEN = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final PrometheusMeterRegistry registry;
    private final Health health = new Health();
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable CallListener calls;
    private @Nullable HealthListener probes;

    /** Starts event loops and the JVM's own metrics, no listener. */
    public Shell() {
        this.vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(2)
                                .setWorkerPoolSize(2)
                                .setFileSystemOptions(
                                        new FileSystemOptions()
                                                .setClassPathResolvingEnabled(false)
                                                .setFileCachingEnabled(false)));
        this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** Where everything that is counted is counted. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** What readiness depends on. */
    public Health health() {
        return health;
    }

    /**
     * Opens the listener for probes and metrics.
     *
     * @return its port
     * @throws OpenFailed when it cannot be opened
     */
    public int openProbes(ListenAt at, Limits limits) throws OpenFailed {
        HealthListener listener = new HealthListener(vertx, at, limits, health, registry);
        probes = listener;
        return opened(listener.listen(), at);
    }

    /**
     * Opens the listener for calls.
     *
     * @return its port
     * @throws OpenFailed when it cannot be opened
     */
    public int openCalls(ListenAt at, Limits limits, String service, List<Endpoint> endpoints)
            throws OpenFailed {
        CallListener listener = new CallListener(vertx, at, limits, service, endpoints, registry);
        calls = listener;
        return opened(listener.listen(), at);
    }

    /**
     * Serves endpoints on a loopback port of its own while the rehearsal runs, in this thread. What
     * happens there is counted nowhere. For the requests that a process makes to itself, since the
     * first ones of a JVM are slow.
     *
     * @param rehearsal gets the port
     * @throws OpenFailed when no port can be had
     */
    public void rehearse(List<Endpoint> endpoints, IntConsumer rehearsal) throws OpenFailed {
        ListenAt anywhere = new ListenAt("127.0.0.1", 0, Optional.empty());
        CallListener listener =
                new CallListener(
                        vertx,
                        anywhere,
                        Limits.DEFAULT,
                        "rehearsal",
                        endpoints,
                        new SimpleMeterRegistry());
        int port = opened(listener.listen(), anywhere);
        try {
            rehearsal.accept(port);
        } finally {
            var _ = listener.shutdown(Duration.ZERO);
        }
    }

    private static int opened(Future<Integer> listening, ListenAt at) throws OpenFailed {
        try {
            return await(listening, OPEN);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new OpenFailed(at, cause);
        } catch (TimeoutException e) {
            throw new OpenFailed(at, e);
        }
    }

    /**
     * Ends gracefully: turns not ready, goes on answering for the grace time (until callers have
     * noticed), then finishes requests, at most for the limit, and closes everything.
     */
    public void drain(Duration grace, Duration limit) {
        health.drain();
        try {
            if (grace.isPositive()) {
                var wait = vertx.timer(grace.toMillis(), TimeUnit.MILLISECONDS);
                await(wait, grace.plusSeconds(1));
            }
            if (calls != null) {
                await(calls.shutdown(limit), limit.plusSeconds(1));
            }
        } catch (ExecutionException | TimeoutException _) {
            // Whatever did not end by now is cut off by close.
        } finally {
            close();
        }
    }

    /** Ends at once; a second time it does nothing. */
    @Override
    public void close() {
        health.drain();
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            if (calls != null) {
                await(calls.shutdown(Duration.ZERO), Duration.ofSeconds(2));
            }
            if (probes != null) {
                await(probes.shutdown(Duration.ZERO), Duration.ofSeconds(2));
            }
            await(vertx.close(), Duration.ofSeconds(5));
        } catch (ExecutionException | TimeoutException _) {
            // The process ends anyway.
        }
    }

    private static <T> T await(Future<T> future, Duration limit)
            throws ExecutionException, TimeoutException {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException(e);
        }
    }

    /** A listener that could not be opened. */
    public static final class OpenFailed extends Exception {
        private static final long serialVersionUID = 1L;

        OpenFailed(ListenAt at, Throwable cause) {
            super(
                    "cannot listen on "
                            + at.host()
                            + ":"
                            + at.port()
                            + ": "
                            + cause.getMessage()
                            + "; choose another address or end what uses it",
                    cause);
        }
    }
}
