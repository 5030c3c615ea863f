package dev.holdfast.cluster.live;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An informer's store that keeps of each object only what the informer itself needs to tell changes
 * and deletions: what rules read is in the view.
 */
final class ReducedStore implements ItemStore<GenericKubernetesResource> {
    private final Map<String, GenericKubernetesResource> stubs = new ConcurrentHashMap<>();

    @Override
    public String getKey(GenericKubernetesResource object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    @Override
    public @Nullable GenericKubernetesResource put(String key, GenericKubernetesResource object) {
        return stubs.put(key, stub(object));
    }

    private static GenericKubernetesResource stub(GenericKubernetesResource object) {
        GenericKubernetesResource stub = new GenericKubernetesResource();
        stub.setApiVersion(object.getApiVersion());
        stub.setKind(object.getKind());
        stub.setMetadata(
                new ObjectMetaBuilder()
                        .withNamespace(object.getMetadata().getNamespace())
                        .withName(object.getMetadata().getName())
                        .withUid(object.getMetadata().getUid())
                        .withResourceVersion(object.getMetadata().getResourceVersion())
                        .build());
        return stub;
    }

    @Override
    public @Nullable GenericKubernetesResource remove(String key) {
        return stubs.remove(key);
    }

    @Override
    public Stream<String> keySet() {
        return stubs.keySet().stream();
    }

    @Override
    public Stream<GenericKubernetesResource> values() {
        return stubs.values().stream();
    }

    /** Says that handlers must get the objects as they arrive, and not from here. */
    @Override
    public boolean isFullState() {
        return false;
    }

    @Override
    public int size() {
        return stubs.size();
    }

    @Override
    public @Nullable GenericKubernetesResource get(String key) {
        return stubs.get(key);
    }
}
