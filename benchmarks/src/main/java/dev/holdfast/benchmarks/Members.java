package dev.holdfast.benchmarks;

import dev.holdfast.view.Change;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The members of one database: pods of a StatefulSet, zones in turn, with a volume each. */
record Members(Nodes nodes, String namespace, String app, Storage storage, int seed) {
    /** The pod that runs as member {@code ordinal} on its node. */
    PodState bound(int ordinal, Map<String, String> more) {
        return pod(ordinal, more, Optional.of(nodes.name(home(ordinal))));
    }

    /** The pod that waits for a node. */
    PodState pending(int ordinal, Map<String, String> more) {
        return pod(ordinal, more, Optional.empty());
    }

    /** The node of a member: of the next zone each time, elsewhere for another seed. */
    int home(int ordinal) {
        int zone = ordinal % nodes.zones();
        return nodes.inZone(zone, seed * 7919 + ordinal / nodes.zones());
    }

    private PodState pod(int ordinal, Map<String, String> more, Optional<String> node) {
        Map<String, String> labels = new TreeMap<>(more);
        labels.put("app", app);
        labels.put("rack", "r" + ordinal % nodes.zones());
        labels.put("apps.kubernetes.io/pod-index", Integer.toString(ordinal));
        return new PodState(
                namespace,
                app + "-" + ordinal,
                "uid-" + app + "-" + ordinal,
                labels,
                Map.of(),
                Optional.of(new PodState.Owner("StatefulSet", app)),
                node,
                Optional.empty(),
                node.isPresent(),
                0,
                false,
                false,
                List.of(new PodState.Mount("data", claim(ordinal))));
    }

    /** The member's claim, bound, and its volume. */
    List<Change> volume(int ordinal) {
        String volume = "pvc-" + namespace + "-" + claim(ordinal);
        return List.of(
                new Change.VolumePut(storage.volume(volume, nodes, home(ordinal))),
                new Change.ClaimPut(
                        new ClaimState(
                                namespace,
                                claim(ordinal),
                                Map.of("app", app),
                                Optional.of(volume),
                                Optional.of("fast"))));
    }

    private String claim(int ordinal) {
        return "data-" + app + "-" + ordinal;
    }

    /** Members {@code 0} to {@code count - 1}, bound and with volumes. */
    List<Change> changes(int count) {
        List<Change> changes = new ArrayList<>();
        for (int ordinal = 0; ordinal < count; ordinal++) {
            changes.addAll(volume(ordinal));
            changes.add(new Change.PodPut(bound(ordinal, Map.of())));
        }
        return changes;
    }
}
