package dev.holdfast.controlplane;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Some equal nodes.
 *
 * @param count how many
 * @param zone value of topology.kubernetes.io/zone; null for nodes without one
 * @param labels further labels
 * @param annotations their annotations
 * @param allocatable resource name to Kubernetes quantity, also taken for capacity
 */
public record NodeSpec(
        int count,
        @Nullable String zone,
        Map<String, String> labels,
        Map<String, String> annotations,
        Map<String, String> allocatable) {
    /** Label of a node's zone. */
    public static final String ZONE = "topology.kubernetes.io/zone";

    private static final Map<String, String> ORDINARY =
            Map.of("cpu", "16", "memory", "64Gi", "pods", "110", "ephemeral-storage", "100Gi");

    /** Copies the maps. */
    public NodeSpec {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        allocatable = Map.copyOf(allocatable);
    }

    /** This many nodes without a zone: 16 CPUs, 64 GiB, 110 pods each. */
    public static NodeSpec of(int count) {
        return new NodeSpec(count, null, Map.of(), Map.of(), ORDINARY);
    }

    /** In this zone. */
    public NodeSpec inZone(String name) {
        return new NodeSpec(count, name, labels, annotations, allocatable);
    }

    /** With one more label. */
    public NodeSpec labelled(String key, String value) {
        return new NodeSpec(count, zone, with(labels, key, value), annotations, allocatable);
    }

    /** With one more annotation. */
    public NodeSpec annotated(String key, String value) {
        return new NodeSpec(count, zone, labels, with(annotations, key, value), allocatable);
    }

    /** With this much of a resource, for example {@code ("cpu", "4")}. */
    public NodeSpec allocatable(String resource, String quantity) {
        return new NodeSpec(
                count, zone, labels, annotations, with(allocatable, resource, quantity));
    }

    /** All labels but the host name, the zone's included. */
    Map<String, String> allLabels() {
        return zone == null ? labels : with(labels, ZONE, zone);
    }

    Node node(String name) {
        Map<String, Quantity> resources =
                allocatable.entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        entry -> new Quantity(entry.getValue())));
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(allLabels())
                .addToLabels("kubernetes.io/hostname", name)
                .addToLabels("kubernetes.io/os", "linux")
                .addToLabels("kubernetes.io/arch", "amd64")
                .addToAnnotations(annotations)
                .endMetadata()
                .withNewStatus()
                .withAllocatable(resources)
                .withCapacity(resources)
                .endStatus()
                .build();
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        var copy = new HashMap<>(map);
        copy.put(key, value);
        return copy;
    }
}
