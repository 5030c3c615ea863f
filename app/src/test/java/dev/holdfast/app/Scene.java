package dev.holdfast.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.service.Running;
import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlaneException;
import dev.holdfast.controlplane.NodeSpec;
import dev.holdfast.controlplane.SchedulerOptions;
import dev.holdfast.controlplane.StatefulSetSpec;
import dev.holdfast.extender.ViewState;
import dev.holdfast.serving.ListenAt;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real cluster, the service that watches it, and the verbs that tests of both share. */
final class Scene implements AutoCloseable {
    /** The scheduler of our own that {@code scheduler-config} prints, and its process. */
    static final String SCHEDULER = "holdfast-scheduler";

    /** How long anything may take that is sure to happen. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String STORAGE = ",volumes.longhorn.io,replicas.longhorn.io";

    private static final Path CRD =
            Path.of("../manifests/crd/dataplacementpolicies.holdfast.dev.yaml");

    private final Cluster cluster;
    private final Path folder;
    private final boolean tls;
    private Running running;
    private int port;

    /**
     * With the CRD applied and the service ready.
     *
     * @param folder for files
     */
    Scene(Cluster cluster, Path folder) throws IOException, CommandFailed {
        this(cluster, folder, new ListenAt("127.0.0.1", 0, Optional.empty()));
    }

    /**
     * The same, asked at another address.
     *
     * @param extender with port 0
     */
    Scene(Cluster cluster, Path folder, ListenAt extender) throws IOException, CommandFailed {
        this.cluster = cluster;
        this.folder = folder;
        this.tls = extender.tls().isPresent();
        cluster.applyCrd(Files.readString(CRD));
        cluster.await(
                () -> cluster.kubectl("get", "dpp", "-A").exitCode() == 0,
                LIMIT,
                "policies in discovery");
        this.running = Running.onCluster(cluster.kubeconfig(), extender);
    }

    /** The service. */
    Running service() {
        return running;
    }

    /** Ends the service. */
    void goAway() {
        port = running.service().extenderPort();
        running.close();
    }

    /** Starts the service again where it was. */
    void comeBack() throws CommandFailed {
        running = Running.onCluster(cluster.kubeconfig(), port);
    }

    /** Where kube-scheduler reaches the service. */
    String url() {
        return (tls ? "https://" : "http://")
                + cluster.hostAddress()
                + ":"
                + running.service().extenderPort()
                + "/extender";
    }

    /** Starts the scheduler that {@code scheduler-config} prints with these options. */
    void startScheduler(String url, String... options) {
        String printed =
                printed(
                        Stream.concat(
                                        Stream.of(
                                                "--url=" + url,
                                                "--scheduler-kubeconfig="
                                                        + SchedulerOptions.KUBECONFIG,
                                                "--no-leader-elect"),
                                        Arrays.stream(options))
                                .toArray(String[]::new));
        cluster.startScheduler(
                SchedulerOptions.standard()
                        .named(SCHEDULER)
                        .configuredBy(printed)
                        .withFlags("--feature-gates=SchedulerPopFromBackoffQ=false"));
    }

    /** What {@code scheduler-config} prints with these options. */
    static String printed(String... options) {
        Run printed =
                Run.of(
                        Stream.concat(Stream.of("scheduler-config"), Arrays.stream(options))
                                .toArray(String[]::new));
        assertThat(printed.exitCode()).as(printed.err()).isZero();
        return printed.out();
    }

