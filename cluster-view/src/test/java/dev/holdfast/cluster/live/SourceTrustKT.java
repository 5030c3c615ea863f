package dev.holdfast.cluster.live;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.storage.InvalidProfileException;
import dev.holdfast.cluster.storage.Profiles;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.CuttableProxy;
import dev.holdfast.controlplane.Scheduler;
import dev.holdfast.view.VolumeState;
import dev.holdfast.view.VolumeState.Copies;
import dev.holdfast.view.VolumeState.Copy;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a real API server refuses, or does not say in time, is believed less and less. */
@ControlPlane(scheduler = Scheduler.MANUAL)
@Timeout(300)
class SourceTrustKT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String USER = "watcher";
    private static final List<String> RIGHTS =
            List.of(
                    "nodes",
                    "persistentvolumes",
                    "pods",
                    "persistentvolumeclaims",
                    "statefulsets",
                    "dataplacementpolicies",
                    "volumes",
                    "replicas",
                    "disks");

    private final Cluster cluster;
    private final CuttableProxy proxy;
    private final KubernetesClient client;
    @TempDir private Path folder;

    SourceTrustKT(Cluster cluster) throws IOException {
        this.cluster = cluster;
        cluster.applyCrd(Files.readString(LiveViewKT.CRD));
        LiveViewKT.applyLonghorn(cluster);
        cluster.await(
                () -> cluster.kubectl("get", "replicas.longhorn.io,dpp", "-A").exitCode() == 0,
                LIMIT,
                "custom resources in discovery");
        URI server = URI.create(cluster.client().getConfiguration().getMasterUrl());
        proxy = new CuttableProxy(new InetSocketAddress(server.getHost(), server.getPort()));
        Path kubeconfig =
                proxy.kubeconfig(
                        cluster.kubeconfigFor(USER), Files.createTempFile("kubeconfig", ".yaml"));
        client = ClusterClient.of(Config.fromKubeconfig(Files.readString(kubeconfig)));
        Files.delete(kubeconfig);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        proxy.close();
    }

    @Test
    void revokedRightMakesCopiesStaleAndThenUnknownUntilItIsGrantedAgain() {
        String namespace = cluster.namespace();
        List<String> nodes = cluster.addNodes("a", 2);
        grantAllBut("");
        apply(LiveViewKT.policy(namespace), LiveViewKT.longhorn(namespace, nodes));
        try (LiveView live = watch(Duration.ofSeconds(6), Duration.ofSeconds(20))) {
            await(() -> listed(live, namespace, "longhorn"), "copies");

            grantAllBut("replicas");
            proxy.cut();
            proxy.mend();
            await(() -> listed(live, namespace, "longhorn (stale)"), "stale copies");
            await(
                    () ->
                            copies(live, namespace) instanceof Copies.Unknown(String cause)
                                    && cause.startsWith(
                                            "longhorn: replicas.longhorn.io could not be watched: answered 403: ")
                                    && cause.contains("is forbidden")
                                    && cause.endsWith(", for longer than PT20S"),
                    "unknown copies with their cause");
            assertThat(state(live, "replicas.longhorn.io").problem()).isPresent();
            assertThat(state(live, "nodes").problem()).isEmpty();
            assertThat(live.tooOld()).isEmpty();

            grantAllBut("");
            await(() -> listed(live, namespace, "longhorn"), "fresh copies again");
            await(() -> state(live, "replicas.longhorn.io").problem().isEmpty(), "no problem");
        }
    }

    @Test
    void revokedRightToWhatEveryRuleNeedsMakesTheViewTooOldUntilItIsGrantedAgain() {
        String namespace = cluster.namespace();
        grantAllBut("");
        apply(LiveViewKT.policy(namespace));
        try (LiveView live = watch(Duration.ofSeconds(5), Duration.ofSeconds(10))) {
            await(() -> live.view().policy(namespace, "p") != null, "the policy");

            grantAllBut("pods");
            proxy.cut();
            proxy.mend();
            await(
                    () ->
                            live.tooOld()
                                    .equals(
                                            Optional.of(
                                                    "pods of namespace "
                                                            + namespace
                                                            + " cannot be watched")),
                    "a view that is too old");
            assertThat(live.silence()).isGreaterThan(Duration.ofSeconds(10));

            grantAllBut("");
            await(() -> live.tooOld().isEmpty(), "a view to be believed");
            assertThat(live.silence()).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void storageWhoseGroupCannotBeDiscoveredIsUnknownAndHoldsNothingUp()
            throws IOException, InvalidProfileException {
        grantAllBut("");
        String name = cluster.namespace();
        apply(serverThatIsAway(), volume(name));
        await(
                () -> cluster.kubectl("get", "--raw", "/apis/acme.example/v1").exitCode() != 0,
                "a group that cannot be discovered");
        LiveOptions options =
                options(Duration.ofSeconds(30), Duration.ofMinutes(5))
                        .with(profiles("v1"), List.of());
        try (LiveView live = LiveView.start(client, options, ViewListener.NONE)) {
            await(() -> live.notReady().isEmpty(), "a complete view");
            await(
                    () ->
                            live.view().volume(name) != null
                                    && requireNonNull(live.view().volume(name)).copies()
                                            instanceof Copies.Unknown(String cause)
                                    && cause.startsWith(
                                            "acme: it is not known whether the API server serves"
                                                    + " disks.acme.example: answered 503"),
                    "unknown copies with their cause");
            assertThat(state(live, "disks.acme.example").problem()).isPresent();
            assertThat(live.silence()).isLessThan(Duration.ofSeconds(5));

            cluster.kubectl("delete", "apiservice", "v1.acme.example").orThrow();
            await(
                    () ->
                            live.sources().stream()
                                    .noneMatch(
                                            each -> each.resource().equals("disks.acme.example")),
                    "a group that is known not to be served");
            assertThat(requireNonNull(live.view().volume(name)).copies())
                    .isEqualTo(
                            new Copies.Unknown(
                                    "no Disk object of volume " + name + " in the view"));
        }
    }

    @Test
    void conversionWebhookThatIsBrokenMakesCopiesStaleAndThenUnknownUntilItWorks()
            throws IOException, InvalidProfileException {
        grantAllBut("");
        String name = cluster.namespace();
        String node = cluster.addNodes("c", 1).getFirst();
        cluster.applyCrd(diskCrd("None"));
        await(
                () -> cluster.kubectl("get", "disks.v1alpha1.acme.example").exitCode() == 0,
                "disks in discovery");
        apply(volume(name), disk(name, node));
        LiveOptions options =
                options(Duration.ofSeconds(6), Duration.ofSeconds(20))
                        .with(profiles("v1alpha1"), List.of());
        try (LiveView live = LiveView.start(client, options, ViewListener.NONE)) {
            await(() -> sourceOf(live, name).equals("acme"), "the copy");

            apply(
                    diskCrd(
                            "Webhook, webhook: {conversionReviewVersions: [v1],"
                                    + " clientConfig: {url: 'https://127.0.0.1:1/convert'}}"));
            await(() -> sourceOf(live, name).equals("acme (stale)"), "a stale copy");
            await(
                    () ->
                            requireNonNull(live.view().volume(name)).copies()
                                            instanceof Copies.Unknown(String cause)
                                    && cause.contains("conversion webhook for acme.example/v1"),
                    "an unknown copy with the cause");
            assertThat(live.tooOld()).isEmpty();

            apply(diskCrd("None"));
            await(() -> sourceOf(live, name).equals("acme"), "the copy again");
        } finally {
            cluster.kubectl("delete", "crd", "disks.acme.example").orThrow();
        }
    }

    private static String sourceOf(LiveView live, String volume) {
        VolumeState state = live.view().volume(volume);
        return state != null && state.copies() instanceof Copies.Listed listed
                ? listed.source()
                : "";
    }

    /** The built-in profiles and that of a storage system with disks of this version. */
    private List<StorageProfile> profiles(String version)
            throws IOException, InvalidProfileException {
        Path profile =
                Files.writeString(
                        folder.resolve("acme.yaml"),
                        """
                        name: acme
                        drivers: [csi.acme.example]
                        join: {by: VolumeHandle}
                        copies:
                          resource: {group: acme.example, version: %s, plural: disks, kind: Disk, namespaced: false}
                          key: metadata.name
                          node: spec.node
                          states: [{state: Current, when: [{path: spec.state, in: [OK]}]}]
                          usable: One
                        """
                                .formatted(version));
        return Profiles.with(List.of(profile));
    }

    /** Disks are stored as v1, so that reading them as v1alpha1 converts them. */
    private static String diskCrd(String conversion) {
        return """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: disks.acme.example}
        spec:
          group: acme.example
          scope: Cluster
          names: {plural: disks, singular: disk, kind: Disk, listKind: DiskList}
          conversion: {strategy: %s}
          versions:
          - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
          - {name: v1alpha1, served: true, storage: false, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
        """
                .formatted(conversion);
    }

    private static String disk(String name, String node) {
        return """
        apiVersion: acme.example/v1
        kind: Disk
        metadata: {name: %s}
        spec: {node: %s, state: OK}
        """
                .formatted(name, node);
    }

    @Test
    void whatIsNotReadyYetIsSaidWithItsCause() {
        proxy.cut();
        try (LiveView live = watch(Duration.ofSeconds(30), Duration.ofMinutes(5))) {
            await(
                    () ->
                            live.notReady()
                                    .orElse("")
                                    .startsWith(
                                            "the API server has not answered yet which storage"
                                                    + " systems there are: "),
                    "a cause");
        }
    }

    @Test
    void viewConvergesThroughASlowApiServer() {
        String namespace = cluster.namespace();
        String node = cluster.addNodes("b", 1).getFirst();
        grantAllBut("");
        apply(LiveViewKT.policy(namespace), LiveViewKT.pod(namespace, "db-0", node));
        proxy.delay(Duration.ofMillis(500));
        try (LiveView live = watch(Duration.ofSeconds(30), Duration.ofMinutes(5))) {
            await(
                    () -> live.notReady().isEmpty() && live.view().pod(namespace, "db-0") != null,
                    "a complete view");
            apply(LiveViewKT.pod(namespace, "db-1", node));
            await(() -> live.view().pod(namespace, "db-1") != null, "db-1 in the view");
            assertThat(live.tooOld()).isEmpty();
            assertThat(live.silence()).isLessThan(Duration.ofSeconds(30));
        }
    }

    private LiveView watch(Duration staleAfter, Duration lostAfter) {
        return LiveView.start(client, options(staleAfter, lostAfter), ViewListener.NONE);
    }

    private static LiveOptions options(Duration staleAfter, Duration lostAfter) {
        return LiveOptions.defaults().believedFor(staleAfter, lostAfter);
    }

    private static Copies copies(LiveView live, String namespace) {
        VolumeState volume = live.view().volume("lh-" + namespace);
        return volume == null ? new Copies.Unknown("not seen yet") : volume.copies();
    }

    private static boolean listed(LiveView live, String namespace, String source) {
        return copies(live, namespace)
                        instanceof Copies.Listed(List<Copy> copies, int _, var _, String said)
                && copies.size() == 2
                && said.equals(source);
    }

    private static SourceState state(LiveView live, String resource) {
        return live.sources().stream()
                .filter(each -> each.resource().equals(resource))
                .findFirst()
                .orElseThrow();
    }

    /** Rights to list and watch; returns when the API server goes by them. */
    private void grantAllBut(String missing) {
        List<String> granted = new ArrayList<>(RIGHTS);
        granted.remove(missing);
        apply(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: %1$s}
                rules:
                - apiGroups: ["", apps, holdfast.dev, longhorn.io, acme.example]
                  resources: [%2$s]
                  verbs: [get, list, watch]
                """
                        .formatted(USER, String.join(", ", granted)),
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %1$s}
                subjects: [{kind: User, name: %1$s}]
                """
                        .formatted(USER));
        await(
                () ->
                        may("nodes")
                                && may("pods") != missing.equals("pods")
                                && may("replicas.longhorn.io") != missing.equals("replicas"),
                "rights without " + missing);
    }

    private boolean may(String resource) {
        return cluster.kubectl("auth", "can-i", "watch", resource, "-A", "--as=" + USER).exitCode()
                == 0;
    }

    private static String serverThatIsAway() {
        return """
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata: {name: v1.acme.example}
        spec:
          group: acme.example
          version: v1
          groupPriorityMinimum: 1000
          versionPriority: 10
          insecureSkipTLSVerify: true
          service: {namespace: default, name: away}
        """;
    }

    private static String volume(String name) {
        return """
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: %1$s}
        spec:
          capacity: {storage: 1Gi}
          accessModes: [ReadWriteOnce]
          csi: {driver: csi.acme.example, volumeHandle: %1$s}
        """
                .formatted(name);
    }

    private void await(java.util.function.BooleanSupplier condition, String what) {
        cluster.await(condition, LIMIT, what);
    }

    private void apply(String... documents) {
        try {
            Path file =
                    Files.writeString(
                            Files.createTempFile(folder, "objects", ".yaml"),
                            String.join("---\n", documents));
            cluster.kubectl("apply", "-f", file.toString()).orThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
