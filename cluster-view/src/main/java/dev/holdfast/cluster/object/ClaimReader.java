package dev.holdfast.cluster.object;

import dev.holdfast.view.ClaimState;
import java.util.Map;

/** Reads a core/v1 PersistentVolumeClaim. */
final class ClaimReader {
    private ClaimReader() {}

    static ClaimState read(Field claim) {
        Field spec = claim.at("spec");
        return new ClaimState(
                Metadata.namespace(claim),
                Metadata.name(claim),
                Shared.of(Map.copyOf(claim.at("metadata").at("labels").texts())),
                spec.at("volumeName").nonEmptyText(),
                spec.at("storageClassName").nonEmptyText());
    }
}
