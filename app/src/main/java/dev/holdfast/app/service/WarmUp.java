package dev.holdfast.app.service;

import dev.holdfast.app.config.Configuration;
import dev.holdfast.extender.ViewState;
import dev.holdfast.serving.Endpoint;
import dev.holdfast.serving.Shell;
import dev.holdfast.view.ClusterView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that the process makes to itself before it is ready, because the first ones of a JVM
 * take up to a hundred times as long: through a real socket and the real rules, about the real
 * cluster's members, on a plain loopback port that counts nothing (so TLS itself stays cold).
 */
final class WarmUp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final Configuration.WarmUp wanted;
    private final AtomicBoolean done = new AtomicBoolean();
    private final Thread thread;

    private WarmUp(
            Configuration.WarmUp wanted,
            Supplier<ViewState> views,
            Shell shell,
            List<Endpoint> endpoints) {
        this.wanted = wanted;
        this.thread =
                Thread.ofPlatform()
                        .name("holdfast-warm-up")
                        .daemon()
                        .unstarted(() -> run(views, shell, endpoints));
    }

    /** Begins once there is a view, and ends after the wanted requests or time. */
    static WarmUp start(
            Configuration.WarmUp wanted,
            Supplier<ViewState> views,
            Shell shell,
            List<Endpoint> endpoints) {
        WarmUp warmUp = new WarmUp(wanted, views, shell, endpoints);
        warmUp.thread.start();
        return warmUp;
    }

    /** Why it is not over; empty when it is. */
    Optional<String> notReady() {
        return done.get()
                ? Optional.empty()
                : Optional.of("the first requests, to ourselves, are not through");
    }

    private void run(Supplier<ViewState> views, Shell shell, List<Endpoint> endpoints) {
        try {
            rehearse(firstView(views), shell, endpoints);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (Shell.OpenFailed | RuntimeException e) {
            LOG.atWarn().setCause(e).log("ready without warm-up");
        } finally {
            // What loading and warming left behind is half of the heap.
            OldGeneration.collect();
            done.set(true);
        }
    }

    private static ClusterView firstView(Supplier<ViewState> views) throws InterruptedException {
        ViewState state = views.get();
        while (!(state instanceof ViewState.Ready)) {
            Thread.sleep(LOOK_AGAIN);
            state = views.get();
        }
        return ((ViewState.Ready) state).view();
    }

    /** A method of its own, so that its frame holds nothing any more when memory is collected. */
    private void rehearse(ClusterView view, Shell shell, List<Endpoint> endpoints)
            throws Shell.OpenFailed {
        List<byte[]> bodies = WarmUpBodies.of(view);
        long begun = System.nanoTime();
        shell.rehearse(endpoints, port -> request(port, endpoints, bodies));
        LOG.atInfo()
                .addKeyValue("milliseconds", (System.nanoTime() - begun) / 1_000_000)
                .log("warm");
    }

    private void request(int port, List<Endpoint> endpoints, List<byte[]> bodies) {
        long end = System.nanoTime() + wanted.limit().toNanos();
        try (OwnCalls calls = new OwnCalls(port, wanted.limit())) {
            for (int i = 0; i < wanted.requests() && System.nanoTime() < end; i++) {
                Endpoint endpoint = endpoints.get(i % endpoints.size());
                calls.post(endpoint.path(), bodies.get(i / endpoints.size() % bodies.size()));
            }
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("warm-up ended early");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
