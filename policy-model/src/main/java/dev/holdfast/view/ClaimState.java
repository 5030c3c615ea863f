package dev.holdfast.view;

import java.util.Map;
import java.util.Optional;

/**
 * What rules read of a PersistentVolumeClaim.
 *
 * @param volume the PersistentVolume it is bound to
 */
public record ClaimState(
        String namespace,
        String name,
        Map<String, String> labels,
        Optional<String> volume,
        Optional<String> storageClass) {
    public ClaimState {
        labels = Map.copyOf(labels);
    }

    /** {@code namespace/name}. */
    public String key() {
        return namespace + "/" + name;
    }
}
