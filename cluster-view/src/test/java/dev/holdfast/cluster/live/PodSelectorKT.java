package dev.holdfast.cluster.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.CuttableProxy;
import dev.holdfast.controlplane.Scheduler;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods that a selector leaves out stay at the API server: what it sends is counted. */
@ControlPlane(scheduler = Scheduler.MANUAL)
class PodSelectorKT {
    private static final Path CRD =
            Path.of("../manifests/crd/dataplacementpolicies.holdfast.dev.yaml");
    private static final String LABEL = "example.org/database";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int OTHERS = 100;

    /** What one of the other pods takes at least, compressed or not. */
    private static final int SIZE = 20_000;

    private final Cluster cluster;
    @TempDir private Path folder;

    PodSelectorKT(Cluster cluster) throws IOException {
        this.cluster = cluster;
        cluster.applyCrd(Files.readString(CRD));
        cluster.await(
                () -> cluster.kubectl("get", "dpp", "-A").exitCode() == 0,
                LIMIT,
                "policies in discovery");
    }

    @Test
    void podsWithoutTheLabelAreNotSentUntilTheyGainIt() throws IOException {
        String namespace = cluster.namespace();
        apply(objects(namespace));
        try (var allProxy = proxy();
                var someProxy = proxy();
                var allClient = through(allProxy);
                var someClient = through(someProxy);
                LiveView all =
                        LiveView.start(allClient, LiveOptions.defaults(), ViewListener.NONE);
                LiveView some =
                        LiveView.start(
                                someClient,
                                LiveOptions.defaults().selecting(Optional.of(LABEL)),
                                ViewListener.NONE)) {
            awaitPods(all, namespace, OTHERS + 2);
            awaitPods(some, namespace, 2);
            assertThat(allProxy.sent() - someProxy.sent()).isGreaterThan(OTHERS * SIZE);

            long allBefore = allProxy.sent();
            long someBefore = someProxy.sent();
            cluster.kubectl("label", "pods", "--all", "-n", namespace, "example.org/seen=1")
                    .orThrow();
            cluster.await(
                    () -> allProxy.sent() - allBefore > OTHERS * SIZE, LIMIT, "a change of each");
            assertThat(someProxy.sent() - someBefore).isLessThan(OTHERS * SIZE / 2);

            cluster.kubectl("label", "pod", "other-7", "-n", namespace, LABEL + "=").orThrow();
            awaitPods(some, namespace, 3);
            cluster.kubectl("label", "pod", "other-7", "-n", namespace, LABEL + "-").orThrow();
            awaitPods(some, namespace, 2);
            assertThat(all.view().pod(namespace, "other-7")).isNotNull();
        }
    }

    private void awaitPods(LiveView live, String namespace, int count) {
        cluster.await(
                () -> live.notReady().isEmpty() && pods(live, namespace) == count,
                LIMIT,
                count + " pods in the view");
    }

    private static int pods(LiveView live, String namespace) {
        int count = 0;
        for (int i = 0; i < OTHERS; i++) {
            count += live.view().pod(namespace, "other-" + i) == null ? 0 : 1;
            count += live.view().pod(namespace, "db-" + i) == null ? 0 : 1;
        }
        return count;
    }

    private CuttableProxy proxy() throws IOException {
        URI address = URI.create(cluster.client().getConfiguration().getMasterUrl());
        return new CuttableProxy(new InetSocketAddress(address.getHost(), address.getPort()));
    }

    private KubernetesClient through(CuttableProxy proxy) {
        return ClusterClient.of(
                new ConfigBuilder(cluster.client().getConfiguration())
                        .withMasterUrl("https://127.0.0.1:" + proxy.port())
                        .build());
    }

    private static String objects(String namespace) {
        StringBuilder objects =
                new StringBuilder(
                        """
                        apiVersion: holdfast.dev/v1alpha1
                        kind: DataPlacementPolicy
                        metadata: {name: p, namespace: %s}
                        spec:
                          selector: {matchLabels: {app: db}}
                          roles: [{name: db, replication: {factor: 3}}]
                        """
                                .formatted(namespace));
        Random random = new Random(1);
        byte[] noise = new byte[SIZE];
        for (int i = 0; i < OTHERS; i++) {
            random.nextBytes(noise);
            objects.append(
                    pod(namespace, "other-" + i, "app: web", HexFormat.of().formatHex(noise)));
        }
        for (int i = 0; i < 2; i++) {
            objects.append(pod(namespace, "db-" + i, "app: db, " + LABEL + ": \"\"", ""));
        }
        return objects.toString();
    }

    private static String pod(String namespace, String name, String labels, String noise) {
        return """
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: %s, labels: {%s}, annotations: {example.org/noise: "%s"}}
        spec: {schedulerName: nobody, containers: [{name: c, image: registry.example/c}]}
        """
                .formatted(name, namespace, labels, noise);
    }

    private void apply(String text) {
        try {
            Path file = Files.writeString(folder.resolve("objects.yaml"), text);
            cluster.kubectl("create", "-f", file.toString()).orThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
