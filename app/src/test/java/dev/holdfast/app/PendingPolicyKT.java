package dev.holdfast.app;

import static dev.holdfast.app.Installation.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.config.Configuration;
import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.ControlPlaneException;
import dev.holdfast.controlplane.Scheduler;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Members of a policy that the service cannot follow yet wait, and end where it wants them. */
@ControlPlane(scheduler = Scheduler.MANUAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PendingPolicyKT {
    private static final String PENDING = "HF2005: ";

    private final Cluster cluster;
    private final StallingProxy proxy;
    private final Installation installation;

    PendingPolicyKT(Cluster cluster, @TempDir Path folder) throws IOException, CommandFailed {
        this.cluster = cluster;
        // Left alone, kube-scheduler would put members on the nodes of the largest zone.
        cluster.addNodes("a", 4);
        List.of("b", "c").forEach(zone -> cluster.addNodes(zone, 1));
        this.proxy = new StallingProxy(cluster.kubeconfig());
        this.installation =
                new Installation(cluster, Configuration.DEFAULT.leader(), proxy.kubeconfig(folder));
        installation.startScheduler();
    }

    @AfterAll
    void close() throws IOException {
        installation.close();
        proxy.close();
    }

    private static String policy(String namespace, String replication) {
        return """
        apiVersion: holdfast.dev/v1alpha1
        kind: DataPlacementPolicy
        metadata: {name: db, namespace: %s}
        spec:
          enforcement: Enforce
          selector: {matchLabels: {app: db}}
          roles: [{name: db, survive: [{lose: {zone: 1}}], replication: {%s}}]
        ---
        """
                .formatted(namespace, replication);
    }

    private static String statefulSet(String namespace) {
        return """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db, namespace: %s}
        spec:
          replicas: 3
          serviceName: db
          podManagementPolicy: Parallel
          selector: {matchLabels: {app: db}}
          template:
            metadata: {labels: {app: db}}
            spec:
              schedulerName: %s
              containers:
              - name: db
                image: registry.example/db
                resources:
                  requests: {holdfast.dev/member: "0"}
                  limits: {holdfast.dev/member: "0"}
        """
                .formatted(namespace, Installation.SCHEDULER);
    }

    private StatefulSet set(String namespace) {
        return cluster.client().apps().statefulSets().inNamespace(namespace).withName("db").get();
    }

    private String messages(String namespace, String pod) {
        return cluster.events(namespace, pod).stream()
                .map(Event::getMessage)
                .collect(Collectors.joining("\n"));
    }

    private void awaitMessage(String namespace, String pod, String text) {
        try {
            cluster.await(() -> messages(namespace, pod).contains(text), LIMIT, text);
        } catch (ControlPlaneException e) {
            throw new AssertionError(
                    cluster.placement(set(namespace)) + messages(namespace, pod), e);
        }
    }

    private List<String> zones(StatefulSet set) {
        Map<String, String> zoneOf =
                cluster.client().nodes().list().getItems().stream()
                        .collect(
                                Collectors.toMap(
                                        node -> node.getMetadata().getName(),
                                        node ->
                                                node.getMetadata()
                                                        .getLabels()
                                                        .get("topology.kubernetes.io/zone")));
        return cluster.awaitPlacement(set, LIMIT).values().stream()
                .map(zoneOf::get)
                .sorted()
                .toList();
    }

    @Test
    void membersAppliedTogetherWithTheirPolicyAreSpreadThoughTheirNamespaceIsNotListedYet() {
        String namespace = cluster.namespace();
        proxy.stall(line -> line.contains("/namespaces/" + namespace + "/persistentvolumeclaims"));

        installation.apply(policy(namespace, "factor: 3") + statefulSet(namespace));

        for (int i = 0; i < 3; i++) {
            awaitMessage(namespace, "db-" + i, PENDING);
        }
        assertThat(cluster.placement(set(namespace))).isEmpty();
        proxy.letGo();
        assertThat(zones(set(namespace))).containsExactly("a", "b", "c");
    }

    @Test
    void membersOfAPolicyThatCannotBeReadWaitUntilItCan() {
        String namespace = cluster.namespace();

        installation.apply(
                policy(namespace, "factor: 3, by: Pattern, pattern: '('") + statefulSet(namespace));

        awaitMessage(namespace, "db-0", PENDING);
        assertThat(cluster.placement(set(namespace))).isEmpty();
        installation.apply(policy(namespace, "factor: 3"));
        assertThat(zones(set(namespace))).containsExactly("a", "b", "c");
    }
}
