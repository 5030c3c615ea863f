package dev.holdfast.cluster.live;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.Dump;
import dev.holdfast.cluster.Views;
import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.Component;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.CuttableProxy;
import dev.holdfast.controlplane.LocalVolume;
import dev.holdfast.controlplane.Scheduler;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.VolumeState;
import dev.holdfast.view.VolumeState.Copy;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watched view against a real API server. */
@ControlPlane(scheduler = Scheduler.MANUAL)
class LiveViewKT {
    static final Path CRD = Path.of("../manifests/crd/dataplacementpolicies.holdfast.dev.yaml");
    private static final Path LONGHORN = Path.of("src/test/resources/crds/longhorn.yaml");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Cluster cluster;
    @TempDir private Path folder;

    LiveViewKT(Cluster cluster) throws IOException {
        this.cluster = cluster;
        cluster.applyCrd(Files.readString(CRD));
        applyLonghorn(cluster);
        cluster.await(
                () -> cluster.kubectl("get", "replicas.longhorn.io,dpp", "-A").exitCode() == 0,
                LIMIT,
                "custom resources in discovery");
    }

    static void applyLonghorn(Cluster cluster) throws IOException {
        for (String longhorn : Files.readString(LONGHORN).split("(?m)^---\n", -1)) {
            cluster.applyCrd(longhorn);
        }
    }

    @Test
    void watchedViewEqualsADumpOfTheSameCluster() throws IOException {
        String namespace = cluster.namespace();
        List<String> nodes = cluster.addNodes("a", 2);
        cluster.addStorageClass("local-" + namespace);
        cluster.addVolume(
                LocalVolume.on(nodes.getFirst(), "pv-" + namespace, "local-" + namespace, "1Gi")
                        .boundTo(namespace, "data-db-0"));
        apply(
                policy(namespace),
                pod(namespace, "db-0", nodes.getFirst()),
                longhorn(namespace, nodes));
        cluster.kubectl("create", "-n", namespace, "-f", write(statefulSet())).orThrow();

        try (LiveView live = ready()) {
            // Both views are of a cluster that still moves: they are to agree at some moment.
            cluster.await(
                    () -> content(live, namespace).equals(dumped(namespace)), LIMIT, "agreement");
            assertThat(content(live, namespace).keySet())
                    .contains("pod " + namespace + "/db-0", "claim " + namespace + "/data-db-0");
            assertThat(requireNonNull(live.view().volume("lh-" + namespace)).copies())
                    .isInstanceOfSatisfying(
                            VolumeState.Copies.Listed.class,
                            listed ->
                                    assertThat(listed.copies())
                                            .extracting(Copy::state)
                                            .containsExactly(Copy.State.Current, Copy.State.Stale));
            assertThat(live.refused()).isEmpty();
            assertThat(live.sources()).allMatch(SourceState::listed);
        }
    }

    @Test
    void aListenerHearsOfNoViewBeforeItIsComplete() {
        String namespace = cluster.namespace();
        String node = cluster.addNodes("h", 1).getFirst();
        apply(policy(namespace), pod(namespace, "db-0", node));
        var heard = new ConcurrentLinkedQueue<ClusterView>();
        ViewListener listener = (view, _, _, _) -> heard.add(view);
        try (LiveView live = LiveView.start(cluster.client(), LiveOptions.defaults(), listener)) {
            cluster.await(() -> !heard.isEmpty(), LIMIT, "a view");
            assertThat(live.notReady()).isEmpty();
            ClusterView first = heard.element();
            assertThat(first.nodeId(node)).isNotNegative();
            assertThat(first.policies(namespace)).hasSize(1);
            assertThat(first.pod(namespace, "db-0")).isNotNull();
            apply(pod(namespace, "db-1", node));
            cluster.await(
                    () -> heard.stream().anyMatch(view -> view.pod(namespace, "db-1") != null),
                    LIMIT,
                    "a view with db-1");
        }
    }

    @Test
    void viewFollowsAfterTheApiServerWasAway() {
        String namespace = cluster.namespace();
        String node = cluster.addNodes("b", 1).getFirst();
        apply(policy(namespace), pod(namespace, "db-0", node));
        try (LiveView live = ready()) {
            cluster.await(
                    () -> live.view().pod(namespace, "db-0") != null, LIMIT, "db-0 in the view");
            cluster.stop(Component.API_SERVER);
            assertThat(live.view().pod(namespace, "db-0")).isNotNull();
            cluster.start(Component.API_SERVER);
            apply(pod(namespace, "db-1", node));

            cluster.await(
                    () -> live.view().pod(namespace, "db-1") != null, LIMIT, "db-1 in the view");
            assertThat(live.view().pod(namespace, "db-0")).isNotNull();
        }
    }

