package dev.holdfast.cluster.object;

import dev.holdfast.policy.DataPlacementPolicy;
import java.util.HashSet;
import java.util.Set;

/**
 * Which annotations of pods are worth their memory: short ones, our own, and those that a policy
 * names ({@code replication.by: Annotation}), however long.
 *
 * @param named keys that are kept at any length
 * @param longest the longest value kept of other keys, in UTF-16 units
 */
public record AnnotationFilter(Set<String> named, int longest) {
    /** The prefix of our own annotations. */
    public static final String OWN_PREFIX = "holdfast.dev/";

    /** The longest value that is kept of annotations that no policy names. */
    public static final int SHORT = 256;

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    public AnnotationFilter {
        named = Set.copyOf(named);
    }

    /** The keys that policies read sets of data from. */
    public static Set<String> namedBy(Iterable<DataPlacementPolicy> policies) {
        Set<String> keys = new HashSet<>();
        for (DataPlacementPolicy policy : policies) {
            policy.spec()
                    .roles()
                    .forEach(role -> role.replication().annotation().ifPresent(keys::add));
        }
        return keys;
    }

    /** Whether this annotation is kept. */
    public boolean keeps(String key, String value) {
        return named.contains(key)
                || key.startsWith(OWN_PREFIX)
                || (value.length() <= longest && !key.equals(LAST_APPLIED));
    }
}
