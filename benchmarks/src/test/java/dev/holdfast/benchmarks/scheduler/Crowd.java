package dev.holdfast.benchmarks.scheduler;

import dev.holdfast.controlplane.Cluster;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Pods of one namespace that wait for a scheduler: sets of three members, told apart by a label.
 *
 * @param cluster where
 * @param namespace theirs alone
 * @param nodesByZone zone to node names; pins take one of each zone
 */
record Crowd(Cluster cluster, String namespace, Map<String, List<String>> nodesByZone) {
    /** The scheduler they ask for. */
    static final String SCHEDULER = "holdfast-scheduler";

    private static final String MARKER = "holdfast.dev/member";
    private static final int MEMBERS = 3;
    private static final int WORKERS = 16;

    /** The policy that speaks for them: no two of a set in one zone. */
    String policy() {
        return """
        apiVersion: holdfast.dev/v1alpha1
        kind: DataPlacementPolicy
        metadata: {name: sets, namespace: %s}
        spec:
          enforcement: Enforce
          selector: {matchLabels: {app: db}}
          roles:
          - name: db
            replication: {by: Labels, labels: [set], factor: 3}
            survive: [{lose: {zone: 1}}]
            converge: {mode: Required}
        """
                .formatted(namespace);
    }

    /** Creates this many pending pods; returns when all exist. */
    void create(int count, Arm.Pods kind) {
        each(
                count,
                index -> {
                    var _ = cluster.client().pods().resource(pod(index, kind)).create();
                });
    }

    /** Whether each of the pods has a nominated node. */
    boolean allNominated() {
        return cluster.client().pods().inNamespace(namespace).list().getItems().stream()
                .allMatch(pod -> pod.getStatus().getNominatedNodeName() != null);
    }

    private static void each(int count, Consumer<Integer> action) {
        try (var workers = Executors.newFixedThreadPool(WORKERS, Thread.ofVirtual().factory())) {
            CompletableFuture.allOf(
                            IntStream.range(0, count)
                                    .mapToObj(index ->
                                            CompletableFuture.runAsync(
                                                    () -> action.accept(index), workers))
                                    .toArray(CompletableFuture<?>[]::new))
                    .join();
        }
    }

    private Pod pod(int index, Arm.Pods kind) {
        PodBuilder pod =
                new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("db-" + index)
                        .withLabels(Map.of("app", "db", "set", "s" + index / MEMBERS))
                        .endMetadata()
                        .withNewSpec()
                        .withSchedulerName(SCHEDULER)
                        .withTerminationGracePeriodSeconds(0L)
                        .addNewContainer()
                        .withName("db")
                        .withImage("db")
                        .withNewResources()
                        .addToRequests("cpu", new Quantity("10m"))
                        .endResources()
                        .endContainer()
                        .endSpec();
        if (kind != Arm.Pods.PLAIN) {
            pod.editSpec()
                    .editFirstContainer()
                    .editResources()
                    .addToRequests(MARKER, new Quantity("0"))
                    .addToLimits(MARKER, new Quantity("0"))
                    .endResources()
                    .endContainer()
                    .endSpec();
        }
        if (kind == Arm.Pods.PINNED) {
            pod.editSpec()
                    .withNewAffinity()
                    .withNewNodeAffinity()
                    .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                    .withNodeSelectorTerms(pins(index))
                    .endRequiredDuringSchedulingIgnoredDuringExecution()
                    .endNodeAffinity()
                    .endAffinity()
                    .endSpec();
        }
        return pod.build();
    }

    /** One node of each zone, the same for all members of a set. */
    private List<NodeSelectorTerm> pins(int index) {
        Stream<String> names =
                nodesByZone.values().stream()
                        .map(nodes -> nodes.get(index / MEMBERS % nodes.size()));
        return names.map(name ->
                        new NodeSelectorTermBuilder()
                                .addNewMatchField()
                                .withKey("metadata.name")
                                .withOperator("In")
                                .withValues(name)
                                .endMatchField()
                                .build())
                .toList();
    }

    /** Removes the pods; returns when they are gone. */
    void delete(int count) {
        each(
                count,
                index -> {
                    var _ =
                            cluster.client()
                                    .pods()
                                    .inNamespace(namespace)
                                    .withName("db-" + index)
                                    .withGracePeriod(0)
                                    .delete();
                });
    }
}
