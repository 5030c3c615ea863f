package dev.holdfast.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.service.Running;
import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.ControlPlaneException;
import dev.holdfast.controlplane.NodeSpec;
import dev.holdfast.controlplane.Scheduler;
import dev.holdfast.controlplane.SchedulerOptions;
import dev.holdfast.controlplane.StatefulSetSpec;
import dev.holdfast.extender.ViewState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A real kube-scheduler, configured as {@code scheduler-config} prints it, asks the service. */
@ControlPlane(scheduler = Scheduler.MANUAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchedulingKT {
    private static final String SCHEDULER = "holdfast-scheduler";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path CRD =
            Path.of("../manifests/crd/dataplacementpolicies.holdfast.dev.yaml");

    private final Cluster cluster;
    private Running running;
    @TempDir private Path folder;

    SchedulingKT(Cluster cluster) throws IOException, CommandFailed {
        this.cluster = cluster;
        cluster.applyCrd(Files.readString(CRD));
        List.of("a", "b", "c").forEach(zone -> cluster.addNodes(zone, 3));
        running = Running.onCluster(cluster.kubeconfig(), 0);
    }

    @BeforeAll
    void startTheSchedulerThatWePrint() {
        Run printed =
                Run.of(
                        "scheduler-config",
                        "--url=http://"
                                + cluster.hostAddress()
                                + ":"
                                + running.service().extenderPort()
                                + "/extender",
                        "--scheduler-kubeconfig=" + SchedulerOptions.KUBECONFIG,
                        "--no-leader-elect");
        assertThat(printed.exitCode()).as(printed.err()).isZero();
        cluster.startScheduler(
                SchedulerOptions.standard()
                        .named(SCHEDULER)
                        .configuredBy(printed.out())
                        .withFlags("--feature-gates=SchedulerPopFromBackoffQ=false"));
    }

    @AfterAll
    void close() {
        cluster.stopScheduler(SCHEDULER);
        running.close();
    }

    /** A namespace with a policy for {@code app=db} that the service has seen. */
    private String namespaceWithPolicy(int factor) throws IOException {
        String namespace = cluster.namespace();
        Path file =
                Files.writeString(
                        folder.resolve(namespace + ".yaml"),
                        """
                        apiVersion: holdfast.dev/v1alpha1
                        kind: DataPlacementPolicy
                        metadata: {name: db, namespace: %s}
                        spec:
                          enforcement: Enforce
                          selector: {matchLabels: {app: db}}
                          roles:
                          - name: db
                            replication: {factor: %d}
                            survive: [{lose: {zone: 1}}]
                        """
                                .formatted(namespace, factor));
        cluster.await(
                () -> cluster.kubectl("apply", "-f", file.toString()).exitCode() == 0,
                LIMIT,
                "policy applied");
        cluster.await(
                () ->
                        running.service().state() instanceof ViewState.Ready(ClusterView view)
                                && view.policy(namespace, "db") != null,
                LIMIT,
                "policy seen");
        return namespace;
    }

    private static StatefulSetSpec members(String namespace, int count) {
        return StatefulSetSpec.of(namespace, "db", count).marked().scheduledBy(SCHEDULER);
    }

    /**
     * A StatefulSet that grows by one once the service has seen the member before bound. On a busy
     * machine the next member may be asked about sooner than the watch tells of the last binding;
     * nothing but a check at the binding itself can close that gap.
     */
    private StatefulSet grown(StatefulSetSpec first, String namespace, int replicas) {
        StatefulSet set = cluster.createStatefulSet(first);
        for (int count = 1; count < replicas; count++) {
            String pod = "db-" + (count - 1);
            cluster.await(() -> seenBound(namespace, pod), LIMIT, pod + " seen bound");
            set =
                    cluster.client()
                            .apps()
                            .statefulSets()
                            .inNamespace(namespace)
                            .withName("db")
                            .scale(count + 1);
        }
        return set;
    }

    private boolean seenBound(String namespace, String name) {
        if (!(running.service().state() instanceof ViewState.Ready(ClusterView view))) {
            return false;
        }
        @Nullable PodState pod = view.pod(namespace, name);
        return pod != null && pod.node().isPresent();
    }

    private Map<String, Long> membersByZone(StatefulSet set) {
        return cluster.awaitPlacement(set, LIMIT).values().stream()
                .collect(Collectors.groupingBy(this::zone, Collectors.counting()));
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
    void threeMembersGetAZoneEach() throws IOException {
        String namespace = namespaceWithPolicy(3);
        StatefulSet set = grown(members(namespace, 1), namespace, 3);

        assertThat(membersByZone(set)).isEqualTo(Map.of("a", 1L, "b", 1L, "c", 1L));
    }

    @Test
    void fiveMembersNeverHaveAMajorityInOneZone() throws IOException {
        String namespace = namespaceWithPolicy(5);
        StatefulSet set = grown(members(namespace, 1), namespace, 5);

        assertThat(membersByZone(set).values()).hasSize(3).allMatch(count -> count <= 2);
    }

    @Test
    void aZoneWhoseNodesAreAllRefusedShowsTheReasonInThePodsEvent() throws IOException {
        String namespace = namespaceWithPolicy(3);
        grown(members(namespace, 1).inZone("a"), namespace, 2);

        awaitMessage(namespace, "db-1", "3 HF1007: ");

        assertThat(messages(namespace, "db-1"))
                .contains(
                        "0/9 nodes are available: 3 HF1007: a failure that the policy must survive");
        assertThat(running.metric("holdfast_extender_nodes_refused_total{code=\"HF1007\"}"))
                .isGreaterThanOrEqualTo(3);
    }

    /** Waits until an event of the pod says this; tells what there was if it does not. */
    private void awaitMessage(String namespace, String pod, String text) throws IOException {
        try {
            cluster.await(() -> messages(namespace, pod).contains(text), LIMIT, text);
        } catch (ControlPlaneException e) {
            throw new AssertionError(
                    "no event of %s with \"%s\":\n%s\n%s\n%s"
                            .formatted(
                                    pod,
                                    text,
                                    messages(namespace, pod),
                                    cluster.kubectl("get", "pods", "-n", namespace, "-o", "wide")
                                            .output(),
                                    running.get("/metrics").body()),
                    e);
        }
    }

    private String messages(String namespace, String pod) {
        return cluster.events(namespace, pod).stream()
                .map(Event::getMessage)
                .collect(Collectors.joining("\n"));
    }

    @Test
    void whileTheServiceIsAwayMembersWaitAndOthersGoOn() throws IOException, CommandFailed {
        String namespace = namespaceWithPolicy(3);
        int port = running.service().extenderPort();
        running.close();

        StatefulSet waiting = cluster.createStatefulSet(members(namespace, 1));
        StatefulSet other =
                cluster.createStatefulSet(
                        StatefulSetSpec.of(namespace, "web", 3).scheduledBy(SCHEDULER));
        cluster.awaitPlacement(other, LIMIT);
        awaitMessage(namespace, "db-0", "connection refused");
        assertThat(cluster.placement(waiting)).isEmpty();

        running = Running.onCluster(cluster.kubeconfig(), port);
        assertThat(cluster.awaitPlacement(waiting, LIMIT)).hasSize(1);
    }
}
