package dev.holdfast.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the demonstration promises to people who follow its text. */
final class DemoIT {
    private static final Path DEMO = Path.of("../manifests/examples/demo");
    private static final JsonMapper JSON = new JsonMapper();

    private final Running running;

    DemoIT() throws CommandFailed {
        running = Running.onDump(DEMO.resolve("cluster"));
    }

    @AfterEach
    void close() {
        running.close();
    }

    private JsonNode ask(String verb, String request) throws IOException {
        var answer =
                running.post(
                        "/extender/" + verb, Files.readString(DEMO.resolve("requests/" + request)));
        assertThat(answer.statusCode()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static Set<String> names(JsonNode answer) {
        Set<String> names = new TreeSet<>();
        answer.get("NodeNames").forEach(name -> names.add(name.stringValue()));
        return names;
    }

    @Test
    void membersGoWhereTheirDataIsAndTheirQuorumSurvives() throws IOException {
        for (String request : new String[] {"postgres-pending.json", "cassandra-pending.json"}) {
            JsonNode answer = ask("filter", request);
            assertThat(names(answer))
                    .as(request)
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("c"));
            assertThat(answer.get("FailedAndUnresolvableNodes").size() + names(answer).size())
                    .isEqualTo(9);
        }
    }

    @Test
    void aPodWithoutPolicyMayRunAnywhere() throws IOException {
        assertThat(names(ask("filter", "unrelated.json"))).hasSize(9);
    }

    @Test
    void everyNodeGetsAScoreFromZeroToTen() throws IOException {
        JsonNode answer = ask("prioritize", "postgres-pending.json");

        assertThat(answer).hasSize(9);
        answer.forEach(entry -> assertThat(entry.get("Score").intValue()).isBetween(0, 10));
    }

    @Test
    void nothingIsWrongWithItsPolicies() {
        running.await(
                "both counted", () -> running.metric("holdfast_policies{state=\"accepted\"}") == 2);
    }

    @Test
    void theWarmUpIsNotCountedAsCalls() throws IOException {
        assertThat(running.metric("holdfast_extender_requests_total")).isZero();
    }
}
