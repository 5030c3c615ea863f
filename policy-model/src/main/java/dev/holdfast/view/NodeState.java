package dev.holdfast.view;

import java.util.List;
import java.util.Map;

/**
 * What rules read of a Node.
 *
 * @param ready condition Ready is True
 * @param schedulable not cordoned ({@code spec.unschedulable})
 * @param allocatable quantities as Kubernetes writes them
 * @param storageDown names of the copy sources that say their storage does not serve on this node,
 *     and the drivers of its volumes
 */
public record NodeState(
        String name,
        Map<String, String> labels,
        boolean ready,
        boolean schedulable,
        List<Taint> taints,
        Map<String, String> allocatable,
        List<String> storageDown) {
    public NodeState {
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
        allocatable = Map.copyOf(allocatable);
        storageDown = List.copyOf(storageDown);
    }

    /** Whether the storage system of a volume says that it does not serve here. */
    public boolean lacksStorageOf(VolumeState volume) {
        return storageDown.contains(volume.driver())
                || (volume.copies() instanceof VolumeState.Copies.Listed listed
                        && storageDown.contains(listed.source()));
    }

    /** A taint (core/v1). */
    public record Taint(String key, String value, String effect) {}
}
