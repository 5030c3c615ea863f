package dev.holdfast.controlplane;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control plane as processes of this machine, on loopback ports. */
final class LocalRunner implements ClusterRunner {
    private static final Logger LOG = LoggerFactory.getLogger(LocalRunner.class);

    // kube-apiserver waits for its watchers on SIGTERM, so it is always killed in the end; nothing
    // is lost by that.
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int CREATORS = 16;
    private static final Duration LAST_GRACE = Duration.ofMillis(500);

    private final Path logs;
    private final Binaries binaries;
    private final Watchdog watchdog;
    private final Workspace workspace;
    private final Probe probe;
    private final Path kubeconfig;
    private final Map<Component, ComponentProcess> components = new EnumMap<>(Component.class);
    private final Schedulers schedulers;
    private final SimulatedMachines machines;
    private final AtomicInteger nodesMade = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread hook = new Thread(this::close, "holdfast-control-plane-end");
    private @Nullable KubernetesClient client;

    private LocalRunner(Binaries binaries, Settings settings) {
        this.binaries = binaries;
        this.logs = Workspace.emptyLogs(settings.logs());
        Path directory = Workspace.newDirectory();
        this.watchdog = Watchdog.over(directory);
        int apiServerPort = Ports.free();
        String server = "https://127.0.0.1:" + apiServerPort;
        this.workspace =
                new Workspace(directory, server, Certificates.create("holdfast-test-authority"));
        Credential admin =
                workspace.certificates().client("holdfast-admin", List.of("system:masters"));
        this.kubeconfig = workspace.kubeconfigOf("admin", admin);
        this.probe = new Probe(workspace.certificates().authority().certificate(), admin);
        this.schedulers = new Schedulers(binaries, workspace, logs, watchdog, probe);
        var lines = new LocalCommandLines(binaries, workspace, settings);
        this.machines =
                new SimulatedMachines(
                        workspace,
                        (name, arguments) -> kwok(lines, name, arguments),
                        probe,
                        Math.toIntExact(
                                Math.max(
                                        2, settings.nodeMonitorGracePeriod().toSeconds() * 3 / 4)));
        define(lines, apiServerPort);
    }

    private void define(LocalCommandLines lines, int apiServerPort) {
        int etcdPort = Ports.free();
        int controllersPort = Ports.free();
        define(
                Component.ETCD,
                lines.etcd(etcdPort, Ports.free()),
                "http://127.0.0.1:" + etcdPort + "/health");
        define(
                Component.API_SERVER,
                lines.apiServer(apiServerPort, etcdPort),
                "https://127.0.0.1:" + apiServerPort + "/readyz");
        define(
                Component.CONTROLLER_MANAGER,
                lines.controllerManager(controllersPort),
                "https://127.0.0.1:" + controllersPort + "/healthz");
    }

    private void define(Component component, List<String> command, String health) {
        components.put(component, process(component.program(), command, URI.create(health)));
    }

    private ComponentProcess kwok(LocalCommandLines lines, String name, List<String> arguments) {
        int port = Ports.free();
        return process(name, lines.kwok(port, arguments), SimulatedMachines.health(port));
    }

    private ComponentProcess process(String name, List<String> command, URI health) {
        return new ComponentProcess(name, command, health, logs, watchdog);
    }

    /** Starts all of it; on failure nothing is left running. */
    static LocalRunner start(Binaries binaries, Settings settings) {
        long began = System.nanoTime();
        var runner = new LocalRunner(binaries, settings);
        Runtime.getRuntime().addShutdownHook(runner.hook);
        try {
            runner.bringUp(settings);
            LOG.info(
                    "control plane up after {} ms, logs in {}",
                    millisSince(began),
                    settings.logs());
            return runner;
        } catch (RuntimeException e) {
            runner.close();
            throw e;
        }
    }

