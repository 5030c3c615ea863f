package dev.holdfast.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.CommandFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the service answers to requests that are wrong as HTTP, written byte by byte, and to bodies
 * of the verbs other than filter.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadHttpIT {
    private static final Path DEMO = Path.of("../manifests/examples/demo");
    private static final int OVER_THE_LIMIT = 4 * 1024 * 1024 + 1;
    private static final String POD = "\"Pod\":{\"metadata\":{\"name\":\"a\",\"namespace\":\"b\"}}";

    private final Running running;

    BadHttpIT() throws CommandFailed {
        running = Running.onDump(DEMO.resolve("cluster"));
    }

    @AfterAll
    void close() {
        running.close();
    }

    @AfterEach
    void aGoodRequestIsStillAnswered() throws IOException {
        String body = Files.readString(DEMO.resolve("requests/postgres-pending.json"));
        HttpResponse<String> answer = running.post("/extender/filter", body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"NodeNames\":[\"c");
    }

    private double bad(String kind, String verb) throws IOException {
        return running.metric(
                "holdfast_bad_requests_total{kind=\""
                        + kind
                        + "\",service=\"extender\",verb=\""
                        + verb
                        + "\"}");
    }

    /** Says this on a connection of its own, and reads until the other side closes. */
    private String exchange(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), running.service().extenderPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void aWrongRequestIsAnsweredWithStatusTextAndMetric(
            String name, String request, String kind, String verb, String status, String text)
            throws IOException {
        double before = bad(kind, verb);
        String answer = exchange(request);

        assertThat(answer.lines().findFirst().orElse("")).contains(" " + status + " ");
        assertThat(answer).startsWith("HTTP/1.").contains(text);
        assertThat(answer.toLowerCase(java.util.Locale.ROOT)).contains("content-length: ");
        assertThat(bad(kind, verb)).isEqualTo(before + 1);
    }

    static Stream<Arguments> requests() {
        String host = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
        String filter = "POST /extender/filter" + host;
        return Stream.of(
                Arguments.of(
                        "GET instead of POST",
                        "GET /extender/filter" + host + "\r\n",
                        "not_post",
                        "filter",
                        "405",
                        "allow: POST"),
                Arguments.of(
                        "an unknown path",
                        "POST /extender/filtr" + host + "Content-Length: 2\r\n\r\n{}",
                        "not_found",
                        "none",
                        "404",
                        "/extender/filter, /extender/preempt, /extender/prioritize"),
                Arguments.of(
                        "a length beyond the limit, of which nothing comes",
                        filter + "Content-Length: " + OVER_THE_LIMIT + "\r\n\r\n",
                        "too_large",
                        "filter",
                        "200",
                        "HF2004: "),
                Arguments.of(
                        "a length beyond the limit, of a verb whose answer has no field for an error",
                        "POST /extender/preempt"
                                + host
                                + "Content-Length: "
                                + OVER_THE_LIMIT
                                + "\r\n\r\n",
                        "too_large",
                        "preempt",
                        "413",
                        "longer than 4194304 bytes"),
                Arguments.of(
                        "a chunk beyond the limit",
                        filter
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + Integer.toHexString(OVER_THE_LIMIT)
                                + "\r\n"
                                + " ".repeat(OVER_THE_LIMIT)
                                + "\r\n0\r\n\r\n",
                        "too_large",
                        "filter",
                        "200",
                        "HF2004: "),
                Arguments.of("no HTTP version", "WHAT\r\n\r\n", "not_http", "none", "400", ""));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("bodies")
    void aWrongBodyOfAnyVerbIsAnsweredWithStatusTextAndMetric(
            String verb, String body, String kind, String text) throws IOException {
        double before = bad(kind, verb);
        HttpResponse<String> answer = running.post("/extender/" + verb, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .startsWith("holdfast: " + verb + ": ")
                .contains(text)
                .hasLineCount(1);
        assertThat(bad(kind, verb)).isEqualTo(before + 1);
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of(
                        "filter",
                        "{" + POD + ",\"NodeNames\":[\"a1\"]} more",
                        "trailing_data",
                        "the body"),
                Arguments.of(
                        "filter", "{" + POD + ",\"NodeNames\":[1]}", "wrong_type", "NodeNames"),
                Arguments.of(
                        "filter",
                        "{" + POD + "," + POD + ",\"NodeNames\":[]}",
                        "duplicate_key",
                        "Pod"),
                Arguments.of("prioritize", "hello", "not_json", "ExtenderArgs"),
                Arguments.of("prioritize", "{\"NodeNames\":[]}", "missing_field", "Pod"),
                Arguments.of("prioritize", "{" + POD + ",\"NodeNames\":[]}]", "trailing_data", ""),
                Arguments.of("preempt", "[]", "wrong_type", "ExtenderPreemptionArgs"),
                Arguments.of("preempt", "{}", "missing_field", "Pod"),
                Arguments.of(
                        "preempt",
                        "{" + POD + ",\"NodeNameToMetaVictims\":{\"a1\":{\"Pods\":[{}]}}}",
                        "missing_field",
                        "NodeNameToMetaVictims[a1].Pods[0].UID"),
                Arguments.of("preempt", "{" + POD + "} {}", "trailing_data", "the body"),
                Arguments.of("preempt", "{\"x\":" + "[".repeat(1000), "too_deep", "nesting depth"));
    }

    @Test
    void aCallerThatGoesAwayWithinItsBodyIsCounted() throws IOException {
        double before = bad("connection_lost", "filter");
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), running.service().extenderPort())) {
            socket.getOutputStream()
                    .write(
                            "POST /extender/filter HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"Pod\""
                                    .getBytes(StandardCharsets.UTF_8));
        }

        running.await("counted", () -> bad("connection_lost", "filter") == before + 1);
    }
}
