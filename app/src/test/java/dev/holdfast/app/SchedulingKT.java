package dev.holdfast.app;

import static dev.holdfast.app.Scene.LIMIT;
import static dev.holdfast.app.Scene.SCHEDULER;
import static dev.holdfast.app.Scene.members;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.Scheduler;
import dev.holdfast.controlplane.StatefulSetSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A real kube-scheduler, configured as {@code scheduler-config} prints it, asks the service. */
@ControlPlane(scheduler = Scheduler.MANUAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchedulingKT {
    private final Cluster cluster;
    private final Scene scene;

    SchedulingKT(Cluster cluster, @TempDir Path folder) throws IOException, CommandFailed {
        this.cluster = cluster;
        List.of("a", "b", "c").forEach(zone -> cluster.addNodes(zone, 3));
        this.scene = new Scene(cluster, folder);
    }

    @BeforeAll
    void startTheSchedulerThatWePrint() {
        scene.startScheduler(scene.url());
    }

    @AfterAll
    void close() {
        cluster.stopScheduler(SCHEDULER);
        scene.close();
    }

    private String namespaceWithPolicy(int factor) {
        return scene.namespace(
                """
                roles:
                - name: db
                  replication: {factor: %d}
                  survive: [{lose: {zone: 1}}]
                """
                        .formatted(factor));
    }

    @Test
    void threeMembersGetAZoneEach() {
        String namespace = namespaceWithPolicy(3);
        StatefulSet set = scene.grown(members(namespace, 1), namespace, 3);

        assertThat(scene.membersByZone(set)).isEqualTo(Map.of("a", 1L, "b", 1L, "c", 1L));
    }

    @Test
    void fiveMembersNeverHaveAMajorityInOneZone() {
        String namespace = namespaceWithPolicy(5);
        StatefulSet set = scene.grown(members(namespace, 1), namespace, 5);

        assertThat(scene.membersByZone(set).values()).hasSize(3).allMatch(count -> count <= 2);
    }

    @Test
    void aZoneWhoseNodesAreAllRefusedShowsTheReasonInThePodsEvent() throws IOException {
        String namespace = namespaceWithPolicy(3);
        scene.grown(members(namespace, 1).inZone("a"), namespace, 2);

        scene.awaitMessage(namespace, "db-1", "3 HF1007: ");

        assertThat(scene.messages(namespace, "db-1"))
                .contains(
                        "0/9 nodes are available: 3 HF1007: a failure that the policy must survive");
        assertThat(scene.service().metric("holdfast_extender_nodes_refused_total{code=\"HF1007\"}"))
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void whileTheServiceIsAwayMembersWaitAndOthersGoOn() throws IOException, CommandFailed {
        String namespace = namespaceWithPolicy(3);
        scene.goAway();

        StatefulSet waiting = cluster.createStatefulSet(members(namespace, 1));
        StatefulSet other =
                cluster.createStatefulSet(
                        StatefulSetSpec.of(namespace, "web", 3).scheduledBy(SCHEDULER));
        cluster.awaitPlacement(other, LIMIT);
        scene.awaitMessage(namespace, "db-0", "connection refused");
        assertThat(cluster.placement(waiting)).isEmpty();

        scene.comeBack();
        assertThat(cluster.awaitPlacement(waiting, LIMIT)).hasSize(1);
    }
}
