package dev.holdfast.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service as a process of its own, with the options it is always started with, while bad
 * callers do all they can at once.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "memory is read from /proc")
final class LoadIT {
    private static final Path DEMO = Path.of("../manifests/examples/demo");

    /** Good calls before, so that what compiling them takes is not taken for the attack's. */
    private static final int WARM = 6000;

    private static final int SLOW = 2000;
    private static final int LARGE = 12;
    private static final long MOST_GROWTH = 64 << 20;
    private static final String POST =
            "POST /extender/filter HTTP/1.1\r\nHost: x\r\nContent-Length: ";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final int port;
    private final int probes;
    private final String good;
    private final Process service;
    private final Path log;

    LoadIT(@TempDir Path folder) throws IOException {
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket other = new ServerSocket(0)) {
            port = one.getLocalPort();
            probes = other.getLocalPort();
        }
        log = folder.resolve("service.log");
        good = Files.readString(DEMO.resolve("requests/postgres-pending.json"));
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "@../scripts/serve.jvm",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.holdfast.app.Main",
                                "serve",
                                "--state=" + DEMO.resolve("cluster"),
                                "--extender-port=" + port,
                                "--probes-port=" + probes)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        // As the launchers do: without it the C library keeps memory for each thread.
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        service = builder.start();
    }

    @BeforeEach
    void ready() throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!isReady()) {
            assertThat(System.nanoTime()).as(Files.readString(log)).isLessThan(end);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private boolean isReady() {
        try {
            return get("/readyz").statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        callers.shutdownNow();
        client.close();
        service.destroyForcibly();
        assertThat(service.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private HttpResponse<String> get(String path) throws IOException {
        return send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + probes + path)).build());
    }

    private HttpResponse<String> post(String body) throws IOException {
        return send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/extender/filter"))
                        .timeout(Duration.ofSeconds(20))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private long residentBytes() throws IOException {
        return Files.readString(Path.of("/proc/" + service.pid() + "/status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .sum();
    }

    /** A connection on which this was said. */
    private Socket say(String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /** The status line and the text of what comes until the other side closes. */
    private static String heard(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** A body that never ends, of which one byte comes now and then. */
    private String slowly() throws IOException {
        try (Socket socket = say(POST + "100000\r\n\r\n{\"Pod\":")) {
            for (int i = 0; i < 3; i++) {
                LockSupport.parkNanos(500_000_000);
                socket.getOutputStream().write(' ');
            }
            return heard(socket);
        }
    }

    private String large() throws IOException {
        try (Socket socket = say(POST + "4000000\r\n\r\n" + " ".repeat(3_900_000))) {
            return heard(socket);
        }
    }

    /** One gigabyte in chunks; gives up when the other side does. */
    private String gigabyte() throws IOException {
        byte[] chunk =
                ("10000\r\n" + " ".repeat(65536) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (Socket socket =
                say(
                        "POST /extender/filter HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")) {
            Future<String> answer = callers.submit(() -> heard(socket));
            try {
                for (int i = 0; i < (1 << 30) / 65536; i++) {
                    socket.getOutputStream().write(chunk);
                }
                throw new AssertionError("a gigabyte was taken");
            } catch (IOException expected) {
                return of(answer);
            }
        }
    }

    private static String of(Future<String> answer) {
        try {
            return answer.get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            return "no answer: " + e;
        }
    }

    private static String keys(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"" + Integer.toString(i, 36) + "\":1")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private List<Future<String>> start(int count, Callable<String> caller) {
        return IntStream.range(0, count).mapToObj(_ -> callers.submit(caller)).toList();
    }

    @Test
    void goodCallsAreAnsweredAndMemoryIsBoundedWhileBadCallersDoWhatTheyCan() throws IOException {
        String expected = post(good).body();
        for (int i = 0; i < WARM; i++) {
            assertThat(post(good).body()).isEqualTo(expected);
        }
        long before = residentBytes();

        List<Future<String>> slow = start(SLOW, this::slowly);
        List<Future<String>> large = start(LARGE, this::large);
        List<Future<String>> endless = start(2, this::gigabyte);
        Future<String> deep = callers.submit(() -> post("{\"x\":" + "[".repeat(1_000_000)).body());
        Future<String> wide = callers.submit(() -> post(keys(1_000_000)).body());
        Future<String> inPod =
                callers.submit(() ->
                        post("{\"Pod\":{\"metadata\":{\"labels\":" + keys(300_000) + "}}}").body());
        long most = before;
        int calls = 0;
        List<Future<String>> bad = new ArrayList<>(slow);
        bad.addAll(large);
        while (calls < 500 || bad.stream().anyMatch(call -> !call.isDone())) {
            HttpResponse<String> answer = post(good);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(expected);
            calls++;
            most = Math.max(most, residentBytes());
        }

        assertThat(slow).extracting(LoadIT::of).allMatch(text -> text.contains(" 408 "));
        assertThat(large)
                .extracting(LoadIT::of)
                .allMatch(text -> text.contains(" 408 ") || text.contains(" 503 "))
                .anyMatch(text -> text.contains("and this is the longest"));
        assertThat(endless).extracting(LoadIT::of).allMatch(LoadIT::isCutOff);
        assertThat(of(deep)).satisfiesAnyOf(LoadIT::isLate, LoadIT::isTooDeep);
        assertThat(of(wide)).contains("HF2004: ");
        assertThat(of(inPod)).satisfiesAnyOf(LoadIT::isLate, LoadIT::isWrong);
        assertThat(most - before).as("growth in bytes, from " + before).isLessThan(MOST_GROWTH);
        assertThat(Files.readString(log)).containsOnlyOnce("asks in a way that cannot work");
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    /**
     * Too long, or the longest when room was needed; the answer is lost where the connection breaks
     * while the other side still writes.
     */
    private static boolean isCutOff(String answer) {
        return answer.contains("HF2004: ")
                || answer.contains("and this is the longest")
                || (answer.startsWith("no answer: ") && !answer.contains("a gigabyte was taken"));
    }

    /** A body of megabytes may come too late among so many others, or have to make room. */
    private static void isLate(String answer) {
        assertThat(answer)
                .containsAnyOf(
                        "holdfast: the request waited longer than ", "and this is the longest");
    }

    private static void isWrong(String answer) {
        assertThat(answer).startsWith("holdfast: filter: ");
    }

    private static void isTooDeep(String answer) {
        assertThat(answer).startsWith("holdfast: filter: ").contains("depth");
    }
}
