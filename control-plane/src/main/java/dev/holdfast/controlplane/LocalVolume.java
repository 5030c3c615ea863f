package dev.holdfast.controlplane;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * A persistent volume on one node's own disk.
 *
 * @param name of the PersistentVolume
 * @param storageClass made with {@link Cluster#addStorageClass}
 * @param size Kubernetes quantity, for example 1Gi
 * @param node the only node that has it
 * @param claimNamespace namespace of the claim it is kept for; null for any
 * @param claim name of that claim, for example data-db-0; null for any
 */
public record LocalVolume(
        String name,
        String storageClass,
        String size,
        String node,
        @Nullable String claimNamespace,
        @Nullable String claim) {

    /** A volume that any claim may take. */
    public static LocalVolume on(String node, String name, String storageClass, String size) {
        return new LocalVolume(name, storageClass, size, node, null, null);
    }

    /** Kept for this claim. */
    public LocalVolume boundTo(String namespace, String claimName) {
        return new LocalVolume(name, storageClass, size, node, namespace, claimName);
    }

    PersistentVolume build() {
        var spec =
                new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .addToCapacity("storage", new Quantity(size))
                        .withAccessModes("ReadWriteOnce")
                        .withPersistentVolumeReclaimPolicy("Retain")
                        .withStorageClassName(storageClass)
                        .withNewLocal()
                        .withPath("/data/" + name)
                        .endLocal()
                        .withNewNodeAffinity()
                        .withNewRequired()
                        .addNewNodeSelectorTerm()
                        .addNewMatchExpression()
                        .withKey("kubernetes.io/hostname")
                        .withOperator("In")
                        .withValues(node)
                        .endMatchExpression()
                        .endNodeSelectorTerm()
                        .endRequired()
                        .endNodeAffinity();
        if (claim != null) {
            spec =
                    spec.withNewClaimRef()
                            .withNamespace(claimNamespace)
                            .withName(claim)
                            .endClaimRef();
        }
        return spec.endSpec().build();
    }
}
