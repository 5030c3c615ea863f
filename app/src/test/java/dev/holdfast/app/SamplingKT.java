package dev.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.config.Configuration;
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

/** kube-scheduler stops looking at nodes before it has come to the only one with the data. */
@ControlPlane(scheduler = Scheduler.MANUAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SamplingKT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Cluster cluster;
    private final Installation installation;
    private final String data;

    SamplingKT(Cluster cluster) throws IOException, CommandFailed {
        this.cluster = cluster;
        this.data = cluster.addNodes("a", 200).getLast();
        ReplicatedMember.define(cluster);
        this.installation = new Installation(cluster, Configuration.DEFAULT.leader());
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

    private List<Event> warnings(String namespace, String pod) {
        return cluster.events(namespace, pod).stream()
                .filter(event -> "DataNodesNotOffered".equals(event.getReason()))
                .toList();
    }

    private String node(String namespace, String pod) {
        Pod found = cluster.client().pods().inNamespace(namespace).withName(pod).get();
        return String.valueOf(found.getSpec().getNodeName());
    }

    /**
     * Members with their data on the one node, until that is passed over: each sample begins where
     * the one before ended, so of two samples of half of the nodes one is without it.
     */
    private String passedOver(String namespace) {
        for (int i = 0; i < 10; i++) {
            String member = "db-" + i;
            installation.apply(ReplicatedMember.volume(namespace, member, data, true));
            installation.awaitBound(namespace, member);
            installation.apply(ReplicatedMember.pod(namespace, member));
            cluster.await(
                    () ->
                            node(namespace, member).equals(data)
                                    || !warnings(namespace, member).isEmpty(),
                    LIMIT,
                    "a node or a warning");
            if (!warnings(namespace, member).isEmpty()) {
                return member;
            }
        }
        throw new AssertionError("ten samples of half of the nodes had the same node");
    }

    @Test
    void podWhoseDataNodeIsPassedOverIsToldWhatToDoAndThatHelps() {
        String namespace =
                installation.namespaceWithPolicy(
                        "replication: {by: Pattern, pattern: \"db-([0-9]+)\", factor: 1},"
                                + " converge: {mode: Required}");
        installation.startScheduler(printed ->
                printed.replace("percentageOfNodesToScore: 100", "percentageOfNodesToScore: 1"));
        String member = passedOver(namespace);

        assertThat(warnings(namespace, member))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getMessage())
                                .containsPattern(
                                        "kube-scheduler offered 1[0-9]{2} of 200 nodes and none")
                                .contains(
                                        "percentageOfNodesToScore: 100",
                                        "matchFields metadata.name"));
        assertThat(metric("holdfast_extender_samples_without_data_total")).isPositive();
        assertThat(metric("holdfast_extender_data_nodes_total{offered=\"false\"}")).isPositive();
        assertThat(metric("holdfast_extender_samples_dropped_total")).isZero();

        installation.stopScheduler();
        installation.startScheduler();

        cluster.await(
                () -> node(namespace, member).equals(data), LIMIT, "it on the node of its data");
        assertThat(metric("holdfast_extender_data_nodes_total{offered=\"true\"}")).isPositive();
    }
}
