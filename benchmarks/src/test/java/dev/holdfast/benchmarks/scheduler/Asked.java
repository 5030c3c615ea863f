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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The extender of one arm, in a process of its own, and the scheduler's configuration for it. */
final class Asked implements AutoCloseable {
    private static final Path HOLDFAST = Path.of("..", "holdfast").toAbsolutePath().normalize();
    private static final long LIMIT_NANOS = Duration.ofSeconds(90).toNanos();

    private final List<Process> processes = new ArrayList<>();
    private final String configuration;

    private Asked(String configuration) {
        this.configuration = configuration;
    }

    /** Starts whom the arm asks; returns when it answers. */
    static Asked start(Arm.Asked who, Path kubeconfig, Path folder) throws IOException {
        int port = freePort();
        String printed = printed(port);
        return switch (who) {
            case NOBODY -> new Asked(printed.substring(0, printed.indexOf("\nextenders:") + 1));
            case ECHO -> {
                Asked asked = new Asked(printed);
                asked.run(
                        folder.resolve("echo.log"),
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.holdfast.benchmarks.Echo",
                        String.valueOf(port));
                asked.await("http://127.0.0.1:" + port + "/extender/filter");
                yield asked;
            }
            case HOLDFAST, NOMINATING -> {
                int probes = freePort();
                boolean nominating = who == Arm.Asked.NOMINATING;
                Path file =
                        Files.writeString(
                                folder.resolve("holdfast.yaml"),
                                """
                                extender: {listen: {host: 127.0.0.1, port: %d}}
                                probes: {host: 127.0.0.1, port: %d}
                                source: {kubeconfig: %s}
                                leader: {namespace: default, nominate: %b, nominationLimit: 10m}
                                """
                                        .formatted(port, probes, kubeconfig, nominating));
                Asked asked = new Asked(printed);
                asked.run(
                        folder.resolve("holdfast.log"),
                        HOLDFAST.toString(),
                        "serve",
                        "--config",
                        file.toString());
                asked.await("http://127.0.0.1:" + probes + "/readyz");
                yield asked;
            }
        };
    }

    /** The text for kube-scheduler. */
    String configuration() {
        return configuration;
    }

    /** Processor time so far of the extender, ns; 0 without one. */
    long processorNanos() {
        return processes.stream()
                .mapToLong(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .sum();
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

    private void run(Path log, String... command) throws IOException {
        processes.add(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start());
    }

    /** Polls until something answers below 500. */
    private void await(String url) {
        long end = System.nanoTime() + LIMIT_NANOS;
        var request =
                HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
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
        throw new IllegalStateException("no answer from " + url);
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
        for (Process process : processes) {
            process.destroy();
            try {
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
