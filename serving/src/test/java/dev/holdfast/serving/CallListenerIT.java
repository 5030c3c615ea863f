package dev.holdfast.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CallListenerIT {
    private static final ListenAt ANY_PORT = new ListenAt("127.0.0.1", 0, Optional.empty());
    private static final Limits LIMITS =
            new Limits(
                    1000,
                    1,
                    50,
                    Duration.ofMillis(400),
                    Duration.ofMillis(400),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(1600));

    /** More than two sockets' buffers hold (Linux: 6 and 4 MB at most). */
    private static final long MOST_IN_SOCKETS = 32_000_000;

    private final Shell shell = new Shell();
    private int port;

    @BeforeEach
    void open() throws Shell.OpenFailed {
        port =
                shell.openCalls(
                        ANY_PORT,
                        LIMITS,
                        "extender",
                        List.of(
                                new Endpoint("extender", "echo", "/echo", CallListenerIT::echo),
                                new Endpoint("extender", "bug", "/bug", CallListenerIT::fail)));
    }

    @AfterEach
    void close() {
        shell.close();
    }

    private static Reply echo(byte[] body) {
        return Reply.json(body, "ok");
    }

    private static Reply fail(byte[] body) {
        throw new IllegalStateException("made up by a test, " + body.length);
    }

    @Test
    void answersWithContentLengthAndWithoutChunksOnOneConnection() throws IOException {
        try (Wire wire = new Wire(port)) {
            for (int i = 0; i < 3; i++) {
                String answer = wire.say(Wire.post("/echo", "{\"a\":" + i + "}")).answer();
                assertThat(answer)
                        .startsWith("HTTP/1.1 200")
                        .contains("content-length: 7", "content-type: application/json")
                        .doesNotContainIgnoringCase("transfer-encoding")
                        .endsWith("{\"a\":" + i + "}");
            }
        }
        assertMetric("holdfast_extender_requests_total{outcome=\"ok\",verb=\"echo\"} 3.0");
        assertMetric(
                "holdfast_extender_request_duration_seconds_bucket{verb=\"echo\",le=\"0.001\"}");
    }

    @Test
    void anUpgradeToHttp2InClearTextIsNotTaken() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            HttpResponse<String> answer = client.send(echoed("hello"), text());

            assertThat(answer.body()).isEqualTo("hello");
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        }
    }

    private HttpRequest echoed(String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/echo"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static HttpResponse.BodyHandler<String> text() {
        return HttpResponse.BodyHandlers.ofString();
    }

    @Test
    void refusesAnAnnouncedLengthAboveTheLimitBeforeTheBodyComes() throws IOException {
        try (Wire wire = new Wire(port)) {
            String answer =
                    wire.say("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n")
                            .answer();
            assertThat(answer)
                    .startsWith("HTTP/1.1 413")
                    .contains("longer than 1000 bytes", "nodeCacheCapable: true");
            assertThat(wire.closes()).isTrue();
        }
        assertProblem("echo", "too_large");
    }

    @Test
    void refusesAChunkedBodyAsSoonAsItIsTooLong() throws IOException {
        try (Wire wire = new Wire(port)) {
            wire.say("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "258\r\n" + "x".repeat(600) + "\r\n";
            wire.say(chunk).say(chunk);
            assertThat(wire.answer()).startsWith("HTTP/1.1 413");
        }
        assertProblem("echo", "too_large");
    }

    @Test
    void endlessBodiesAreCutOffAndAfterTheAnswerNobodyReadsThem() throws IOException {
        byte[] chunk = ("10000\r\n" + "x".repeat(65536) + "\r\n").getBytes(StandardCharsets.UTF_8);
        long sent = 0;
        try (Wire wire = new Wire(port)) {
            wire.say("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (sent < MOST_IN_SOCKETS) {
                wire.say(chunk);
                sent += 65536;
            }
        } catch (SocketException expected) {
            assertThat(sent).isGreaterThan(1000);
        }
        assertThat(sent).isLessThan(MOST_IN_SOCKETS);
        assertStillServes();
    }

    @Test
    void refusesABodyThatDoesNotArrive() throws IOException {
        try (Wire wire = new Wire(port)) {
            wire.say("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
            assertThat(wire.answer()).startsWith("HTTP/1.1 408").contains("400 ms");
            assertThat(wire.closes()).isTrue();
        }
        assertProblem("echo", "too_slow");
    }

    @Test
    void closesAConnectionThatNeverAsks() throws IOException {
        try (Wire silent = new Wire(port);
                Wire halfHead = new Wire(port)) {
            halfHead.say("POST /echo HTTP/1.1\r\nHost:");
            assertThat(silent.closes()).isTrue();
            assertThat(halfHead.closes()).isTrue();
        }
        assertStillServes();
    }

    @Test
    void shedsRequestsBeyondTheCap() throws IOException {
        try (Wire slow = new Wire(port)) {
            slow.say("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
            awaitShedding(port, 1);
        }
        assertMetric("holdfast_extender_requests_total{outcome=\"shed\",verb=\"echo\"} 1.0");
    }

    @Test
    void whoWaitedPastTheDeadlineIsToldSoAsSoonAsTheLoopIsFree() throws Exception {
        Limits hasty =
                new Limits(
                        1000,
                        2,
                        50,
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(2));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Endpoint echo = new Endpoint("extender", "echo", "/echo", CallListenerIT::echo);
        Endpoint slow =
                new Endpoint(
                        "extender",
                        "slow",
                        "/slow",
                        body -> {
                            begun.countDown();
                            awaitEnd(end);
                            return echo(body);
                        });
        String head = " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na";
        try (Shell other = new Shell()) {
            int there = other.openCalls(ANY_PORT, hasty, "extender", List.of(echo, slow));
            try (Wire waiting = new Wire(there).say("POST /echo" + head);
                    Wire blocking = new Wire(there).say("POST /slow" + head)) {
                awaitShedding(there, 2);
                long late = System.nanoTime() + hasty.deadline().toNanos();
                blocking.say("b");
                assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
                waiting.say("b");
                while (System.nanoTime() <= late) {
                    LockSupport.parkNanos(late - System.nanoTime());
                }
                end.countDown();

                long free = System.nanoTime();
                assertThat(waiting.answer())
                        .startsWith("HTTP/1.1 503")
                        .contains("waited longer than 2000 ms");
                assertThat(Duration.ofNanos(System.nanoTime() - free))
                        .isLessThan(Duration.ofSeconds(2));
                assertThat(blocking.answer()).startsWith("HTTP/1.1 200");
                assertThat(waiting.say(Wire.post("/echo", "x")).answer())
                        .startsWith("HTTP/1.1 200");
            }
            assertThat(other.registry().scrape())
                    .contains(
                            "holdfast_extender_requests_total{outcome=\"deadline\",verb=\"echo\"} 1.0");
        }
    }

    private static void awaitEnd(CountDownLatch end) {
        try {
            assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void saysWhichPathsThereAreAndThatOnlyPostIsTaken() throws IOException {
        try (Wire wire = new Wire(port)) {
            assertThat(wire.say(Wire.post("/nothing", "x")).answer())
                    .startsWith("HTTP/1.1 404")
                    .contains("/bug, /echo");
        }
        try (Wire wire = new Wire(port)) {
            assertThat(wire.say("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n").answer())
                    .startsWith("HTTP/1.1 405")
                    .contains("allow: POST");
        }
        assertProblem("none", "not_found");
        assertProblem("echo", "not_post");
    }

    @Test
    void aFailingEndpointIs500AndTheNextRequestIsServed() throws IOException {
        try (Wire wire = new Wire(port)) {
            assertThat(wire.say(Wire.post("/bug", "x")).answer())
                    .startsWith("HTTP/1.1 500")
                    .contains("this is a bug");
            assertThat(wire.say(Wire.post("/echo", "x")).answer()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void whatIsNoHttpIsRefusedAndTheProcessUnharmed() throws IOException {
        try (Wire wire = new Wire(port)) {
            wire.say("\u0016\u0003\u0001 this is not HTTP\r\n\r\n");
            assertThat(wire.answer()).contains(" 400 ");
        }
        assertProblem("none", "not_http");
        assertStillServes();
    }

    @Test
    void drainFinishesTheRequestThatHasBegunAndTakesNoMore() throws Exception {
        Limits patient =
                new Limits(
                        1000,
                        1,
                        50,
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20));
        Endpoint echo = new Endpoint("extender", "echo", "/echo", CallListenerIT::echo);
        try (Shell draining = new Shell()) {
            int there = draining.openCalls(ANY_PORT, patient, "extender", List.of(echo));
            try (Wire wire = new Wire(there)) {
                wire.say("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab");
                awaitShedding(there, 1);
                CountDownLatch drained = new CountDownLatch(1);
                Thread.ofPlatform()
                        .start(() -> {
                            draining.drain(Duration.ZERO, Duration.ofSeconds(20));
                            drained.countDown();
                        });
                awaitNoListener(there);
                assertThat(wire.say("cd").answer()).startsWith("HTTP/1.1 200").endsWith("abcd");
                assertThat(drained.await(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    /** As many requests as may be open have reached the server once another one is shed. */
    private static void awaitShedding(int port, int open) throws IOException {
        String answer = "";
        for (int i = 0; i < 500 && !answer.startsWith("HTTP/1.1 503"); i++) {
            try (Wire other = new Wire(port)) {
                answer = other.say(Wire.post("/echo", "x")).answer();
            }
        }
        assertThat(answer).startsWith("HTTP/1.1 503").contains("more than " + open + " requests");
    }

    private static void awaitNoListener(int port) {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (System.nanoTime() < end) {
            try {
                new Wire(port).close();
            } catch (IOException _) {
                return;
            }
        }
        throw new AssertionError("still listening");
    }

    private void assertStillServes() throws IOException {
        try (Wire wire = new Wire(port)) {
            assertThat(wire.say(Wire.post("/echo", "x")).answer()).startsWith("HTTP/1.1 200");
        }
    }

    private void assertMetric(String line) {
        assertThat(shell.registry().scrape()).contains(line);
    }

    private void assertProblem(String verb, String kind) {
        assertMetric(
                "holdfast_bad_requests_total{kind=\""
                        + kind
                        + "\",service=\"extender\",verb=\""
                        + verb
                        + "\"} 1.0");
    }
}