    @Test
    void whatWentWhileDisconnectedLeavesTheView() throws IOException {
        String namespace = cluster.namespace();
        List<String> nodes = cluster.addNodes("c", 2);
        apply(policy(namespace), pod(namespace, "db-0", nodes.getFirst()));
        apply(pod(namespace, "db-1", nodes.getLast()));
        try (var proxy = proxy();
                var client = through(proxy);
                LiveView live = LiveView.start(client, LiveOptions.defaults(), ViewListener.NONE)) {
            cluster.await(
                    () -> live.view().pod(namespace, "db-1") != null, LIMIT, "db-1 in the view");
            proxy.cut();
            cluster.kubectl("delete", "pod", "db-1", "-n", namespace, "--grace-period=0", "--force")
                    .orThrow();
            cluster.kubectl("delete", "node", nodes.getLast()).orThrow();
            apply(pod(namespace, "db-2", nodes.getFirst()));
            proxy.mend();

            cluster.await(
                    () ->
                            live.view().pod(namespace, "db-1") == null
                                    && live.view().nodeId(nodes.getLast()) < 0
                                    && live.view().pod(namespace, "db-2") != null,
                    LIMIT,
                    "the view as the cluster is");
            assertThat(live.view().pod(namespace, "db-0")).isNotNull();
        }
    }

    @Test
    void viewConvergesWhenTheApiServerKnowsTheChangesNoMore() throws IOException {
        String namespace = cluster.namespace();
        List<String> nodes = cluster.addNodes("g", 2);
        apply(
                policy(namespace),
                pod(namespace, "db-0", nodes.getFirst()),
                longhorn(namespace, nodes));
        apply(pod(namespace, "db-1", nodes.getLast()));
        try (var proxy = proxy();
                var client = through(proxy);
                LiveView live = LiveView.start(client, LiveOptions.defaults(), ViewListener.NONE)) {
            cluster.await(
                    () ->
                            live.view().pod(namespace, "db-1") != null
                                    && copies(live, namespace).size() == 2,
                    LIMIT,
                    "db-1 and the copies in the view");
            String before = version(namespace);
            proxy.cut();
            cluster.kubectl("delete", "pod", "db-1", "-n", namespace, "--grace-period=0", "--force")
                    .orThrow();
            cluster.kubectl(
                            "delete",
                            "replicas.longhorn.io",
                            "lh-" + namespace + "-r1",
                            "-n",
                            namespace)
                    .orThrow();
            cluster.stop(Component.API_SERVER);
            cluster.start(Component.API_SERVER);
            apply(pod(namespace, "db-2", nodes.getFirst()));
            assertThat(watchedFrom(namespace, before)).contains("410").contains("too old");
            proxy.mend();

            cluster.await(
                    () ->
                            live.view().pod(namespace, "db-1") == null
                                    && live.view().pod(namespace, "db-2") != null
                                    && copies(live, namespace).size() == 1,
                    LIMIT,
                    "the view as the cluster is");
            assertThat(live.view().pod(namespace, "db-0")).isNotNull();
        }
    }

    private static List<Copy> copies(LiveView live, String namespace) {
        VolumeState volume = live.view().volume("lh-" + namespace);
        return volume != null && volume.copies() instanceof VolumeState.Copies.Listed listed
                ? listed.copies()
                : List.of();
    }

