package dev.holdfast.cluster.live;

import dev.holdfast.cluster.object.Fact;
import dev.holdfast.cluster.object.MalformedObjectException;
import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.ObjectReader;
import dev.holdfast.cluster.storage.StorageProfile;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One watched resource. Objects are read where they arrive, so that only what rules read waits for
 * the writer. An informer lists again after a 410 Gone and after lost connections, and then tells
 * of the objects that went meanwhile.
 */
final class Source {
    /** Objects in one page of a list. */
    private static final long PAGE = 500;

    private final StorageProfile.Resource resource;
    private final String namespace;
    private final ObjectReader reader;
    private final Consumer<Event> writer;
    private final SharedIndexInformer<GenericKubernetesResource> informer;
    private volatile boolean listed;
    private volatile long heard = System.nanoTime();
    private volatile @Nullable String version;
    private volatile @Nullable String problem;

    Source(
            KubernetesClient client,
            StorageProfile.Resource resource,
            String namespace,
            Optional<String> selector,
            ObjectReader reader,
            Consumer<Event> writer) {
        this.resource = resource;
        this.namespace = namespace;
        this.reader = reader;
        this.writer = writer;
        this.informer =
                scoped(client, resource, namespace, selector).withLimit(PAGE).runnableInformer(0);
        informer.itemStore(new ReducedStore<>(GenericKubernetesResource::new));
        informer.removeNamespaceIndex();
        informer.exceptionHandler((_, failure) -> failed(failure));
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
    void start() {
        var _ = informer.start();
    }

    /** Ends the watch; what is on its way may still be told. */
    void stop() {
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

    /** The writer has put everything of the first list. */
    void markListed() {
        listed = true;
    }

    /** Why it last failed, null when it works. */
    @Nullable String problem() {
        return problem;
    }

    /** How it is now. */
    SourceState state() {
        @Nullable String now = informer.lastSyncResourceVersion();
        if (!Objects.equals(now, version)) {
            version = now;
            heard = System.nanoTime();
        }
        return new SourceState(
                name(),
                namespace,
                listed,
                Duration.ofNanos(System.nanoTime() - heard),
                Optional.ofNullable(problem));
    }

    /** For example {@code replicas.longhorn.io}. */
    String name() {
        return resource.group().isEmpty()
                ? resource.plural()
                : resource.plural() + "." + resource.group();
    }

    /** Keeps it trying, whatever failed. */
    private boolean failed(Throwable failure) {
        @Nullable Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof KubernetesClientException)) {
            cause = cause.getCause();
        }
        problem = String.valueOf(cause.getMessage());
        return true;
    }

    private ObjectId id(GenericKubernetesResource object) {
        @Nullable String space = object.getMetadata().getNamespace();
        return new ObjectId(
                resource.group(),
                resource.kind(),
                space == null ? "" : space,
                object.getMetadata().getName());
    }

    private void works() {
        heard = System.nanoTime();
        problem = null;
    }

    private final class Handler implements ResourceEventHandler<GenericKubernetesResource> {
        @Override
        public void onAdd(GenericKubernetesResource object) {
            works();
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
            works();
            writer.accept(new Event.Gone(Source.this, id(object)));
        }

        @Override
        public void onList(String resourceVersion, boolean remainedEmpty) {
            works();
            writer.accept(new Event.Listed(Source.this));
        }
    }
}
