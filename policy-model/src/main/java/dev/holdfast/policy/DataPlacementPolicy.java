package dev.holdfast.policy;

/**
 * One policy object of the API group {@value #GROUP}, version {@value #VERSION}.
 *
 * @param generation metadata.generation, 0 when the object came from a file
 */
public record DataPlacementPolicy(String namespace, String name, long generation, PolicySpec spec) {
    /** The API group. */
    public static final String GROUP = "holdfast.dev";

    /** The served and stored version. */
    public static final String VERSION = "v1alpha1";

    /** The kind. */
    public static final String KIND = "DataPlacementPolicy";

    /** {@code namespace/name}, unique in a cluster. */
    public String key() {
        return namespace + "/" + name;
    }
}
