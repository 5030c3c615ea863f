package dev.holdfast.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@ControlPlane(scheduler = Scheduler.MANUAL)
class SchedulersKT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String USER = "system:serviceaccount:holdfast:holdfast-scheduler";

    private final Cluster cluster;

    SchedulersKT(Cluster cluster) {
        this.cluster = cluster;
    }

    @BeforeAll
    static void threeNodes(Cluster cluster) {
        cluster.addNodes("a", 3);
    }

    @AfterEach
    void stopDefaultScheduler() {
        cluster.stopScheduler();
    }

    @Test
    void podsWaitWhileTheSchedulerIsStoppedAndGoOnWhenItIsBack() {
        String namespace = cluster.namespace();
        cluster.startScheduler(SchedulerOptions.standard());
        cluster.awaitPlacement(
                cluster.createStatefulSet(StatefulSetSpec.of(namespace, "first", 1)), LIMIT);
        cluster.stopScheduler();

        var second = cluster.createStatefulSet(StatefulSetSpec.of(namespace, "second", 1));
        cluster.await(
                () ->
                        cluster.client().pods().inNamespace(namespace).withName("second-0").get()
                                != null,
                LIMIT,
                "second-0 made");
        assertThat(cluster.placement(second)).isEmpty();
        cluster.startScheduler();

        assertThat(cluster.awaitPlacement(second, LIMIT)).containsKey("second-0");
    }

    @Test
    void aSecondSchedulerServesItsOwnPodsUnderItsOwnName() {
        String namespace = cluster.namespace();
        cluster.grantScheduling(USER);
        cluster.startScheduler(SchedulerOptions.standard());
        cluster.startScheduler(
                SchedulerOptions.standard()
                        .named("holdfast-scheduler")
                        .as(USER)
                        .adding("profiles:\n- schedulerName: holdfast-scheduler\n")
                        .withFlags("--feature-gates=SchedulerPopFromBackoffQ=false"));
        var set =
                cluster.createStatefulSet(
                        StatefulSetSpec.of(namespace, "db", 2).scheduledBy("holdfast-scheduler"));

        cluster.awaitPlacement(set, LIMIT);

        assertThat(scheduled(cluster.schedulerMetrics("holdfast-scheduler"))).isEqualTo(2);
        assertThat(scheduled(cluster.schedulerMetrics())).isZero();
        assertThat(cluster.logs("holdfast-scheduler")).doesNotContain("forbidden");
        cluster.stopScheduler("holdfast-scheduler");
    }

    @Test
    void everyComponentComesBackOnItsAddress() {
        String namespace = cluster.namespace();
        cluster.startScheduler(SchedulerOptions.standard());
        for (Component component : Component.values()) {
            cluster.stop(component);
            cluster.start(component);
        }

        var set = cluster.createStatefulSet(StatefulSetSpec.of(namespace, "db", 1));

        assertThat(cluster.awaitPlacement(set, LIMIT)).containsKey("db-0");
    }

    private static double scheduled(String metrics) {
        return metrics.lines()
                .filter(line ->
                        line.startsWith("scheduler_schedule_attempts_total{")
                                && line.contains("result=\"scheduled\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
