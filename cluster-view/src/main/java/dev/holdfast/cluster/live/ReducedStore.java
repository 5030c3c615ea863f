package dev.holdfast.cluster.live;

import dev.holdfast.cluster.object.Shared;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An informer's store that keeps of each object only what is needed to tell changes and deletions:
 * its name, shared with the view, and its version. What rules read is in the view; for tens of
 * thousands of objects metadata alone would take more than that. Objects given back are made anew
 * and have nothing but the name, the version and, where asked for, the uid. An informer puts and
 * removes under one lock, and reads without.
 */
public final class ReducedStore implements ItemStore<GenericKubernetesResource> {
    /** Objects in one page of a list, for its informer; a pod takes some 37 KB while it is read. */
    public static final long PAGE = 50;

    private final boolean uids;

    /** What is known of an object, by namespace (empty where there is none) and name. */
    private final Map<String, Map<String, byte[]>> known = new ConcurrentHashMap<>();

    private ReducedStore(boolean uids) {
        this.uids = uids;
    }

    /** A store of names and versions. */
    static ReducedStore ofVersions() {
        return new ReducedStore(false);
    }

    /** A store of names, versions and uids, for who must tell an object from its successor. */
    public static ReducedStore withUids() {
        return new ReducedStore(true);
    }

    @Override
    public String getKey(GenericKubernetesResource object) {
        return object instanceof Stub stub
                ? stub.key()
                : namespace(object.getMetadata()) + "/" + object.getMetadata().getName();
    }

    @Override
    public @Nullable GenericKubernetesResource put(String key, GenericKubernetesResource object) {
        ObjectMeta metadata = object.getMetadata();
        byte @Nullable [] before =
                known.computeIfAbsent(namespace(metadata), _ -> new ConcurrentHashMap<>())
                        .put(Shared.of(metadata.getName()), pack(metadata));
        return before == null ? null : new Stub(namespace(metadata), metadata.getName(), before);
    }

    @Override
    public @Nullable GenericKubernetesResource remove(String key) {
        @Nullable Map<String, byte[]> names = known.get(namespace(key));
        byte @Nullable [] before = names == null ? null : names.remove(name(key));
        if (names != null && names.isEmpty()) {
            known.remove(namespace(key));
        }
        return before == null ? null : new Stub(namespace(key), name(key), before);
    }

    @Override
    public @Nullable GenericKubernetesResource get(String key) {
        @Nullable Map<String, byte[]> names = known.get(namespace(key));
        byte @Nullable [] now = names == null ? null : names.get(name(key));
        return now == null ? null : new Stub(namespace(key), name(key), now);
    }

    @Override
    public Stream<String> keySet() {
        return known.entrySet().stream()
                .flatMap(names ->
                        names.getValue().keySet().stream()
                                .map(name -> names.getKey() + "/" + name));
    }

    @Override
    public Stream<GenericKubernetesResource> values() {
        return known.entrySet().stream()
                .flatMap(names ->
                        names.getValue().entrySet().stream()
                                .map(each ->
                                        new Stub(names.getKey(), each.getKey(), each.getValue())));
    }

    /** Says that handlers must get the objects as they arrive, and not from here. */
    @Override
    public boolean isFullState() {
        return false;
    }

    @Override
    public int size() {
        return known.values().stream().mapToInt(Map::size).sum();
    }

    private static String namespace(ObjectMeta metadata) {
        @Nullable String namespace = metadata.getNamespace();
        return namespace == null ? "" : namespace;
    }

    private static String namespace(String key) {
        return key.substring(0, key.indexOf('/'));
    }

    private static String name(String key) {
        return key.substring(key.indexOf('/') + 1);
    }

    /** The version, and the uid behind a space; as bytes they take half of what texts would. */
    private byte[] pack(ObjectMeta metadata) {
        String version = String.valueOf(metadata.getResourceVersion());
        return (uids ? version + " " + metadata.getUid() : version)
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What is given back. An informer holds one for each object at once when a list ends, and asks
     * most of them for nothing but their key: metadata, five times as large, is made on demand,
     * anew each time.
     */
    private static final class Stub extends GenericKubernetesResource {
        @Serial private static final long serialVersionUID = 1;

        private final String namespace;
        private final String name;
        private final byte[] packed;

        Stub(String namespace, String name, byte[] packed) {
            this.namespace = namespace;
            this.name = name;
            this.packed = packed;
        }

        String key() {
            return namespace + "/" + name;
        }

        @Override
        public ObjectMeta getMetadata() {
            String text = new String(packed, StandardCharsets.UTF_8);
            int space = text.indexOf(' ');
            ObjectMeta metadata = new ObjectMeta();
            metadata.setNamespace(namespace.isEmpty() ? null : namespace);
            metadata.setName(name);
            metadata.setUid(space < 0 ? null : text.substring(space + 1));
            metadata.setResourceVersion(space < 0 ? text : text.substring(0, space));
            return metadata;
        }
    }
}
