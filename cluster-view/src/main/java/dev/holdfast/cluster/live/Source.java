package dev.holdfast.cluster.live;

import dev.holdfast.cluster.object.Fact;
import dev.holdfast.cluster.object.MalformedObjectException;
import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.ObjectReader;
import dev.holdfast.cluster.storage.StorageProfile;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watched resource. Objects are read where they arrive, so that only what rules read waits for
 * the writer. An informer lists again after a 410 Gone and after lost connections, and then tells
 * of the objects that went meanwhile.
 *
 * <p>What arrives, a list and a watch that stands are signs of life. An informer whose watch ended
 * tries again for ever and tells nobody when it is refused: hence {@link #look} and {@link #ask}.
 */
final class Source implements FirstLists.Resource {
    private static final Logger LOG = LoggerFactory.getLogger(Source.class);

    /** A list of which nothing came for so long does not keep others from being begun. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** So long a watch must stand before it counts: some are accepted and ended at once. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    /** A watch that ended is back within this time where nothing is wrong. */
    private static final Duration RENEWAL = Duration.ofSeconds(5);

    /** An informer lets up to 32 s pass between two attempts. */
    private static final Duration LAST_ATTEMPT = Duration.ofSeconds(40);

    private final StorageProfile.Resource resource;
    private final String namespace;
    private final Optional<String> selector;
    private final ObjectReader reader;
    private final Consumer<Event> writer;
    private final SharedIndexInformer<GenericKubernetesResource> informer;
    private volatile boolean listed;
    private volatile boolean stopped;
    private volatile long heard = System.nanoTime();
    private volatile @Nullable String problem;
    private boolean stands;
    private long standsSince;

    Source(
            KubernetesClient client,
            StorageProfile.Resource resource,
            String namespace,
            Optional<String> selector,
            ObjectReader reader,
            Consumer<Event> writer) {
        this.resource = resource;
        this.namespace = namespace;
        this.selector = selector;
        this.reader = reader;
        this.writer = writer;
        this.informer =
                scoped(client, resource, namespace, selector)
                        .withLimit(ReducedStore.PAGE)
                        .runnableInformer(0);
        informer.itemStore(ReducedStore.ofVersions());
        informer.removeNamespaceIndex();
        informer.exceptionHandler((_, failure) -> {
            failed(Causes.of(failure));
            return true;
        });
        informer.addEventHandler(new Handler());
    }

    private static FilterWatchListDeletable<GenericKubernetesResource, ?, ?> scoped(
            KubernetesClient client,
            StorageProfile.Resource resource,
            String namespace,
            Optional<String> selector) {
        var all = client.genericKubernetesResources(Kinds.context(resource));
        var some = namespace.isEmpty() ? all.inAnyNamespace() : all.inNamespace(namespace);
        return selector.isPresent() ? some.withLabelSelector(selector.get()) : some;
    }

    /** Starts without waiting; the first list is told as {@link Event.Listed}. */
    @Override
    public void start() {
        heard = System.nanoTime();
        var _ = informer.start();
    }

    /** Ends the watch; what is on its way may still be told. */
    void stop() {
        stopped = true;
        informer.stop();
    }

    StorageProfile.Resource resource() {
        return resource;
    }

    /** The namespace watched, empty for all. */
    String namespace() {
        return namespace;
    }

    boolean isListed() {
        return listed;
    }

    @Override
    public boolean isListing() {
        return !listed && !stopped && problem == null && !isSilentFor(PATIENCE);
    }

    @Override
    public boolean isStopped() {
        return stopped;
    }

    /** The writer has put everything of the first list. */
    void markListed() {
        listed = true;
    }

    /** Why it last failed, null when it works. A text, it may be the API server's own. */
    @Nullable String problem() {
        return problem;
    }

    /** {@link System#nanoTime} of the last sign of life, of the start when there was none. */
    long heard() {
        return heard;
    }

    /**
     * How it is now.
     *
     * @param answered {@link System#nanoTime} of the API server's last answer: a watch that stands
     *     says nothing while the API server is silent
     */
    SourceState state(long answered) {
        return new SourceState(
                name(),
                namespace,
                listed,
                Duration.ofNanos(System.nanoTime() - Math.min(heard, answered)),
                Optional.ofNullable(problem));
    }

    /** For example {@code replicas.longhorn.io}. */
    String name() {
        return Kinds.name(resource);
    }

    /** With the namespace, for messages. */
    String place() {
        return namespace.isEmpty() ? name() : name() + " of namespace " + namespace;
    }

    /** Looks whether the watch stands; for one thread, at least once a second. */
    void look() {
        long now = System.nanoTime();
        if (!informer.isWatching()) {
            stands = false;
        } else if (!stands) {
            stands = true;
            standsSince = now;
        } else if (now - standsSince >= SETTLED.toNanos()) {
            heard = now;
            if (problem != null) {
                problem = null;
                LOG.atInfo().addKeyValue("resource", place()).log("watched again");
            }
        }
    }

    /**
     * Finds out why the watch does not come back, if it does not; waits for the API server. What
     * was never listed says so itself.
     */
    void ask(KubernetesClient impatient) {
        if (!listed || informer.isWatching() || !isSilentFor(RENEWAL)) {
            return;
        }
        try {
            scoped(impatient, resource, namespace, selector)
                    .list(new ListOptionsBuilder().withLimit(1L).build());
            if (isSilentFor(LAST_ATTEMPT)) {
                failed("it can be listed, but its watch does not come back");
            }
        } catch (KubernetesClientException e) {
            failed(Causes.of(e));
        }
    }

    private boolean isSilentFor(Duration limit) {
        return System.nanoTime() - heard > limit.toNanos();
    }

    private void failed(String message) {
        if (!stopped && !message.equals(problem)) {
            problem = message;
            LOG.atWarn().addKeyValue("resource", place()).log("not watched: {}", message);
        }
    }

    private ObjectId id(GenericKubernetesResource object) {
        @Nullable String space = object.getMetadata().getNamespace();
        return new ObjectId(
                resource.group(),
                resource.kind(),
                space == null ? "" : space,
                object.getMetadata().getName());
    }

    private final class Handler implements ResourceEventHandler<GenericKubernetesResource> {
        @Override
        public void onAdd(GenericKubernetesResource object) {
            heard = System.nanoTime();
            ObjectId id = id(object);
            try {
                Optional<Fact> fact = reader.read(ObjectTree.of(resource, object));
                fact.ifPresent(said -> writer.accept(new Event.Put(Source.this, id, said)));
            } catch (MalformedObjectException e) {
                writer.accept(new Event.Refused(Source.this, id, e.problems()));
            }
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
            onAdd(now);
        }

        @Override
        public void onDelete(GenericKubernetesResource object, boolean stateUnknown) {
            writer.accept(new Event.Gone(Source.this, id(object)));
        }

        @Override
        public void onList(String resourceVersion, boolean remainedEmpty) {
            heard = System.nanoTime();
            writer.accept(new Event.Listed(Source.this));
        }
    }
}
