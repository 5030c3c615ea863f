package dev.holdfast.cluster.live;

import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.storage.StorageProfile.Resource;
import dev.holdfast.policy.Problem;
import dev.holdfast.view.ClusterView;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The view of a running cluster. Nodes, PersistentVolumes and policies are watched everywhere;
 * pods, claims and StatefulSets in the namespaces that have a policy, so that a cluster costs no
 * more than its database namespaces. Of every object only what rules read is kept. All events go
 * through one queue to one thread, which publishes the view in a volatile field: readers never
 * wait.
 *
 * <p>A policy enters the view when the first lists of its namespace are in. Objects that cannot be
 * read are reported by {@link #refused} and leave what was known of them before in place.
 */
public final class LiveView implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveView.class);
    private static final Duration END = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final LiveOptions options;
    private final Writer writer;
    private final Thread thread;
    private final ScheduledExecutorService prober =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("holdfast-view-probe").daemon().factory());
    private final Set<Resource> served = new HashSet<>();

    private LiveView(KubernetesClient client, LiveOptions options, ViewListener listener) {
        this.client = client;
        this.options = options;
        this.writer = new Writer(client, options, listener);
        this.thread = Thread.ofPlatform().name("holdfast-view").daemon().unstarted(writer);
    }

    /** Starts to watch; does not wait. The client stays the caller's. */
    public static LiveView start(
            KubernetesClient client, LiveOptions options, ViewListener listener) {
        LiveView live = new LiveView(client, options, listener);
        live.thread.start();
        var _ =
                live.prober.scheduleWithFixedDelay(
                        live::probe, 0, options.probe().toMillis(), TimeUnit.MILLISECONDS);
        return live;
    }

    /** The newest view; empty until {@link #notReady} is. */
    public ClusterView view() {
        return writer.view();
    }

    /** Why the view is not complete yet; empty from when it first was. */
    public Optional<String> notReady() {
        return Optional.ofNullable(writer.missing());
    }

    /** How long the API server has not answered; next to nothing while it is there. */
    public Duration silence() {
        return writer.silence();
    }

    /** How each watched resource and each REST server is. */
    public List<SourceState> sources() {
        return Stream.concat(
                        writer.sources().stream().map(Source::state),
                        writer.restSources().stream().map(SourceState::of))
                .toList();
    }

    /** The objects that cannot be read, policies above all, with all that is wrong with them. */
    public Map<ObjectId, List<Problem>> refused() {
        return writer.refused();
    }

    private void probe() {
        try {
            client.getKubernetesVersion();
            for (var profile : options.profiles()) {
                for (Resource resource : profile.resources()) {
                    look(resource);
                }
            }
            writer.tell(new Event.Answered());
        } catch (KubernetesClientException e) {
            LOG.atDebug().setCause(e).log("the API server does not answer");
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("probe of the API server failed");
        }
    }

    private void look(Resource resource) {
        String version = resource.group() + "/" + resource.version();
        if (!served.contains(resource) && client.supports(version, resource.kind())) {
            served.add(resource);
            writer.tell(new Event.Served(resource));
        }
    }

    /** Ends all watches; the last view stays. */
    @Override
    public void close() {
        prober.shutdownNow();
        thread.interrupt();
        try {
            if (!thread.join(END)) {
                LOG.atWarn().log("the writer of the view did not end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
