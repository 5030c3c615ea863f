package dev.holdfast.controlplane;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A kind cluster behind the same verbs: nodes are containers, taken from a fixed number of workers;
 * power cuts are {@code docker pause}; components stop by moving their static pod's manifest away;
 * schedulers with a configuration of their own run on this machine, where they reach a test's
 * extender.
 *
 * <p>This has never been run: the machine it was written on has no Docker. Treat its first failure
 * as its own fault. Allocatable resources and flags of {@link ControlPlane} are not supported.
 */
final class KindRunner implements ClusterRunner {
    /** System property with the number of workers, 9 unless told. */
    static final String WORKERS = "holdfast.kind.workers";

    private static final Duration CREATE_LIMIT = Duration.ofMinutes(10);
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String MANIFESTS = "/etc/kubernetes/manifests/";
    private static final String CLAIMED = "holdfast.dev/claimed";

    private final String name = "holdfast-" + ProcessHandle.current().pid() + "-" + Ports.free();
    private final String controlPlane = name + "-control-plane";
    private final Path logs;
    private final Workspace workspace;
    private final Path kubeconfig;
    private final Probe probe;
    private final Watchdog watchdog;
    private final Schedulers schedulers;
    private final KubernetesClient client;
    private final AtomicBoolean closed = new AtomicBoolean();

    private KindRunner(Settings settings) {
        logs = Workspace.emptyLogs(settings.logs());
        Path directory = Workspace.newDirectory();
        // A start that fails half-way and a killed JVM leave the cluster to the watchdog.
        watchdog = Watchdog.over(directory, "kind", "delete", "cluster", "--name", name);
        run(
                CREATE_LIMIT,
                "kind",
                "create",
                "cluster",
                "--name",
                name,
                "--wait=5m",
                "--config",
                configuration(directory));
        kubeconfig = directory.resolve("admin.kubeconfig");
        Credential.writeText(kubeconfig, run("kind", "get", "kubeconfig", "--name", name));
        Config config = Config.fromKubeconfig(kubeconfig.toFile());
        client = new KubernetesClientBuilder().withConfig(config).build();
        Credential authority =
                Credential.parse(
                        inControlPlane(
                                "cat", "/etc/kubernetes/pki/ca.crt", "/etc/kubernetes/pki/ca.key"));
        workspace = new Workspace(directory, config.getMasterUrl(), Certificates.of(authority));
        workspace.certificates().serving("holdfast-test-server").write(directory, "serving");
        probe =
                new Probe(
                        authority.certificate(),
                        workspace
                                .certificates()
                                .client("holdfast-admin", List.of("system:masters")));
        Path binaries =
                switch (Binaries.search()) {
                    case Binaries.Search.Found(Binaries found) -> found.directory();
                    case Binaries.Search.Missing _ -> Path.of("/usr/local/bin");
                };
        schedulers = new Schedulers(new Binaries(binaries), workspace, logs, watchdog, probe);
    }

    static KindRunner start(Settings settings) {
        var runner = new KindRunner(settings);
        if (settings.scheduler() == Scheduler.MANUAL) {
            runner.stopProgram(SchedulerOptions.DEFAULT_NAME);
        }
        return runner;
    }

    private static String configuration(Path directory) {
        var text =
                new StringBuilder(
                        "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n- role: control-plane\n");
        text.repeat("- role: worker\n", Integer.getInteger(WORKERS, 9));
        Path file = directory.resolve("kind.yaml");
        Credential.writeText(file, text.toString());
        return file.toString();
    }

    private static String run(String... command) {
        return run(LIMIT, command);
    }

    private static String run(Duration limit, String... command) {
        return Commands.run(limit, Map.of(), List.of(command)).orThrow().output();
    }

