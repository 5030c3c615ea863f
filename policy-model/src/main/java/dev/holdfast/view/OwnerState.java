package dev.holdfast.view;

import java.util.Map;

/**
 * What rules read of a StatefulSet.
 *
 * @param replicas how many pods it is to have
 * @param firstOrdinal {@code spec.ordinals.start}
 * @param templateLabels the labels of its pods
 */
public record OwnerState(
        String namespace,
        String name,
        int replicas,
        int firstOrdinal,
        Map<String, String> templateLabels) {
    public OwnerState {
        templateLabels = Map.copyOf(templateLabels);
    }

    /** {@code namespace/name}. */
    public String key() {
        return namespace + "/" + name;
    }
}
