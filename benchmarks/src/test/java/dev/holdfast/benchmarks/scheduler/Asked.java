package dev.holdfast.benchmarks.scheduler;

import dev.holdfast.controlplane.SchedulerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An extender in a process of its own, and the scheduler's configuration for it. It lives as long
 * as the run, as in an installation, and stands still while other arms are measured: a JVM that has
 * just started is busy with compiling itself.
 */
final class Asked implements AutoCloseable {
    private static final Path HOLDFAST = Path.of("..", "holdfast").toAbsolutePath().normalize();
    private static final long LIMIT_NANOS = Duration.ofSeconds(90).toNanos();

    private static final String READY = "/readyz";

    private final String configuration;
    private final Optional<Process> process;
    private final String health;

    /**
     * Waits until it answers.
     *
     * @param health an address that answers below 500 when it works
     */
    private Asked(String configuration, Optional<Process> process, String health) {
        this.configuration = configuration;
        this.process = process;
        this.health = health;
        process.ifPresent(_ -> await());
    }

    /** Starts whom the arm asks; returns when it answers. */
    static Asked start(Arm.Asked who, Path kubeconfig, Path folder) throws IOException {
        int port = freePort();
        String printed = printed(port);
        return switch (who) {
            case NOBODY ->
                    new Asked(
                            printed.substring(0, printed.indexOf("\nextenders:") + 1),
                            Optional.empty(),
                            "");
            case ECHO ->
                    new Asked(
                            printed,
                            Optional.of(
                                    run(
                                            folder.resolve("echo.log"),
                                            ProcessHandle.current().info().command().orElseThrow(),
                                            "-XX:+UseSerialGC",
                                            "-cp",
                                            System.getProperty("java.class.path"),
                                            "dev.holdfast.benchmarks.Echo",
                                            String.valueOf(port))),
                            "http://127.0.0.1:" + port + "/extender/filter");
            case HOLDFAST, NOMINATING -> {
                int probes = freePort();
                String name = who.name().toLowerCase(Locale.ROOT);
                Path file =
                        Files.writeString(
                                folder.resolve(name + ".yaml"),
                                """
                                extender: {listen: {host: 127.0.0.1, port: %d}}
                                probes: {host: 127.0.0.1, port: %d}
                                source: {kubeconfig: %s}
                                leader: {namespace: default, lease: %s, nominate: %b, nominationLimit: 10m}
                                """
                                        .formatted(
                                                port,
                                                probes,
                                                kubeconfig,
                                                name,
                                                who == Arm.Asked.NOMINATING));
                yield new Asked(
                        printed,
                        Optional.of(
                                run(
                                        folder.resolve(name + ".log"),
                                        HOLDFAST.toString(),
                                        "serve",
                                        "--config",
                                        file.toString())),
                        "http://127.0.0.1:" + probes + READY);
            }
        };
    }

    /** Stops it where it is. */
    void pause() {
        signal("STOP");
    }

    /** Lets it go on; returns when it answers. What it missed it learns while pods warm it up. */
    void resume() {
        signal("CONT");
        process.ifPresent(_ -> await());
    }

    private void signal(String name) {
        process.ifPresent(running -> {
            try {
                var _ =
                        new ProcessBuilder("kill", "-" + name, String.valueOf(running.pid()))
                                .inheritIO()
                                .start()
                                .waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The text for kube-scheduler. */
    String configuration() {
        return configuration;
    }

    /** Calls so far that Holdfast counted; 0 without it. */
    double calls() throws IOException {
        if (!health.endsWith(READY)) {
            return 0;
        }
        var page = HttpRequest.newBuilder(URI.create(health).resolve("/metrics")).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return new PrometheusPage(
                            client.send(page, HttpResponse.BodyHandlers.ofString()).body())
                    .sum("holdfast_extender_requests_total");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while calls were counted", e);
        }
    }

    /** Processor time so far of the extender, ns; 0 without one. */
    long processorNanos() {
        return process.flatMap(running -> running.info().totalCpuDuration())
                .map(Duration::toNanos)
                .orElse(0L);
    }

    private static String printed(int port) throws IOException {
        Process process =
                new ProcessBuilder(
                                HOLDFAST.toString(),
                                "scheduler-config",
                                "--url=http://127.0.0.1:" + port + "/extender",
                                "--scheduler-kubeconfig=" + SchedulerOptions.KUBECONFIG,
                                "--no-leader-elect")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Process run(Path log, String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Polls until it answers below 500. */
    private void await() {
        long end = System.nanoTime() + LIMIT_NANOS;
        var request =
                HttpRequest.newBuilder(URI.create(health)).timeout(Duration.ofSeconds(5)).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (System.nanoTime() < end) {
                try {
                    if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()
                            < 500) {
                        return;
                    }
                } catch (IOException e) {
                    Thread.onSpinWait(); // not listening yet
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
        throw new IllegalStateException("no answer from " + health);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        signal("CONT");
        process.ifPresent(running -> {
            running.destroy();
            try {
                if (!running.waitFor(30, TimeUnit.SECONDS)) {
                    running.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
