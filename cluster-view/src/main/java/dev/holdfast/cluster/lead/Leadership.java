package dev.holdfast.cluster.lead;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for election again and again until closed. {@link #leads} turns false by this machine's
 * own monotonic clock when the lease could not be renewed in time, so an instance that slept does
 * not write when it wakes. The elector itself compares its wall clock with the last leader's: with
 * clocks apart by more than the lease two may lead for a while, so whatever a leader writes must be
 * conditional on what it read.
 */
public final class Leadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final Duration END = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final LeaseTerms terms;
    private final RenewedLock lock;
    private final ExecutorService executor =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("holdfast-lease").daemon().factory());
    private final Thread thread =
            Thread.ofPlatform().name("holdfast-election").daemon().unstarted(this::stand);
    private volatile boolean elected;

    private Leadership(KubernetesClient client, LeaseTerms terms) {
        this.client = client;
        this.terms = terms;
        this.lock = new RenewedLock(terms);
    }

    /** Starts to stand for election; does not wait. The client stays the caller's. */
    public static Leadership stand(KubernetesClient client, LeaseTerms terms) {
        Leadership leadership = new Leadership(client, terms);
        leadership.thread.start();
        return leadership;
    }

    /** Whether this instance may write now. */
    public boolean leads() {
        return elected && lock.sinceRenewed().compareTo(terms.renewDeadline()) < 0;
    }

    private void stand() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                serve(elector().start());
                Thread.sleep(terms.retry());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the lease is lost. */
    private void serve(CompletableFuture<?> term) throws InterruptedException {
        try {
            var _ = term.get();
        } catch (ExecutionException | CancellationException e) {
            LOG.atDebug().setCause(e).log("a term ended");
        } finally {
            elected = false;
            // Releases the lease when it is ours.
            var _ = term.cancel(true);
        }
    }

    private LeaderElector elector() {
        var config =
                new LeaderElectionConfig(
                        lock,
                        terms.duration(),
                        terms.renewDeadline(),
                        terms.retry(),
                        new LeaderCallbacks(() -> turn(true), () -> turn(false), _ -> {}),
                        true,
                        terms.name());
        return new LeaderElector(client, config, executor);
    }

    private void turn(boolean leading) {
        if (elected != leading) {
            elected = leading;
            LOG.atInfo()
                    .addKeyValue("lease", terms.namespace() + "/" + terms.name())
                    .addKeyValue("identity", terms.identity())
                    .log(leading ? "leading" : "not leading any more");
        }
    }

    /** Stops writing at once, then gives the lease back so that another may lead soon. */
    @Override
    public void close() {
        elected = false;
        thread.interrupt();
        try {
            if (!thread.join(END)) {
                LOG.atWarn().log("the election did not end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
    }
}
