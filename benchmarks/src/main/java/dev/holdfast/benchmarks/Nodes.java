package dev.holdfast.benchmarks;

import dev.holdfast.view.Change;
import dev.holdfast.view.NodeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The nodes of a made-up cluster: zones in turn, names and labels as long as a cloud's. */
record Nodes(int count, int zones) {
    static final String ZONE = "topology.kubernetes.io/zone";
    static final String HOSTNAME = "kubernetes.io/hostname";

    /** The name of a node. */
    String name(int node) {
        return "pool-a-%05d-7f9c4d.europe-west3.example.internal".formatted(node);
    }

    /** The i-th node of a zone, counted around when the zone has fewer. */
    int inZone(int zone, int i) {
        int there = (count - zone + zones - 1) / zones;
        return zone + zones * (i % there);
    }

    NodeState state(int node) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(ZONE, "europe-west3-" + (char) ('a' + node % zones));
        labels.put("topology.kubernetes.io/region", "europe-west3");
        labels.put(HOSTNAME, name(node));
        labels.put("kubernetes.io/os", "linux");
        labels.put("kubernetes.io/arch", "amd64");
        labels.put("node.kubernetes.io/instance-type", "n2-standard-16");
        labels.put("example.internal/pool", "pool-a");
        labels.put("example.internal/generation", "7f9c4d");
        return new NodeState(
                name(node),
                labels,
                true,
                true,
                List.of(),
                Map.of("cpu", "15890m", "memory", "57Gi"),
                List.of());
    }

    List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        for (int node = 0; node < count; node++) {
            changes.add(new Change.NodePut(state(node)));
        }
        return changes;
    }
}