    /** The version of the namespace's pods, as a list has it. */
    private String version(String namespace) {
        String list =
                cluster.kubectl("get", "--raw", "/api/v1/namespaces/" + namespace + "/pods?limit=1")
                        .orThrow()
                        .output();
        Matcher version = Pattern.compile("\"resourceVersion\":\"([0-9]+)\"").matcher(list);
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    /** What the API server tells a watch that was away since a version. */
    private String watchedFrom(String namespace, String version) {
        return cluster.kubectl(
                        "get",
                        "--raw",
                        "/api/v1/namespaces/%s/pods?watch=1&timeoutSeconds=5&resourceVersion=%s"
                                .formatted(namespace, version))
                .output();
    }

    @Test
    void namespaceIsForgottenWithItsLastPolicyAndReadAgainWithANewOne() {
        String namespace = cluster.namespace();
        String node = cluster.addNodes("d", 1).getFirst();
        apply(policy(namespace), pod(namespace, "db-0", node));
        ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
        try (LiveView live =
                LiveView.start(
                        cluster.client(),
                        LiveOptions.defaults(),
                        (_, namespaces, _, _) -> told.addAll(namespaces))) {
            cluster.await(
                    () -> live.view().pod(namespace, "db-0") != null, LIMIT, "db-0 in the view");
            cluster.kubectl("delete", "dpp", "p", "-n", namespace).orThrow();
            cluster.await(
                    () -> live.view().pod(namespace, "db-0") == null, LIMIT, "db-0 forgotten");
            apply(policy(namespace));
            cluster.await(
                    () -> live.view().policy(namespace, "p") != null, LIMIT, "the policy again");

            assertThat(live.view().pod(namespace, "db-0")).isNotNull();
            assertThat(told).contains(namespace);
        }
    }

    @Test
    void longAnnotationIsReadAgainWhenAPolicyNamesIt() {
        String namespace = cluster.namespace();
        String node = cluster.addNodes("e", 1).getFirst();
        String sets = "set,".repeat(100);
        apply(policy(namespace), pod(namespace, "db-0", node));
        cluster.kubectl("annotate", "pod", "db-0", "-n", namespace, "example.org/sets=" + sets)
                .orThrow();
        try (LiveView live = ready()) {
            assertThat(requireNonNull(live.view().pod(namespace, "db-0")).annotations()).isEmpty();
            apply(
                    policy(namespace)
                            .replace(
                                    "replication: {",
                                    "replication: {by: Annotation, annotation: example.org/sets, "));

            cluster.await(
                    () ->
                            Map.of("example.org/sets", sets)
                                    .equals(
                                            requireNonNull(live.view().pod(namespace, "db-0"))
                                                    .annotations()),
                    LIMIT,
                    "the annotation");
        }
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

    private LiveView ready() {
        LiveView live = LiveView.start(cluster.client(), LiveOptions.defaults(), ViewListener.NONE);
        cluster.await(
                () -> live.notReady().isEmpty(),
                LIMIT,
                "a complete view; " + live.notReady().orElse("complete"));
        return live;
    }

    private Map<String, Object> content(LiveView live, String namespace) {
        return Views.content(
                live.view(),
                List.of(namespace),
                List.of("pv-" + namespace, "lh-" + namespace),
                namespace);
    }

    private Map<String, Object> dumped(String namespace) {
        try {
            String all =
                    cluster.kubectl(
                                    "get",
                                    "nodes,pods,pvc,pv,sts,dpp,volumes.longhorn.io,replicas.longhorn.io",
                                    "-A",
                                    "-o",
                                    "yaml")
                            .orThrow()
                            .output();
            Path file = Files.writeString(folder.resolve("dump.yaml"), all);
            Dump.Result read = Dump.read(file);
            assertThat(read.errors()).isEmpty();
            return Views.content(
                    read.view(),
                    List.of(namespace),
                    List.of("pv-" + namespace, "lh-" + namespace),
                    namespace);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void apply(String... documents) {
        cluster.kubectl("apply", "-f", write(String.join("---\n", documents))).orThrow();
    }

    private String write(String text) {
        try {
            return Files.writeString(Files.createTempFile(folder, "objects", ".yaml"), text)
                    .toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static String policy(String namespace) {
        return """
        apiVersion: holdfast.dev/v1alpha1
        kind: DataPlacementPolicy
        metadata: {name: p, namespace: %s}
        spec:
          selector: {matchLabels: {app: db}}
          roles:
          - name: db
            replication: {factor: 3}
        """
                .formatted(namespace);
    }

    static String pod(String namespace, String name, String node) {
        return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %2$s, namespace: %1$s, labels: {app: db}}
        spec:
          nodeName: %3$s
          tolerations: [{operator: Exists}]
          containers: [{name: db, image: registry.example/db}]
          volumes: [{name: data, persistentVolumeClaim: {claimName: data-%2$s}}]
        """
                .formatted(namespace, name, node);
    }

    private static String statefulSet() {
        return """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: other}
        spec:
          replicas: 2
          serviceName: other
          selector: {matchLabels: {app: other}}
          template:
            metadata: {labels: {app: other}}
            spec: {containers: [{name: c, image: registry.example/c}]}
        """;
    }

    static String longhorn(String namespace, List<String> nodes) {
        return """
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: lh-%1$s}
        spec:
          capacity: {storage: 1Gi}
          accessModes: [ReadWriteOnce]
          csi: {driver: driver.longhorn.io, volumeHandle: lh-%1$s}
        ---
        apiVersion: longhorn.io/v1beta2
        kind: Volume
        metadata: {name: lh-%1$s, namespace: %1$s}
        spec: {numberOfReplicas: 2}
        ---
        apiVersion: longhorn.io/v1beta2
        kind: Replica
        metadata: {name: lh-%1$s-r0, namespace: %1$s}
        spec: {volumeName: lh-%1$s, nodeID: %2$s, active: true, failedAt: "", healthyAt: "2026-01-01T00:00:00Z"}
        ---
        apiVersion: longhorn.io/v1beta2
        kind: Replica
        metadata: {name: lh-%1$s-r1, namespace: %1$s}
        spec: {volumeName: lh-%1$s, nodeID: %3$s, active: true, failedAt: "2026-01-02T00:00:00Z", healthyAt: "2026-01-01T00:00:00Z"}
        """
                .formatted(namespace, nodes.getFirst(), nodes.getLast());
    }
}
