package dev.holdfast.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.config.Configuration;
import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.NodeSpec;
import dev.holdfast.controlplane.Scheduler;
import dev.holdfast.controlplane.StatefulSetSpec;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Nominations against a real API server and kube-scheduler. */
@ControlPlane(scheduler = Scheduler.MANUAL)
class NominationKT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Cluster cluster;

    NominationKT(Cluster cluster) {
        this.cluster = cluster;
    }

    private Installation installation(Duration limit) throws IOException, CommandFailed {
        return new Installation(
                cluster, new Configuration.Leader(true, "holdfast", Optional.empty(), true, limit));
    }

    private static StatefulSetSpec members(String namespace, int count) {
        return StatefulSetSpec.of(namespace, "db", count)
                .marked()
                .parallel()
                .scheduledBy(Installation.SCHEDULER);
    }

    private Pod pod(String namespace, String name) {
        return cluster.client().pods().inNamespace(namespace).withName(name).get();
    }

    private Optional<String> nominated(String namespace, String name) {
        return Optional.ofNullable(pod(namespace, name))
                .map(pod -> pod.getStatus().getNominatedNodeName());
    }

    private Map<String, String> nominated(String namespace, int count) {
        Map<String, String> nodes = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String name = "db-" + i;
            nominated(namespace, name).ifPresent(node -> nodes.put(name, node));
        }
        return nodes;
    }

    private String zone(String node) {
        return requireNonNull(
                cluster.client()
                        .nodes()
                        .withName(node)
                        .get()
                        .getMetadata()
                        .getLabels()
                        .get(NodeSpec.ZONE));
    }

    @Test
    void membersAreBoundWhereTheyWerePlannedInAZoneEach() throws IOException, CommandFailed {
        List.of("a", "b", "c").forEach(zone -> cluster.addNodes(zone, 2));
        try (Installation installation = installation(Duration.ofMinutes(5))) {
            String namespace =
                    installation.namespaceWithPolicy(
                            "replication: {factor: 3}, survive: [{lose: {zone: 1}}]");
            StatefulSet set = cluster.createStatefulSet(members(namespace, 3));
            cluster.await(() -> nominated(namespace, 3).size() == 3, LIMIT, "three nominations");
            Map<String, String> planned = nominated(namespace, 3);
            assertThat(planned.values().stream().map(this::zone)).doesNotHaveDuplicates();

            installation.startScheduler();

            assertThat(cluster.awaitPlacement(set, LIMIT)).isEqualTo(planned);
            assertThat(
                            installation
                                    .running()
                                    .metric("holdfast_nominations_total{result=\"written\"}"))
                    .isEqualTo(3);
        }
    }

    @Test
    void planThatGoesStaleIsTakenBack() throws IOException, CommandFailed {
        List<String> nodes =
                cluster.addNodes(NodeSpec.of(2).inZone("d").labelled("example.org/pool", "d"));
        try (Installation installation = installation(Duration.ofMinutes(5))) {
            String namespace = installation.namespaceWithPolicy("replication: {factor: 1}");
            cluster.createStatefulSet(
                    members(namespace, 1).selectingNodes("example.org/pool", "d"));
            cluster.await(() -> nominated(namespace, "db-0").isPresent(), LIMIT, "a nomination");
            String first = nominated(namespace, "db-0").orElseThrow();
            String other =
                    nodes.stream().filter(node -> !node.equals(first)).findAny().orElseThrow();

            cluster.kubectl("cordon", first).orThrow();
            cluster.await(
                    () -> nominated(namespace, "db-0").equals(Optional.of(other)),
                    LIMIT,
                    "the other node");
            cluster.kubectl("delete", "node", other).orThrow();
            cluster.await(() -> nominated(namespace, "db-0").isEmpty(), LIMIT, "none");
        }
    }

    @Test
    void planThatGoesStaleByACopyOrByThePolicyIsReplacedByTheRightOne()
            throws IOException, CommandFailed {
        List<String> nodes =
                cluster.addNodes(NodeSpec.of(2).inZone("g").labelled("example.org/pool", "g"));
        ReplicatedMember.define(cluster);
        try (Installation installation = installation(Duration.ofMinutes(5))) {
            String namespace =
                    installation.namespaceWithPolicy(
                            "replication: {factor: 1}, converge: {mode: Required}");
            installation.apply(ReplicatedMember.volume(namespace, "db-0", nodes.getFirst(), true));
            installation.apply(ReplicatedMember.replica(namespace, "db-0", nodes.getLast(), true));
            installation.awaitBound(namespace, "db-0");
            installation.apply(ReplicatedMember.pod(namespace, "db-0"));
            cluster.await(() -> nominated(namespace, "db-0").isPresent(), LIMIT, "a nomination");
            String first = nominated(namespace, "db-0").orElseThrow();
            assertThat(nodes).contains(first);
            String other = nodes.getFirst().equals(first) ? nodes.getLast() : nodes.getFirst();

            installation.apply(ReplicatedMember.replica(namespace, "db-0", first, false));
            cluster.await(
                    () -> nominated(namespace, "db-0").equals(Optional.of(other)),
                    LIMIT,
                    "the node whose copy is current");

            cluster.kubectl("label", "node", first, "example.org/rack=r").orThrow();
            installation.apply(onRacksOnly(namespace));
            cluster.await(
                    () -> nominated(namespace, "db-0").equals(Optional.of(first)),
                    LIMIT,
                    "the node that the new policy allows");
            installation.startScheduler();
            cluster.await(
                    () -> first.equals(pod(namespace, "db-0").getSpec().getNodeName()),
                    LIMIT,
                    "bound there");
        }
    }

    /** The policy changed to one that allows labelled nodes only, wherever the copies are. */
    private static String onRacksOnly(String namespace) {
        return """
        apiVersion: holdfast.dev/v1alpha1
        kind: DataPlacementPolicy
        metadata: {name: db, namespace: %s}
        spec:
          enforcement: Enforce
          selector: {matchLabels: {app: db}}
          domains: [{name: rack, key: example.org/rack, onMissing: Deny}]
          roles: [{name: db, replication: {factor: 1}, converge: {mode: "Off"}}]
        """
                .formatted(namespace);
    }

    /** A member that asks for the whole node of a pool, next to a pod that there is not. */
    private static String misled(String namespace, String pool) {
        return """
        apiVersion: v1
        kind: Pod
        metadata: {name: db-0, namespace: %s, labels: {app: db}}
        spec:
          schedulerName: %s
          nodeSelector: {example.org/pool: %s}
          affinity:
            podAffinity:
              requiredDuringSchedulingIgnoredDuringExecution:
              - {labelSelector: {matchLabels: {app: absent}}, topologyKey: kubernetes.io/hostname}
          containers:
          - name: db
            image: registry.example/db
            resources:
              requests: {cpu: 1, holdfast.dev/member: "0"}
              limits: {cpu: 1, holdfast.dev/member: "0"}
        """
                .formatted(namespace, Installation.SCHEDULER, pool);
    }

    private void addPoolOfOneCpu(String pool) {
        cluster.addNodes(
                NodeSpec.of(1)
                        .inZone(pool)
                        .labelled("example.org/pool", pool)
                        .allocatable("cpu", "1"));
    }

    @Test
    void otherPodIsNotStarvedByAMemberThatCannotUseItsNomination()
            throws IOException, CommandFailed {
        addPoolOfOneCpu("e");
        try (Installation installation = installation(Duration.ofMinutes(5))) {
            String namespace = installation.namespaceWithPolicy("replication: {factor: 1}");
            installation.apply(misled(namespace, "e"));
            cluster.await(() -> nominated(namespace, "db-0").isPresent(), LIMIT, "a nomination");
            StatefulSet other =
                    cluster.createStatefulSet(
                            StatefulSetSpec.of(namespace, "web", 1)
                                    .scheduledBy(Installation.SCHEDULER)
                                    .requesting("cpu", "1")
                                    .selectingNodes("example.org/pool", "e"));
            installation.startScheduler();

            assertThat(cluster.awaitPlacement(other, LIMIT)).hasSize(1);
            assertThat(nominated(namespace, "db-0")).isEmpty();
            assertThat(
                            installation
                                    .running()
                                    .metric("holdfast_nominations_total{result=\"written\"}"))
                    .isEqualTo(1);
        }
    }

    /**
     * kube-scheduler takes a nomination out only of a pod for which it tried preemption in vain; of
     * one that never preempts it lets it stand.
     */
    @Test
    void podOfLowerPriorityIsNotStarvedByAMemberThatKeepsItsNomination()
            throws IOException, CommandFailed {
        addPoolOfOneCpu("h");
        try (Installation installation = installation(Duration.ofSeconds(10))) {
            installation.apply(
                    """
                    apiVersion: scheduling.k8s.io/v1
                    kind: PriorityClass
                    metadata: {name: patient}
                    value: 1000
                    preemptionPolicy: Never
                    ---
                    apiVersion: scheduling.k8s.io/v1
                    kind: PriorityClass
                    metadata: {name: humble}
                    value: 1
                    """);
            String namespace = installation.namespaceWithPolicy("replication: {factor: 1}");
            installation.startScheduler();
            installation.apply(
                    misled(namespace, "h").replace("spec:", "spec:\n  priorityClassName: patient"));
            cluster.await(() -> nominated(namespace, "db-0").isPresent(), LIMIT, "a nomination");
            installation.apply(humble(namespace, "h"));
            cluster.await(
                    () -> messages(namespace, "web").contains("Insufficient cpu"),
                    LIMIT,
                    "a pod that waits for the room that is held; " + messages(namespace, "web"));
            assertThat(nominated(namespace, "db-0")).isPresent();

            cluster.await(
                    () -> pod(namespace, "web").getSpec().getNodeName() != null,
                    LIMIT,
                    "the other pod bound; " + messages(namespace, "web"));
            assertThat(nominated(namespace, "db-0")).isEmpty();
            assertThat(pod(namespace, "db-0").getMetadata().getAnnotations())
                    .containsEntry("holdfast.dev/nominated", "-");
        }
    }

    private String messages(String namespace, String name) {
        return cluster.events(namespace, name).stream()
                .map(Event::getMessage)
                .collect(Collectors.joining("\n"));
    }

    private static String humble(String namespace, String pool) {
        return """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, namespace: %s}
        spec:
          schedulerName: %s
          priorityClassName: humble
          nodeSelector: {example.org/pool: %s}
          containers:
          - {name: web, image: registry.example/web, resources: {requests: {cpu: 1}}}
        """
                .formatted(namespace, Installation.SCHEDULER, pool);
    }

    @Test
    void nominationThatIsNotUsedIsTakenBackAfterTheLimitForGood()
            throws IOException, CommandFailed {
        addPoolOfOneCpu("f");
        try (Installation installation = installation(Duration.ofSeconds(3))) {
            String namespace = installation.namespaceWithPolicy("replication: {factor: 1}");
            installation.apply(misled(namespace, "f"));
            cluster.await(() -> nominated(namespace, "db-0").isPresent(), LIMIT, "a nomination");

            cluster.await(() -> nominated(namespace, "db-0").isEmpty(), LIMIT, "none");
            assertThat(pod(namespace, "db-0").getMetadata().getAnnotations())
                    .containsEntry("holdfast.dev/nominated", "-");
        }
    }
}
