package dev.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.config.Configuration;
import dev.holdfast.cluster.event.PodEvents;
import dev.holdfast.cluster.lead.WaitingPods;
import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.Scheduler;
import dev.holdfast.extender.ViewState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The service with the rights that manifests/rbac gives, on a real API server. */
@ControlPlane(scheduler = Scheduler.MANUAL)
class RolesKT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String ACCOUNT = "system:serviceaccount:holdfast:holdfast";

    private final Cluster cluster;

    RolesKT(Cluster cluster) {
        this.cluster = cluster;
    }

    private Path kubeconfig() {
        cluster.kubectl("apply", "-f", "../manifests/rbac/holdfast.yaml").orThrow();
        return cluster.kubeconfigFor(
                ACCOUNT, "system:serviceaccounts", "system:serviceaccounts:holdfast");
    }

    private Pod pod(String namespace) {
        return cluster.client().pods().inNamespace(namespace).withName("db-0").get();
    }

    private static PodState seen(Installation installation, String namespace) {
        ClusterView view = ((ViewState.Ready) installation.running().service().state()).view();
        return Objects.requireNonNull(view.pod(namespace, "db-0"));
    }

    @Test
    void rolesAreEnoughForAllThatIsReadAndWritten() throws IOException, CommandFailed {
        String node = cluster.addNodes("a", 1).getFirst();
        ReplicatedMember.define(cluster);
        Path kubeconfig = kubeconfig();
        Configuration.Leader leader =
                new Configuration.Leader(
                        true, "holdfast", Optional.of("holdfast"), true, Duration.ofMinutes(5));
        try (Installation installation = new Installation(cluster, leader, kubeconfig);
                var client =
                        new KubernetesClientBuilder()
                                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                                .build()) {
            String namespace =
                    installation.namespaceWithPolicy(
                            "replication: {factor: 1}, converge: {mode: Required}");
            installation.apply(ReplicatedMember.volume(namespace, "db-0", node, false));
            installation.awaitBound(namespace, "db-0");
            installation.apply(ReplicatedMember.pod(namespace, "db-0"));
            installation.awaitSeen(view -> view.pod(namespace, "db-0") != null, "the pod");
            installation.apply(ReplicatedMember.replica(namespace, "db-0", node, true));

            cluster.await(
                    () ->
                            Objects.requireNonNullElse(
                                            pod(namespace).getMetadata().getAnnotations(), Map.of())
                                    .containsKey(WaitingPods.CHANGED_AT),
                    LIMIT,
                    "a kick");
            cluster.await(
                    () -> node.equals(pod(namespace).getStatus().getNominatedNodeName()),
                    LIMIT,
                    "a nomination");
            PodEvents events = new PodEvents(client, "test", Clock.systemUTC());
            PodEvents.Warning warning = new PodEvents.Warning("Test", "Testing", "it works");
            assertThat(events.warn(seen(installation, namespace), warning)).isTrue();
            assertThat(events.warn(seen(installation, namespace), warning)).isFalse();
            assertThat(cluster.events(namespace, "db-0"))
                    .extracting(Event::getMessage)
                    .containsExactly("it works");
        }
    }

    @Test
    void rolesGiveNothingBeyondThat() {
        Path kubeconfig = kubeconfig();
        for (String forbidden :
                new String[] {
                    "delete pods",
                    "create pods",
                    "patch nodes",
                    "get secrets",
                    "list events.events.k8s.io",
                    "update leases.coordination.k8s.io",
                    "patch dataplacementpolicies.holdfast.dev"
                }) {
            String[] words = forbidden.split(" ", -1);
            assertThat(
                            cluster.kubectl(
                                            kubeconfig,
                                            "auth",
                                            "can-i",
                                            words[0],
                                            words[1],
                                            "-n",
                                            "kube-system")
                                    .output()
                                    .strip())
                    .as(forbidden)
                    .isEqualTo("no");
        }
    }
}
