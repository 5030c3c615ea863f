package dev.holdfast.controlplane;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A persistent volume on one node's own disk.
 *
 * @param name of the PersistentVolume
 * @param storageClass made with {@link Cluster#addStorageClass}
 * @param size Kubernetes quantity, for example 1Gi
 * @param node the only node that has it
 * @param claimNamespace namespace of the claim it is bound to; null if any may take it
 * @param claim name of that claim, for example data-db-0; null if any may take it
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

    /** Bound to this claim, which comes into being with it. */
    public LocalVolume boundTo(String namespace, String claimName) {
        return new LocalVolume(name, storageClass, size, node, namespace, claimName);
    }

    /** The claim, which asks for this very volume. */
    Optional<PersistentVolumeClaim> claimObject() {
        if (claim == null) {
            return Optional.empty();
        }
        return Optional.of(
                new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withNamespace(claimNamespace)
                        .withName(claim)
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadWriteOnce")
                        .withStorageClassName(storageClass)
                        .withVolumeName(name)
                        .withNewResources()
                        .addToRequests("storage", new Quantity(size))
                        .endResources()
                        .endSpec()
                        .build());
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
