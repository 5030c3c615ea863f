package dev.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.config.Configuration;
import dev.holdfast.cluster.lead.WaitingPods;
import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.Scheduler;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A copy that becomes current wakes the pod that waits for it; kube-scheduler does not see it. */
@ControlPlane(scheduler = Scheduler.MANUAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KickKT {
    /** Without a kick the scheduler tries again after five minutes. */
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final Installation installation;
    private final List<String> nodes;

    KickKT(Cluster cluster) throws IOException, CommandFailed {
        this.cluster = cluster;
        this.nodes = cluster.addNodes("a", 3);
        ReplicatedMember.define(cluster);
        this.installation = new Installation(cluster, Configuration.DEFAULT.leader());
        installation.startScheduler();
        cluster.await(() -> metric("holdfast_leader") == 1, SOON, "the service leads");
    }

    @AfterAll
    void close() {
        installation.close();
    }

    private double metric(String name) {
        try {
            return installation.running().metric(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void replicaThatBecomesCurrentGetsItsWaitingPodScheduledThere() {
        String namespace =
                installation.namespaceWithPolicy(
                        "replication: {factor: 1}, converge: {mode: Required}");
        installation.apply(ReplicatedMember.volume(namespace, "db-0", nodes.getFirst(), false));
        installation.awaitBound(namespace, "db-0");
        double before = metric("holdfast_pods_kicked_total");
        installation.apply(ReplicatedMember.pod(namespace, "db-0"));
        cluster.await(
                () -> messages(namespace).contains(" HF1005: "),
                SOON,
                "a refusal that says why; " + messages(namespace));
        assertThat(pod(cluster, namespace).getSpec().getNodeName()).isNull();

        installation.apply(ReplicatedMember.replica(namespace, "db-0", nodes.getFirst(), true));

        cluster.await(
                () -> nodes.getFirst().equals(pod(cluster, namespace).getSpec().getNodeName()),
                SOON,
                "the pod on the node of the copy; " + messages(namespace));
        assertThat(pod(cluster, namespace).getMetadata().getAnnotations())
                .containsKey(WaitingPods.CHANGED_AT);
        assertThat(metric("holdfast_pods_kicked_total")).isEqualTo(before + 1);

        installation.apply(ReplicatedMember.replica(namespace, "db-0", nodes.getLast(), true));
        installation.awaitSeen(
                view ->
                        String.valueOf(view.volume(ReplicatedMember.volumeOf(namespace, "db-0")))
                                .contains(nodes.getLast()),
                "the second copy");
        assertThat(metric("holdfast_pods_kicked_total")).isEqualTo(before + 1);
    }

    private static Pod pod(Cluster cluster, String namespace) {
        return cluster.client().pods().inNamespace(namespace).withName("db-0").get();
    }

    private String messages(String namespace) {
        return String.join(
                "\n", cluster.events(namespace, "db-0").stream().map(Event::getMessage).toList());
    }
}
