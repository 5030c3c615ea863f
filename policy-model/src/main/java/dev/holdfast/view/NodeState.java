package dev.holdfast.view;

import java.util.List;
import java.util.Map;

/**
 * What rules read of a Node.
 *
 * @param ready condition Ready is True
 * @param schedulable not cordoned ({@code spec.unschedulable})
 * @param allocatable quantities as Kubernetes writes them
 * @param storageDown names of the copy sources that say their storage does not serve on this node
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

    /** A taint (core/v1). */
    public record Taint(String key, String value, String effect) {}
}