    private String inControlPlane(String... command) {
        var all = new ArrayList<>(List.of("docker", "exec", controlPlane));
        all.addAll(Arrays.asList(command));
        return run(all.toArray(String[]::new));
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public Path kubeconfigFor(String user, List<String> groups) {
        return workspace.kubeconfigFor(user, groups);
    }

    @Override
    public String kubectl() {
        return "kubectl";
    }

    @Override
    public String hostAddress() {
        return run(
                        "docker",
                        "network",
                        "inspect",
                        "kind",
                        "-f",
                        "{{(index .IPAM.Config 0).Gateway}}")
                .strip();
    }

    @Override
    public String podImage() {
        // The one image that every kind node carries.
        return inControlPlane("sh", "-c", "crictl images | awk '/pause/ {print $1 \":\" $2; exit}'")
                .strip();
    }

    @Override
    public void startScheduler(SchedulerOptions options) {
        schedulers.start(options);
    }

    @Override
    public void stopScheduler(String scheduler) {
        if (schedulers.has(scheduler)) {
            schedulers.stop(scheduler);
        } else {
            stopProgram(scheduler);
        }
    }

    @Override
    public String schedulerMetrics(String scheduler) {
        if (schedulers.has(scheduler)) {
            return schedulers.metrics(scheduler);
        }
        throw new UnsupportedOperationException(
                "kind's own scheduler listens inside its node; start one with startScheduler to read its metrics");
    }

    @Override
    public void stop(Component component) {
        stopProgram(component.program());
    }

    private void stopProgram(String program) {
        inControlPlane("mv", MANIFESTS + program + ".yaml", "/etc/kubernetes/");
        Await.until(
                () -> inControlPlane("crictl", "ps", "-q", "--name", program).isBlank(),
                LIMIT,
                () -> program + " gone");
    }

    @Override
    public void start(Component component) {
        inControlPlane("mv", "/etc/kubernetes/" + component.program() + ".yaml", MANIFESTS);
        Await.until(
                () ->
                        Commands.run(
                                                LIMIT,
                                                Map.of(),
                                                List.of(
                                                        "kubectl",
                                                        "--kubeconfig=" + kubeconfig,
                                                        "get",
                                                        "--raw=/readyz"))
                                        .exitCode()
                                == 0,
                LIMIT,
                () -> "the API server ready with " + component.program());
    }

    @Override
    public List<String> provideNodes(NodeSpec spec) {
        List<String> free =
                client
                        .nodes()
                        .withoutLabel(CLAIMED)
                        .withoutLabel("node-role.kubernetes.io/control-plane")
                        .list()
                        .getItems()
                        .stream()
                        .map(node -> node.getMetadata().getName())
                        .limit(spec.count())
                        .toList();
        if (free.size() < spec.count()) {
            throw new ControlPlaneException("kind has too few workers left; raise -D" + WORKERS);
        }
        free.forEach(node -> client.nodes().withName(node).edit(found -> claimed(found, spec)));
        return free;
    }

    private static Node claimed(Node node, NodeSpec spec) {
        return node.edit()
                .editMetadata()
                .addToLabels(CLAIMED, "true")
                .addToLabels(spec.allLabels())
                .endMetadata()
                .build();
    }

    @Override
    public void failNode(String node) {
        run("docker", "pause", node);
    }

    @Override
    public void healNode(String node) {
        run("docker", "unpause", node);
    }

    @Override
    public void failZone(String zone) {
        zone(zone).forEach(this::failNode);
    }

    @Override
    public void healZone(String zone) {
        zone(zone).forEach(this::healNode);
    }

    private List<String> zone(String zone) {
        return client.nodes().withLabel(NodeSpec.ZONE, zone).list().getItems().stream()
                .map(node -> node.getMetadata().getName())
                .toList();
    }

    @Override
    public String logs(String component) {
        return schedulers.all().stream()
                .filter(each -> each.name().equals(component))
                .map(ComponentProcess::logText)
                .findFirst()
                .orElseGet(() ->
                        run(
                                "kubectl",
                                "--kubeconfig=" + kubeconfig,
                                "logs",
                                "-n",
                                "kube-system",
                                component + "-" + controlPlane));
    }

    @Override
    public String tails() {
        var _ =
                Commands.run(
                        LIMIT,
                        Map.of(),
                        List.of("kind", "export", "logs", "--name", name, logs.toString()));
        return "logs in " + logs;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            client.close();
            schedulers.all().forEach(each -> each.stop(Duration.ofSeconds(1)));
            probe.close();
            watchdog.close();
        }
    }
}
