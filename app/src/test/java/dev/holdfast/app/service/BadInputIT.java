package dev.holdfast.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.CommandFailed;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the service answers to bad input, through its socket: status, text and metric. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputIT {
    private static final Path DEMO = Path.of("../manifests/examples/demo");
    private static final JsonMapper JSON = new JsonMapper();

    private Running running;

    BadInputIT() throws CommandFailed {
        running = Running.onDump(DEMO.resolve("cluster"));
    }

    @BeforeAll
    @AfterEach
    void aGoodRequestIsAnswered() throws IOException {
        String body = Files.readString(DEMO.resolve("requests/postgres-pending.json"));
        HttpResponse<String> answer = running.post("/extender/filter", body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).get("NodeNames")).isNotEmpty();
        assertThat(running.get("/livez").statusCode()).isEqualTo(200);
    }

    @AfterAll
    void close() {
        running.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badRequests")
    void isAnsweredWithStatusTextAndMetric(String name, String body, String kind, String text)
            throws IOException {
        String series =
                "holdfast_bad_requests_total{kind=\""
                        + kind
                        + "\",service=\"extender\",verb=\"filter\"}";
        double before = running.metric(series);
        HttpResponse<String> answer = running.post("/extender/filter", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("holdfast: filter: ").contains(text).hasLineCount(1);
        assertThat(running.metric(series)).isEqualTo(before + 1);
    }

    static Stream<Arguments> badRequests() {
        return Stream.of(
                Arguments.of("not JSON", "what?", "not_json", "'w' found"),
                Arguments.of("nothing", "", "not_json", "the body ends"),
                Arguments.of(
                        "wrong types", "{\"Pod\":{\"metadata\":[]}}", "wrong_type", "Pod.metadata"),
                Arguments.of(
                        "a pod without name",
                        "{\"Pod\":{\"metadata\":{\"namespace\":\"db\"}},\"NodeNames\":[\"a1\"]}",
                        "missing_field",
                        "Pod.metadata.name"),
                Arguments.of("deep", "{\"x\":" + "[".repeat(1_000_000), "too_deep", "depth"));
    }

    @Test
    void unknownNodeNamesAreRefusedWithTheirOwnCode() throws IOException {
        String series = "holdfast_extender_nodes_refused_total{code=\"HF1012\"}";
        double before = running.metric(series);
        JsonNode answer = filter("[\"no-such-node\"]");

        assertThat(answer.get("NodeNames")).isEmpty();
        assertThat(answer.at("/FailedAndUnresolvableNodes/no-such-node").stringValue())
                .startsWith("HF1012: ");
        assertThat(running.metric(series)).isEqualTo(before + 1);
    }

    @Test
    void anEmptyListIsAnsweredWithAnEmptyList() throws IOException {
        JsonNode answer = filter("[]");

        assertThat(answer.get("NodeNames").isArray()).isTrue();
        assertThat(answer.get("NodeNames")).isEmpty();
        assertThat(answer.get("Error").stringValue()).isEmpty();
    }

    private JsonNode filter(String names) throws IOException {
        String body = Files.readString(DEMO.resolve("requests/postgres-pending.json"));
        JsonNode pod = JSON.readTree(body).get("Pod");
        HttpResponse<String> answer =
                running.post(
                        "/extender/filter",
                        "{\"Pod\":" + pod + ",\"Nodes\":null,\"NodeNames\":" + names + "}");
        assertThat(answer.statusCode()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    void wholeNodesAreToldWhatToConfigure() throws IOException {
        String body =
                "{\"Pod\":{\"metadata\":{\"name\":\"a\",\"namespace\":\"db\"}},\"Nodes\":{\"items\":[]}}";
        HttpResponse<String> answer = running.post("/extender/filter", body);

        assertThat(JSON.readTree(answer.body()).get("Error").stringValue())
                .contains("nodeCacheCapable: true");
        assertThat(
                        running.metric(
                                "holdfast_extender_requests_total{outcome=\"misconfigured\",verb=\"filter\"}"))
                .isPositive();
    }

    @Test
    void aBodyOverTheLimitIsToldWhatToConfigureWhetherItsLengthIsAnnouncedOrNot()
            throws IOException {
        byte[] body = new byte[4 * 1024 * 1024 + 1];
        HttpRequest.BodyPublisher announced = HttpRequest.BodyPublishers.ofByteArray(body);
        HttpRequest.BodyPublisher chunked =
                HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofByteArray(body));
        String series =
                "holdfast_bad_requests_total{kind=\"too_large\",service=\"extender\",verb=\"filter\"}";

        for (HttpRequest.BodyPublisher publisher : List.of(announced, chunked)) {
            double before = running.metric(series);
            HttpResponse<String> answer = running.post("/extender/filter", publisher);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(JSON.readTree(answer.body()).get("Error").stringValue())
                    .startsWith("HF2004: ")
                    .contains("nodeCacheCapable: true");
            assertThat(running.metric(series)).isEqualTo(before + 1);
        }
    }

    @Test
    void aPolicyThatCannotHoldIsCountedAndStillPlacesWhatItCan(@TempDir Path folder)
            throws IOException, CommandFailed {
        String node =
                """
                apiVersion: v1
                kind: Node
                metadata: {name: %s, labels: {topology.kubernetes.io/zone: %s}}
                status: {conditions: [{type: Ready, status: "True"}]}
                ---
                """;
        Files.writeString(
                folder.resolve("state.yaml"),
                node.formatted("n1", "z1")
                        + node.formatted("n2", "z2")
                        + """
                        apiVersion: holdfast.dev/v1alpha1
                        kind: DataPlacementPolicy
                        metadata: {name: p, namespace: db}
                        spec:
                          enforcement: Enforce
                          selector: {matchLabels: {app: db}}
                          roles:
                          - replication: {factor: 3}
                            survive: [{lose: {zone: 1}}]
                        """);
        try (Running small = Running.onDump(folder)) {
            small.await("counted", () -> small.metric("holdfast_policies{state=\"refused\"}") == 1);
            HttpResponse<String> answer =
                    small.post(
                            "/extender/filter",
                            "{\"Pod\":{\"metadata\":{\"name\":\"db-0\",\"namespace\":\"db\",\"labels\":{\"app\":\"db\"}}},"
                                    + "\"NodeNames\":[\"n1\",\"n2\"]}");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(JSON.readTree(answer.body()).get("NodeNames")).hasSize(2);
        }
    }
}
