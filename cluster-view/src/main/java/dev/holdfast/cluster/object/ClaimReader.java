package dev.holdfast.cluster.object;

import dev.holdfast.view.ClaimState;

/** Reads a core/v1 PersistentVolumeClaim. */
final class ClaimReader {
    private ClaimReader() {}

    static ClaimState read(Field claim) {
        Field spec = claim.at("spec");
        return new ClaimState(
                Metadata.namespace(claim),
                Metadata.name(claim),
                claim.at("metadata").at("labels").texts(),
                spec.at("volumeName").nonEmptyText(),
                spec.at("storageClassName").nonEmptyText());
    }
}
