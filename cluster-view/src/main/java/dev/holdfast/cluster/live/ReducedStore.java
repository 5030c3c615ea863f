package dev.holdfast.cluster.live;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An informer's store that keeps of each object only what the informer itself needs to tell changes
 * and deletions: what rules read is in the view.
 */
public final class ReducedStore<T extends HasMetadata> implements ItemStore<T> {
    private final Map<String, T> stubs = new ConcurrentHashMap<>();
    private final Supplier<T> empty;

    /**
     * Without objects.
     *
     * @param empty makes an object without content
     */
    public ReducedStore(Supplier<T> empty) {
        this.empty = empty;
    }

    @Override
    public String getKey(T object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    @Override
    public @Nullable T put(String key, T object) {
        return stubs.put(key, stub(object));
    }

    private T stub(T object) {
        T stub = empty.get();
        stub.setApiVersion(object.getApiVersion());
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
    public @Nullable T remove(String key) {
        return stubs.remove(key);
    }

    @Override
    public Stream<String> keySet() {
        return stubs.keySet().stream();
    }

    @Override
    public Stream<T> values() {
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
    public @Nullable T get(String key) {
        return stubs.get(key);
    }
}
