package dev.holdfast.cluster.object;

import dev.holdfast.view.OwnerState;

/** Reads an apps/v1 StatefulSet. */
final class OwnerReader {
    private OwnerReader() {}

    static OwnerState read(Field set) {
        Field spec = set.at("spec");
        return new OwnerState(
                Metadata.namespace(set),
                Metadata.name(set),
                spec.at("replicas").number(1),
                spec.at("ordinals").at("start").number(0),
                spec.at("template").at("metadata").at("labels").texts());
    }
}
