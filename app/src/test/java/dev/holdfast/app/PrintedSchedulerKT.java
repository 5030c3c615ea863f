package dev.holdfast.app;

import static dev.holdfast.app.Scene.LIMIT;
import static dev.holdfast.app.Scene.SCHEDULER;
import static dev.holdfast.app.Scene.members;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.LocalVolume;
import dev.holdfast.controlplane.Scheduler;
import dev.holdfast.controlplane.SchedulerOptions;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kube-scheduler with what {@code scheduler-config} prints, its lease included, as the service
 * account that {@code manifests/rbac} makes for it.
 */
@ControlPlane(scheduler = Scheduler.MANUAL)
class PrintedSchedulerKT {
    private static final String ACCOUNT = "system:serviceaccount:holdfast:holdfast-scheduler";
    private static final String LEASE = "holdfast-scheduler-lease";

    private final Cluster cluster;
    private final Path folder;

    PrintedSchedulerKT(Cluster cluster, @TempDir Path folder) {
        this.cluster = cluster;
        this.folder = folder;
    }

    private void applyRoles() {
        cluster.kubectl("apply", "-f", "../manifests/rbac/").orThrow();
    }

    private void start(Scene scene) {
        SchedulerOptions own =
                SchedulerOptions.standard()
                        .named(SCHEDULER)
                        .as(ACCOUNT, "system:serviceaccounts", "system:serviceaccounts:holdfast");
        String printed =
                Scene.printed(
                        "--url=" + scene.url(),
                        "--scheduler-kubeconfig=" + SchedulerOptions.KUBECONFIG);
        cluster.startScheduler(
                own.configuredBy(printed)
                        .withFlags("--feature-gates=SchedulerPopFromBackoffQ=false"));
    }

    private StatefulSet memberWithVolume(Scene scene, String node) {
        String namespace = scene.namespace("roles: [{name: db, replication: {factor: 1}}]\n");
        cluster.addStorageClass("local");
        cluster.addVolume(LocalVolume.on(node, "disk", "local", "1Gi"));
        return cluster.createStatefulSet(members(namespace, 1).claiming("data", "local", "1Gi"));
    }

    private @Nullable Lease lease() {
        return cluster.client().leases().inNamespace("holdfast").withName(SCHEDULER).get();
    }

    private List<String> forbidden() {
        return cluster.logs(SCHEDULER)
                .lines()
                .filter(line ->
                        line.contains("forbidden") || line.contains("authentication config"))
                .toList();
    }

    @Test
    void itSchedulesWithTheRolesInManifestsAndWaitsWithoutThatOfItsLease()
            throws IOException, CommandFailed {
        List<String> nodes = cluster.addNodes("a", 2);
        applyRoles();
        cluster.kubectl("delete", "rolebinding", LEASE, "-n", "holdfast").orThrow();
        try (Scene scene = new Scene(cluster, folder)) {
            start(scene);
            StatefulSet set = memberWithVolume(scene, nodes.getLast());

            cluster.await(
                    () -> forbidden().stream().anyMatch(line -> line.contains("leases")),
                    LIMIT,
                    "the lease refused");
            assertThat(cluster.placement(set)).isEmpty();

            applyRoles();
            assertThat(cluster.awaitPlacement(set, LIMIT).values())
                    .containsExactly(nodes.getLast());
            assertThat(lease()).isNotNull();
            assertThat(forbidden()).allMatch(line -> line.contains("leases"));
            assertThat(scene.service().metric("holdfast_extender_requests_total")).isPositive();
            cluster.stopScheduler(SCHEDULER);
        }
    }
}
