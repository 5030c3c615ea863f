package dev.holdfast.cluster.live;

import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.storage.StorageProfile.Resource;
import dev.holdfast.policy.Problem;
import dev.holdfast.view.ClusterView;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

    private final LiveOptions options;
    private final Writer writer;
    private final Thread thread;
    private final KubernetesClient impatient;
    private final ScheduledExecutorService prober = executor("holdfast-view-probe");
    private final ScheduledExecutorService looker = executor("holdfast-view-look");
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Set<Resource> served = new HashSet<>();

    private LiveView(KubernetesClient client, LiveOptions options, ViewListener listener) {
        this.impatient = impatient(client);
        this.options = options;
        this.writer = new Writer(client, options, listener);
        this.thread = Thread.ofPlatform().name("holdfast-view").daemon().unstarted(writer);
    }

    private static ScheduledExecutorService executor(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    /** The same, but with one attempt for each request: the next probe is the next attempt. */
    private static KubernetesClient impatient(KubernetesClient client) {
        return client.newClient(
                        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                                .withRequestRetryBackoffLimit(0)
                                .build())
                .adapt(KubernetesClient.class);
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

    /**
     * How long the API server has not answered, or a resource that every rule needs could not be
     * watched: nodes, PersistentVolumes and policies, and pods, claims and StatefulSets of each
     * namespace whose policies are in the view. Some seconds at most while nothing is wrong.
     */
    public Duration silence() {
        return writer.silence();
    }

    /**
     * Why the view is not to be believed any more, a text that does not vary while the cause stays;
     * empty while {@link #silence} is below the limit.
     */
    public Optional<String> tooOld() {
        return Optional.ofNullable(writer.tooOld());
    }

    /** How each watched resource and each REST server is. */
    public List<SourceState> sources() {
        long answered = writer.answered();
        List<SourceState> states = new ArrayList<>(writer.copies().unknown());
        writer.sources().forEach(source -> states.add(source.state(answered)));
        writer.restSources().forEach(source -> states.add(SourceState.of(source)));
        return states;
    }

    /** The objects that cannot be read, policies above all, with all that is wrong with them. */
    public Map<ObjectId, List<Problem>> refused() {
        return writer.refused();
    }

    private void probe() {
        try {
            impatient.getKubernetesVersion();
            writer.answeredNow();
            if (looking.compareAndSet(false, true)) {
                looker.execute(this::look);
            }
        } catch (KubernetesClientException e) {
            writer.unanswered(Causes.of(e));
            LOG.atDebug().setCause(e).log("the API server does not answer");
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("probe of the API server failed");
        }
    }

    /** What is slow or fails here keeps neither probes nor other resources waiting. */
    private void look() {
        try {
            Map<Resource, String> unknown = new HashMap<>();
            for (var profile : options.profiles()) {
                for (Resource resource : profile.resources()) {
                    look(resource, unknown);
                }
            }
            writer.tell(new Event.Looked(unknown));
            writer.sources().forEach(source -> source.ask(impatient));
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("look for storage systems failed");
        } finally {
            looking.set(false);
        }
    }

    private void look(Resource resource, Map<Resource, String> unknown) {
        String version = resource.group() + "/" + resource.version();
        try {
            if (!served.contains(resource) && impatient.supports(version, resource.kind())) {
                served.add(resource);
                writer.tell(new Event.Served(resource));
            }
        } catch (KubernetesClientException e) {
            unknown.put(resource, Causes.of(e));
        }
    }

    /** Ends all watches; the last view stays. */
    @Override
    public void close() {
        prober.shutdownNow();
        looker.shutdownNow();
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
