package dev.holdfast.cluster.lead;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.net.HttpURLConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Lease that remembers when we began to write our name into it, and says once why it cannot. */
final class RenewedLock implements Lock {
    private static final Logger LOG = LoggerFactory.getLogger(RenewedLock.class);

    /** Longer than any lease. */
    private static final Duration NEVER = Duration.ofDays(1);

    private final LeaseLock lease;
    private final LeaseTerms terms;
    private volatile @Nullable Long renewed;
    private volatile String problem = "";

    RenewedLock(LeaseTerms terms) {
        this.terms = terms;
        this.lease = new LeaseLock(terms.namespace(), terms.name(), terms.identity());
    }

    /** Since the beginning of the last successful write of our name. */
    Duration sinceRenewed() {
        @Nullable Long at = renewed;
        return at == null ? NEVER : Duration.ofNanos(System.nanoTime() - at);
    }

    @Override
    public @Nullable LeaderElectionRecord get(KubernetesClient client) {
        try {
            LeaderElectionRecord read = lease.get(client);
            problem = "";
            return read;
        } catch (KubernetesClientException e) {
            tell(e);
            throw e;
        }
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord wanted) {
        write(wanted, () -> lease.create(client, wanted));
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord wanted) {
        write(wanted, () -> lease.update(client, wanted));
    }

    private void write(LeaderElectionRecord wanted, Runnable call) {
        boolean ours = terms.identity().equals(wanted.getHolderIdentity());
        if (!ours) {
            renewed = null;
        }
        long begun = System.nanoTime();
        try {
            call.run();
            renewed = ours ? Long.valueOf(begun) : null;
        } catch (KubernetesClientException e) {
            tell(e);
            throw e;
        }
    }

    /** The elector tries every few seconds; one line for a cause is enough. */
    private void tell(KubernetesClientException failure) {
        String now = String.valueOf(failure.getMessage());
        boolean lostRace = failure.getCode() == HttpURLConnection.HTTP_CONFLICT;
        if (!lostRace && !now.equals(problem)) {
            problem = now;
            LOG.atWarn()
                    .addKeyValue("lease", terms.namespace() + "/" + terms.name())
                    .log("no instance can lead through this one: {}", now);
        }
    }

    @Override
    public String identity() {
        return lease.identity();
    }

    @Override
    public String describe() {
        return lease.describe();
    }
}
