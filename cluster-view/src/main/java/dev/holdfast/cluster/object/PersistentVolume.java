package dev.holdfast.cluster.object;

import dev.holdfast.view.NodeAffinity;

/**
 * What is read of a core/v1 PersistentVolume.
 *
 * @param driver the CSI driver, or the volume plug-in's field name ({@code local}, {@code nfs}),
 *     empty when there is none that is known
 * @param handle {@code spec.csi.volumeHandle}, empty without CSI
 * @param claim {@code namespace/name} of the claim that it is reserved for, empty when free
 */
public record PersistentVolume(
        String name, String driver, String handle, String claim, NodeAffinity affinity) {}
