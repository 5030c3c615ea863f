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

    /** As of a later release, whose fields this one does not know. */
    private static final String LATER =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: dataplacementpolicies.holdfast.dev}
            spec:
              group: holdfast.dev
              scope: Namespaced
              names:
                plural: dataplacementpolicies
                singular: dataplacementpolicy
                kind: DataPlacementPolicy
                listKind: DataPlacementPolicyList
                shortNames: [dpp]
              versions:
              - name: v1alpha1
                served: true
                storage: true
                schema:
                  openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
            """;

    private final Cluster cluster;
    private final StallingProxy proxy;
    private final Installation installation;

    PendingPolicyKT(Cluster cluster, @TempDir Path folder) throws IOException, CommandFailed {
        this.cluster = cluster;
        List.of("a", "b", "c").forEach(zone -> cluster.addNodes(zone, 3));
        this.proxy = new StallingProxy(cluster.kubeconfig());
        this.installation =
                new Installation(
                        cluster, Configuration.DEFAULT.leader(), proxy.kubeconfig(folder), LATER);
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
          replicas: 1
          serviceName: db
          selector: {matchLabels: {app: db}}
          template:
            metadata: {labels: {app: db}}
            spec:
              schedulerName: %s
              affinity:          # where kube-scheduler would put all of them, left alone
                nodeAffinity:
                  preferredDuringSchedulingIgnoredDuringExecution:
                  - weight: 100
                    preference:
                      matchExpressions:
                      - {key: topology.kubernetes.io/zone, operator: In, values: [a]}
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

    private String uid(String namespace) {
        return cluster.kubectl(
                        "get", "pod", "db-1", "-n", namespace, "-o", "jsonpath={.metadata.uid}")
                .output();
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
    void memberAppliedTogetherWithItsPolicyWaitsUntilTheNamespaceIsListedAndAllAreSpread() {
        String namespace = cluster.namespace();
        proxy.stall(line -> line.contains("/namespaces/" + namespace + "/persistentvolumeclaims"));

        // Whether kube-scheduler asks before the policy itself is seen is not what is tested.
        installation.stopScheduler();
        installation.apply(policy(namespace, "factor: 3") + statefulSet(namespace));
        awaitPending(namespace);
        installation.startScheduler();

        awaitMessage(namespace, "db-0", PENDING);
        assertThat(cluster.placement(set(namespace))).isEmpty();
        proxy.letGo();
        assertThat(zonesOfThree(namespace)).containsExactly("a", "b", "c");
    }

    @Test
    void membersOfAPolicyThatCannotBeReadWaitUntilItCanAndWhatOnceStoodGoesOnToStand() {
        String namespace = cluster.namespace();
        String unreadable = policy(namespace, "factor: 3, later: true");

        installation.apply(unreadable);
        awaitPending(namespace);
        installation.apply(statefulSet(namespace));
        awaitMessage(namespace, "db-0", PENDING);
        assertThat(cluster.placement(set(namespace))).isEmpty();
        installation.apply(policy(namespace, "factor: 3"));
        assertThat(zonesOfThree(namespace)).containsExactly("a", "b", "c");

        installation.apply(unreadable);
        awaitPending(namespace);
        String first = uid(namespace);
        cluster.kubectl("delete", "pod", "db-1", "-n", namespace).orThrow();
        cluster.await(() -> !uid(namespace).equals(first), LIMIT, "db-1 made anew");
        assertThat(zones(set(namespace))).containsExactly("a", "b", "c");
    }

    private void awaitPending(String namespace) {
        installation.awaitSeen(
                view -> view.pendingPolicy(namespace, "db") != null, "the policy, pending");
    }

    /** Grows by a member once the one before is seen bound: see {@link Scene#grown}. */
    private List<String> zonesOfThree(String namespace) {
        for (int count = 1; count <= 3; count++) {
            String member = "db-" + (count - 1);
            cluster.client().resource(set(namespace)).scale(count);
            installation.awaitSeen(
                    view -> {
                        var pod = view.pod(namespace, member);
                        return pod != null && pod.node().isPresent();
                    },
                    member + " bound");
        }
        return zones(set(namespace));
    }
}
