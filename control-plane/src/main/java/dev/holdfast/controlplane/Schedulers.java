package dev.holdfast.controlplane;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The kube-scheduler processes of one control plane, by name. They run on this machine, so loopback
 * extenders are reached.
 */
final class Schedulers {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Binaries binaries;
    private final Workspace workspace;
    private final Path logs;
    private final Watchdog watchdog;
    private final Probe probe;
    private final Map<String, ComponentProcess> running = new LinkedHashMap<>();

    /** Expects serving.crt and serving.key in the workspace. */
    Schedulers(Binaries binaries, Workspace workspace, Path logs, Watchdog watchdog, Probe probe) {
        this.binaries = binaries;
        this.workspace = workspace;
        this.logs = logs;
        this.watchdog = watchdog;
        this.probe = probe;
    }

    /** Starts one and returns when it serves and its informers have synced. */
    synchronized void start(SchedulerOptions options) {
        if (running.containsKey(options.name())) {
            throw new ControlPlaneException("scheduler " + options.name() + " runs already");
        }
        int port = Ports.free();
        var process =
                new ComponentProcess(
                        options.name(),
                        command(options, port),
                        URI.create("https://127.0.0.1:" + port + "/readyz"),
                        logs,
                        watchdog);
        process.start();
        running.put(options.name(), process);
        process.awaitServing(probe);
    }

    private List<String> command(SchedulerOptions options, int port) {
        String kubeconfig = workspace.kubeconfigFor(options.user(), options.groups()).toString();
        Path configuration =
                workspace.write(
                        options.name() + ".yaml",
                        options.configuration().replace(SchedulerOptions.KUBECONFIG, kubeconfig));
        var command =
                new ArrayList<>(
                        List.of(
                                binaries.of("kube-scheduler"),
                                "--config=" + configuration,
                                "--authentication-kubeconfig=" + kubeconfig,
                                "--authorization-kubeconfig=" + kubeconfig,
                                "--bind-address=127.0.0.1",
                                "--secure-port=" + port,
                                "--tls-cert-file=" + workspace.file("serving.crt"),
                                "--tls-private-key-file=" + workspace.file("serving.key")));
        command.addAll(options.flags());
        return command;
    }

    synchronized void stop(String name) {
        get(name).stop(GRACE);
        running.remove(name);
    }

    synchronized boolean has(String name) {
        return running.containsKey(name);
    }

    synchronized String metrics(String name) {
        return probe.text(get(name).health().resolve("/metrics"));
    }

    synchronized Collection<ComponentProcess> all() {
        return List.copyOf(running.values());
    }

    private ComponentProcess get(String name) {
        ComponentProcess process = running.get(name);
        if (process == null) {
            throw new ControlPlaneException(
                    "no scheduler " + name + " runs; running: " + running.keySet());
        }
        return process;
    }
}
