package dev.holdfast.benchmarks;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that is measured from outside: {@code serve} on a dump, or an {@link Echo}. */
final class ServiceProcess implements AutoCloseable {
    private static final long LONGEST_START = TimeUnit.MINUTES.toNanos(2);
    private static final long LOOK_AGAIN_MILLIS = 5;

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(1))
                    .build();
    private final Process process;
    private final long begun;
    private final int port;
    private final int probes;
    private final Path log;

    private ServiceProcess(
            List<String> command, Map<String, String> environment, int port, int probes, Path log)
            throws IOException {
        this.port = port;
        this.probes = probes;
        this.log = log;
        this.begun = System.nanoTime();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        this.process = builder.start();
    }

    /**
     * Starts {@code serve}.
     *
     * @param launcher what is called with {@code serve}: {@code ./holdfast}, or an image's
     * @param more further arguments
     */
    static ServiceProcess serve(String launcher, Path log, List<String> more) throws IOException {
        return serve(launcher, log, more, Map.of());
    }

    /** Starts {@code serve} with these variables besides our own. */
    static ServiceProcess serve(
            String launcher, Path log, List<String> more, Map<String, String> environment)
            throws IOException {
        int port = freePort();
        int probes = freePort();
        List<String> command = new ArrayList<>(List.of(launcher, "serve"));
        command.addAll(more);
        command.addAll(List.of("--extender-port=" + port, "--probes-port=" + probes));
        return new ServiceProcess(command, environment, port, probes, log);
    }

    /** Starts an echo in a JVM as the service's, with what follows its port. */
    static ServiceProcess echo(Path log, List<String> more) throws IOException {
        int port = freePort();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "@scripts/serve.jvm",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Echo.class.getName(),
                                Integer.toString(port)));
        command.addAll(more);
        return new ServiceProcess(command, Map.of(), port, 0, log);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The port for calls. */
    int port() {
        return port;
    }

    /** Waits until it is ready; how long that took from the start of the process. */
    Duration ready() throws IOException, InterruptedException {
        while (!isReady()) {
            long waited = System.nanoTime() - begun;
            if (!process.isAlive() || waited > LONGEST_START) {
                throw new IOException("not ready:\n" + Files.readString(log));
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Waits until it takes connections for calls. */
    void listening() throws IOException, InterruptedException {
        while (true) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (ConnectException e) {
                if (!process.isAlive() || System.nanoTime() - begun > LONGEST_START) {
                    throw new IOException("not listening:\n" + Files.readString(log), e);
                }
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + probes + "/readyz"))
                            .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /** A figure of {@code /proc/PID/status} in KiB, for example {@code VmRSS}. */
    long kibibytes(String figure) throws IOException {
        return Files.readString(Path.of("/proc/" + process.pid() + "/status"))
                .lines()
                .filter(line -> line.startsWith(figure + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Has {@code VmHWM} count anew from what is resident now. */
    void forgetPeak() throws IOException {
        Files.writeString(Path.of("/proc/" + process.pid() + "/clear_refs"), "5");
    }

    /** Processor time that it took so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Ends it, gracefully if it does so within ten seconds. */
    @Override
    public void close() {
        client.close();
        process.destroy();
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
    }
}
