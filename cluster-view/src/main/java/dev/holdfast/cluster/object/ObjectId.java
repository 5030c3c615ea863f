package dev.holdfast.cluster.object;

import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which object: API group (empty for core), kind, namespace (empty for cluster-wide kinds) and
 * name. Versions of one group are the same objects.
 */
public record ObjectId(String group, String kind, String namespace, String name)
        implements Comparable<ObjectId> {
    private static final Comparator<ObjectId> ORDER =
            Comparator.comparing((ObjectId id) -> id.group())
                    .thenComparing(ObjectId::kind)
                    .thenComparing(ObjectId::namespace)
                    .thenComparing(ObjectId::name);

    /**
     * The identity that an object states, without a look at anything else; what is missing or of a
     * wrong type is empty.
     */
    public static ObjectId of(Map<?, ?> object) {
        Map<?, ?> metadata = object.get("metadata") instanceof Map<?, ?> map ? map : Map.of();
        String version = word(object.get("apiVersion"));
        return new ObjectId(
                group(version),
                word(object.get("kind")),
                word(metadata.get("namespace")),
                word(metadata.get("name")));
    }

    /** The group of {@code group/version} or {@code v1}. */
    public static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    private static String word(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    /** Whether it is of this group and kind. */
    public boolean is(String otherGroup, String otherKind) {
        return kind.equals(otherKind) && group.equals(otherGroup);
    }

    /** {@code Kind.group}, as in {@code kubectl get}. */
    public String type() {
        return group.isEmpty() ? kind : kind + "." + group;
    }

    @Override
    public int compareTo(ObjectId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return type() + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
}
