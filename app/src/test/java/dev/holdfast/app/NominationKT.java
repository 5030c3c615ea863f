package dev.holdfast.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.config.Configuration;
import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.NodeSpec;
import dev.holdfast.controlplane.Scheduler;
import dev.holdfast.controlplane.StatefulSetSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
