package dev.holdfast.app;

import static dev.holdfast.app.Scene.LIMIT;
import static dev.holdfast.app.Scene.SCHEDULER;
import static dev.holdfast.app.Scene.members;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.NodeSpec;
import dev.holdfast.controlplane.Scheduler;
import dev.holdfast.controlplane.SchedulerOptions;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real kube-scheduler that sends whole nodes, megabytes of them in each call. */
@ControlPlane(scheduler = Scheduler.MANUAL)
class WholeNodesKT {
    private static final int NODES = 300;
    private static final int BYTES_EACH = 20_000;
    private static final int MEMBERS = 5;
    private static final String TOO_LARGE =
            "holdfast_bad_requests_total{kind=\"too_large\",service=\"extender\",verb=\"filter\"}";

    private final Cluster cluster;
    private final Path folder;

    WholeNodesKT(Cluster cluster, @TempDir Path folder) {
        this.cluster = cluster;
        this.folder = folder;
    }

    private void startSchedulerOfWholeNodes(Scene scene) {
        String printed =
                Scene.printed(
                        "--url=" + scene.url(),
                        "--scheduler-kubeconfig=" + SchedulerOptions.KUBECONFIG,
                        "--no-leader-elect");
        assertThat(printed).contains("nodeCacheCapable: true");
        cluster.startScheduler(
                SchedulerOptions.standard()
                        .named(SCHEDULER)
                        .configuredBy(
                                printed.replace(
                                        "nodeCacheCapable: true", "nodeCacheCapable: false")));
    }

    private static double tooLarge(Scene scene) {
        try {
            return scene.service().metric(TOO_LARGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theEventsOfAllMembersSayWhatToConfigureAndNothingElse() throws Exception {
        cluster.addNodes(NodeSpec.of(NODES).annotated("padding", "x".repeat(BYTES_EACH)));
        try (Scene scene = new Scene(cluster, folder)) {
            startSchedulerOfWholeNodes(scene);
            String namespace = scene.namespace("roles: [{name: db, replication: {factor: 5}}]\n");
            StatefulSet set = cluster.createStatefulSet(members(namespace, MEMBERS).parallel());

            cluster.await(
                    () -> tooLarge(scene) >= 3 * MEMBERS, LIMIT, "three attempts of each member");
            for (int i = 0; i < MEMBERS; i++) {
                String member = "db-" + i;
                scene.awaitMessage(namespace, member, "HF2004: ");
                assertThat(scene.messages(namespace, member).lines())
                        .allMatch(line -> line.contains("set nodeCacheCapable: true"));
            }
            assertThat(cluster.placement(set)).isEmpty();
            cluster.stopScheduler(SCHEDULER);
        }
    }
}