    private void bringUp(Settings settings) {
        component(Component.ETCD).start();
        workspace
                .certificates()
                .serving("holdfast-test-server")
                .write(workspace.directory(), "serving");
        Certificates.create("holdfast-test-front-proxy")
                .authority()
                .write(workspace.directory(), "front-proxy");
        workspace.write(
                "authority.crt",
                Credential.pem(workspace.certificates().authority().certificate()));
        KeyPair tokens = Certificates.rsaKeys();
        workspace.write("service-account.key", Credential.pem(tokens.getPrivate()));
        workspace.write("service-account.pub", Credential.pem(tokens.getPublic()));
        component(Component.ETCD).awaitServing(probe);
        start(Component.API_SERVER);
        component(Component.CONTROLLER_MANAGER).start();
        if (settings.scheduler() == Scheduler.DEFAULT) {
            schedulers.start(SchedulerOptions.standard());
        }
        component(Component.CONTROLLER_MANAGER).awaitServing(probe);
        client =
                new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                        .build();
    }

    private ComponentProcess component(Component component) {
        return Objects.requireNonNull(components.get(component));
    }

    @Override
    public KubernetesClient client() {
        if (client == null) {
            throw new ControlPlaneException("the control plane is not up");
        }
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
        return binaries.of("kubectl");
    }

    @Override
    public String hostAddress() {
        return "127.0.0.1";
    }

    @Override
    public String podImage() {
        return "simulated";
    }

    @Override
    public void startScheduler(SchedulerOptions options) {
        schedulers.start(options);
    }

    @Override
    public void stopScheduler(String name) {
        schedulers.stop(name);
    }

    @Override
    public String schedulerMetrics(String name) {
        return schedulers.metrics(name);
    }

    @Override
    public void stop(Component component) {
        component(component).stop(GRACE);
    }

    @Override
    public void start(Component component) {
        component(component).start();
        component(component).awaitServing(probe);
    }

    @Override
    public List<String> provideNodes(NodeSpec spec) {
        machines.powerOn(spec.zone());
        String prefix = spec.zone() == null ? "node-" : spec.zone() + "-";
        List<String> names =
                IntStream.range(0, spec.count())
                        .mapToObj(_ -> prefix + nodesMade.getAndIncrement())
                        .toList();
        // The calls wait for etcd rather than for a processor: more of them than processors.
        try (var workers = Executors.newFixedThreadPool(CREATORS, Thread.ofVirtual().factory())) {
            CompletableFuture.allOf(
                            names.stream()
                                    .map(name ->
                                            CompletableFuture.runAsync(
                                                    () -> create(spec.node(name)), workers))
                                    .toArray(CompletableFuture<?>[]::new))
                    .join();
        }
        return names;
    }

    private void create(Node node) {
        var _ = client().nodes().resource(node).create();
    }

    @Override
    public void failNode(String node) {
        SimulatedMachines.failNode(client(), node);
    }

    @Override
    public void healNode(String node) {
        SimulatedMachines.healNode(client(), node);
    }

    @Override
    public void failZone(String zone) {
        machines.failZone(zone);
    }

    @Override
    public void healZone(String zone) {
        machines.healZone(zone);
    }

    @Override
    public String logs(String component) {
        return process(component, List.of(), URI.create("")).logText();
    }

    @Override
    public String tails() {
        var text = new StringBuilder("logs in ").append(logs).append('\n');
        var all = new ArrayList<>(components.values());
        all.addAll(schedulers.all());
        all.addAll(machines.all());
        all.forEach(each -> text.append(each.tailWithName()));
        return text.toString();
    }

    /** In the order that lets each go quickly: clients of the API server, the API server, etcd. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        long began = System.nanoTime();
        forgetHook();
        // Closing the watchdog kills whatever the orderly way left.
        try (watchdog;
                probe) {
            if (client != null) {
                client.close();
            }
            var first = new ArrayList<>(machines.all());
            first.addAll(schedulers.all());
            first.add(component(Component.CONTROLLER_MANAGER));
            first.forEach(ComponentProcess::terminate);
            first.forEach(each -> each.stop(LAST_GRACE));
            component(Component.API_SERVER).stop(LAST_GRACE);
            component(Component.ETCD).stop(LAST_GRACE);
        }
        LOG.info("control plane gone after {} ms", millisSince(began));
    }

    private static long millisSince(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime).toMillis();
    }

    private void forgetHook() {
        if (Thread.currentThread() != hook) {
            try {
                var _ = Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException jvmIsEnding) {
                return;
            }
        }
    }
}
