package dev.holdfast.app;

import static dev.holdfast.app.Installation.LIMIT;
import static dev.holdfast.app.Installation.SCHEDULER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.config.Configuration;
import dev.holdfast.cluster.lead.WaitingPods;
import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.NodeSpec;
import dev.holdfast.controlplane.Scheduler;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * kube-scheduler's watch is ahead of ours: it asks at a change that the service has not seen, gets
 * the refusal that it had, and has no reason to ask again.
 */
@ControlPlane(scheduler = Scheduler.MANUAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LateViewKT {
    /** Left alone, kube-scheduler tries again after five minutes. */
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final String POLICY =
            "replication: {factor: 2}, quorum: {read: One, write: One}, survive: [{lose: {zone: 1}}]";

    private final Cluster cluster;
    private final StallingProxy proxy;
    private final Installation installation;

    LateViewKT(Cluster cluster, @TempDir Path folder) throws IOException, CommandFailed {
        this.cluster = cluster;
        this.proxy = new StallingProxy(cluster.kubeconfig());
        this.installation =
                new Installation(cluster, Configuration.DEFAULT.leader(), proxy.kubeconfig(folder));
        installation.startScheduler();
        cluster.await(() -> metric("holdfast_leader") == 1, SOON, "the service leads");
    }

    @AfterAll
    void close() throws IOException {
        installation.close();
        proxy.close();
    }

    private double metric(String name) {
        try {
            return installation.running().metric(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double refusals() {
        return metric("holdfast_extender_nodes_refused_total");
    }

    private static String member(String namespace, String name, String pool) {
        return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: %s, labels: {app: db}}
        spec:
          schedulerName: %s
          nodeSelector: {example.org/pool: %s}
          containers:
          - name: db
            image: registry.example/db
            resources: {requests: {holdfast.dev/member: "0"}, limits: {holdfast.dev/member: "0"}}
        """
                .formatted(name, namespace, SCHEDULER, pool);
    }

    /** A namespace whose member db-0 runs in a pool, and whose db-1 waits for that reason. */
    private String refusedBesideAnother(String pool) {
        cluster.addNodes(NodeSpec.of(1).inZone("a").labelled("example.org/pool", pool));
        cluster.addNodes(NodeSpec.of(1).inZone("b"));
        String namespace = installation.namespaceWithPolicy(POLICY);
        installation.apply(member(namespace, "db-0", pool));
        installation.awaitSeen(
                view -> {
                    var pod = view.pod(namespace, "db-0");
                    return pod != null && pod.node().isPresent();
                },
                "db-0 bound");
        installation.apply(member(namespace, "db-1", pool));
        cluster.await(
                () -> messages(namespace).contains(" HF1007: "),
                LIMIT,
                "a refusal; " + messages(namespace));
        installation.awaitSeen(
                view -> {
                    var pod = view.pod(namespace, "db-1");
                    return pod != null && pod.refused();
                },
                "the refusal seen");
        return namespace;
    }

    private String messages(String namespace) {
        return cluster.events(namespace, "db-1").stream()
                .map(Event::getMessage)
                .collect(Collectors.joining("\n"));
    }

    private void awaitBoundByAKick(String namespace) {
        cluster.await(
                () -> pod(namespace).getSpec().getNodeName() != null,
                SOON,
                "bound; " + messages(namespace));
        assertThat(pod(namespace).getMetadata().getAnnotations())
                .containsKey(WaitingPods.CHANGED_AT);
    }

    private Pod pod(String namespace) {
        return cluster.client().pods().inNamespace(namespace).withName("db-1").get();
    }

    @Test
    void memberThatWasAskedAboutBeforeWeSawTheOtherGoIsBoundSoonAfterWeDo() {
        String namespace = refusedBesideAnother("one");
        double before = refusals();
        proxy.stall(line -> line.contains("/namespaces/" + namespace + "/pods"));

        cluster.kubectl("delete", "pod", "db-0", "-n", namespace, "--grace-period=0", "--force")
                .orThrow();
        cluster.await(() -> refusals() > before, LIMIT, "asked again before we know");
        proxy.letGo();

        awaitBoundByAKick(namespace);
    }

    @Test
    void memberThatWasAskedAboutBeforeWeSawTheNewNodeIsBoundSoonAfterWeDo() {
        String namespace = refusedBesideAnother("two");
        proxy.stall(line -> line.contains("/api/v1/nodes"));

        cluster.addNodes(NodeSpec.of(1).inZone("b").labelled("example.org/pool", "two"));
        cluster.await(
                () -> messages(namespace).contains(" HF1012: "), LIMIT, "asked before we know");
        proxy.letGo();

        awaitBoundByAKick(namespace);
    }
}