    /** {@code kubectl apply} with this text. */
    void apply(String text) {
        try {
            Path file = Files.writeString(Files.createTempFile(folder, "objects", ".yaml"), text);
            cluster.kubectl("apply", "-f", file.toString()).orThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A namespace with an enforced policy for {@code app=db} that the service has seen.
     *
     * @param spec what follows the selector, for example {@code roles: [..]}, at column 0
     */
    String namespace(String spec) {
        String namespace = cluster.namespace();
        putPolicy(namespace, spec);
        return namespace;
    }

    /**
     * Puts the policy for {@code app=db} into a namespace; returns when the service has seen it.
     */
    void putPolicy(String namespace, String spec) {
        apply(
                """
                apiVersion: holdfast.dev/v1alpha1
                kind: DataPlacementPolicy
                metadata: {name: db, namespace: %s}
                spec:
                  enforcement: Enforce
                  selector: {matchLabels: {app: db}}
                """
                                .formatted(namespace)
                        + spec.indent(2));
        awaitView("policy seen", view -> view.policy(namespace, "db") != null);
    }

    /** Members that are asked about, scheduled by our own scheduler. */
    static StatefulSetSpec members(String namespace, int count) {
        return StatefulSetSpec.of(namespace, "db", count).marked().scheduledBy(SCHEDULER);
    }

    /**
     * A StatefulSet that grows by one once the service has seen the member before bound. On a busy
     * machine the next member may be asked about sooner than the watch tells of the last binding;
     * nothing but a check at the binding itself can close that gap.
     */
    StatefulSet grown(StatefulSetSpec first, String namespace, int replicas) {
        StatefulSet set = cluster.createStatefulSet(first);
        for (int count = 1; count < replicas; count++) {
            awaitSeen(namespace, "db-" + (count - 1));
            set = scaled(set, count + 1);
        }
        return set;
    }

    /** The set with another number of replicas. */
    StatefulSet scaled(StatefulSet set, int replicas) {
        return cluster.client().resource(set).scale(replicas);
    }

    /** Waits until the service knows where the pod runs; tells why it does not if it does not. */
    void awaitSeen(String namespace, String pod) {
        try {
            awaitSeen(namespace, pod, "bound", state -> state.node().isPresent());
        } catch (ControlPlaneException e) {
            throw new AssertionError(messages(namespace, pod), e);
        }
    }

    /** Waits until the service knows this of the pod. */
    void awaitSeen(String namespace, String name, String what, Predicate<PodState> condition) {
        awaitView(
                name + " seen " + what,
                view -> {
                    @Nullable PodState pod = view.pod(namespace, name);
                    return pod != null && condition.test(pod);
                });
    }

    /** Waits until the service sees the cluster so. */
    void awaitView(String what, Predicate<ClusterView> condition) {
        cluster.await(
                () ->
                        running.service().state() instanceof ViewState.Ready(ClusterView view)
                                && condition.test(view),
                LIMIT,
                what);
    }

    /** How many members each zone holds, once all are placed. */
    Map<String, Long> membersByZone(StatefulSet set) {
        return cluster.awaitPlacement(set, LIMIT).values().stream()
                .collect(Collectors.groupingBy(this::zone, Collectors.counting()));
    }

    /** The zone of a node. */
    String zone(String node) {
        return requireNonNull(
                cluster.client()
                        .nodes()
                        .withName(node)
                        .get()
                        .getMetadata()
                        .getLabels()
                        .get(NodeSpec.ZONE));
    }

    /** Waits until an event of the pod says this; tells what there was if it does not. */
    void awaitMessage(String namespace, String pod, String text) throws IOException {
        try {
            cluster.await(() -> messages(namespace, pod).contains(text), LIMIT, text);
        } catch (ControlPlaneException e) {
            throw new AssertionError(
                    "no event of %s with \"%s\":\n%s\n%s\n%s"
                            .formatted(
                                    pod,
                                    text,
                                    messages(namespace, pod),
                                    cluster.kubectl("get", "pods", "-n", namespace, "-o", "wide")
                                            .output(),
                                    running.get("/metrics").body()),
                    e);
        }
    }

    /** What the events of a pod say, a line each. */
    String messages(String namespace, String pod) {
        return cluster.events(namespace, pod).stream()
                .map(Event::getMessage)
                .collect(Collectors.joining("\n"));
    }

    /**
     * Asks a service on a dump of this very cluster, which must not move meanwhile, what
     * kube-scheduler asked, and {@code why}: both say what the live service said.
     *
     * @param scenario name of the golden files, when they are to be written
     */
    void liveAndDryRunAgree(String scenario, Recorder.Conversation said) throws IOException {
        Path dump = Files.writeString(folder.resolve(scenario + ".json"), dump());
        try (Running dry = Running.onDump(dump)) {
            assertThat(Verdicts.of(dry.post("/extender/" + said.verb(), said.request()).body()))
                    .isEqualTo(Verdicts.of(said.answer()));
        } catch (CommandFailed e) {
            throw new AssertionError(e);
        }
        if (said.verb().equals("filter")) {
            Verdicts.sameInWhy(dump, said.pod(), said.answer());
        }
        Recording.keep(scenario, Files.readString(dump), List.of(said));
    }

    /** What {@code kubectl get} prints of all that rules read, as JSON. */
    String dump() {
        String kinds =
                "nodes,pods,pvc,pv,sts,dpp"
                        + (cluster.client().hasApiGroup("longhorn.io", true) ? STORAGE : "");
        return cluster.kubectl("get", kinds, "-A", "-o", "json").orThrow().output();
    }

    /** Looks again and again for so long whether something holds that is not to change. */
    static void staysSo(BooleanSupplier condition, Duration time, String description) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            assertThat(condition.getAsBoolean()).as(description).isTrue();
            LockSupport.parkNanos(50_000_000);
        }
    }

    @Override
    public void close() {
        running.close();
    }
}
