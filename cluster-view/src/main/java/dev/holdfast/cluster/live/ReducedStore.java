package dev.holdfast.cluster.live;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An informer's store that keeps of each object only what is needed to tell changes and deletions,
 * its name, uid and version: what rules read is in the view. For tens of thousands of objects,
 * whose metadata alone would take more than the view.
 */
public final class ReducedStore implements ItemStore<GenericKubernetesResource> {
    /** Objects in one page of a list, for its informer; a pod takes some 70 KB while it is read. */
    public static final long PAGE = 100;

    private final Map<String, GenericKubernetesResource> stubs = new ConcurrentHashMap<>();

    /** An object of which name, uid and version are known; its metadata are made when asked for. */
    private static final class Stub extends GenericKubernetesResource {
        private static final long serialVersionUID = 1L;

        private final String key;
        private final String uid;
        private final String version;

        Stub(String key, ObjectMeta metadata) {
            this.key = key;
            this.uid = metadata.getUid();
            this.version = metadata.getResourceVersion();
        }

        @Override
        public ObjectMeta getMetadata() {
            int slash = key.indexOf('/');
            return new ObjectMetaBuilder()
                    .withNamespace(slash == 0 ? null : key.substring(0, slash))
                    .withName(key.substring(slash + 1))
                    .withUid(uid)
                    .withResourceVersion(version)
                    .build();
        }
    }

    @Override
    public String getKey(GenericKubernetesResource object) {
        if (object instanceof Stub stub) {
            return stub.key;
        }
        @Nullable String namespace = object.getMetadata().getNamespace();
        return (namespace == null ? "" : namespace) + "/" + object.getMetadata().getName();
    }

    @Override
    public @Nullable GenericKubernetesResource put(String key, GenericKubernetesResource object) {
        return stubs.put(key, new Stub(key, object.getMetadata()));
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
