package dev.holdfast.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.Verdicts;
import dev.holdfast.cluster.Dump;
import dev.holdfast.extender.Answer;
import dev.holdfast.extender.Extender;
import dev.holdfast.extender.Stance;
import dev.holdfast.extender.ViewState;
import dev.holdfast.rules.Placement;
import dev.holdfast.view.ClusterView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a real kube-scheduler 1.37 asked is answered today as it was then, and told alike by the
 * command line. The tests on the control plane write these files anew with {@code
 * -Dholdfast.record=DIRECTORY}.
 */
final class RecordedConversationsTest {
    private static final Path RECORDED = Path.of("src/test/resources/recorded");
    private static final JsonMapper JSON = new JsonMapper();

    /** One question with its answer; {@code file} is the request's. */
    record Conversation(Path file, String verb, String request, String answer) {
        static Conversation read(Path file) {
            try {
                String name = file.getFileName().toString();
                return new Conversation(
                        file,
                        name.substring(0, name.indexOf('-')),
                        Files.readString(file),
                        Files.readString(
                                file.resolveSibling(name.replace(".request.", ".answer."))));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        String scenario() {
            return RECORDED.relativize(file).getName(0).toString();
        }

        Path state() {
            return file.resolveSibling("state.json");
        }

        @Override
        public String toString() {
            return RECORDED.relativize(file).toString();
        }
    }

    static List<Conversation> conversations() throws IOException {
        try (Stream<Path> files = Files.walk(RECORDED)) {
            return files.filter(file -> file.toString().endsWith(".request.json"))
                    .sorted()
                    .map(Conversation::read)
                    .toList();
        }
    }

    private static Extender extender(Path state) throws Exception {
        Dump.Result read = Dump.read(state);
        assertThat(read.errors()).isEmpty();
        ClusterView view = read.view();
        return new Extender(
                () -> new ViewState.Ready(view),
                Placement::decide,
                Service::mayLose,
                Stance.STRICT);
    }

    private static JsonNode ask(Extender extender, String verb, String request) {
        byte[] body = request.getBytes(StandardCharsets.UTF_8);
        Answer answer =
                switch (verb) {
                    case "filter" -> extender.filter(body);
                    case "prioritize" -> extender.prioritize(body);
                    case "preempt" -> extender.preempt(body);
                    default -> throw new IllegalArgumentException("no verb of ours: " + verb);
                };
        assertThat(answer.status()).isEqualTo(200);
        return Verdicts.of(new String(answer.body(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conversations")
    void isAnsweredAsItWasThen(Conversation then) throws Exception {
        assertThat(ask(extender(then.state()), then.verb(), then.request()))
                .isEqualTo(Verdicts.of(then.answer()));
    }

    static List<Conversation> filters() throws IOException {
        return conversations().stream().filter(then -> then.verb().equals("filter")).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("filters")
    void theCommandLineSaysTheSameOfEachNode(Conversation then) {
        JsonNode pod = JSON.readTree(then.request()).at("/Pod/metadata");

        Verdicts.sameInWhy(
                then.state(),
                pod.get("namespace").asString() + "/" + pod.get("name").asString(),
                then.answer());
    }

    /** As for a nominated node, which kube-scheduler offers alone. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("filters")
    void aNodeThatIsOfferedAloneGetsTheSameVerdict(Conversation then) throws Exception {
        Extender extender = extender(then.state());
        JsonNode answer = JSON.readTree(then.answer());
        for (JsonNode name : JSON.readTree(then.request()).get("NodeNames")) {
            ObjectNode alone = (ObjectNode) JSON.readTree(then.request());
            alone.putArray("NodeNames").add(name);
            JsonNode said = ask(extender, "filter", alone.toString());

            assertThat(said.at("/FailedAndUnresolvableNodes/" + name.asString()))
                    .isEqualTo(answer.at("/FailedAndUnresolvableNodes/" + name.asString()));
            assertThat(said.get("NodeNames"))
                    .hasSize(answer.get("FailedAndUnresolvableNodes").has(name.asString()) ? 0 : 1);
        }
    }

    static Stream<Arguments> orders() throws IOException {
        return conversations().stream()
                .map(Conversation::scenario)
                .distinct()
                .flatMap(name -> Stream.of(1L, 2L, 3L).map(seed -> Arguments.of(name, seed)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("orders")
    void askedAgainAndAgainInAnyOrderTheAnswersStay(String scenario, long seed) throws Exception {
        List<Conversation> asked = new ArrayList<>();
        for (Conversation then : conversations()) {
            if (then.scenario().equals(scenario)) {
                asked.addAll(Collections.nCopies(5, then));
            }
        }
        Collections.shuffle(asked, new Random(seed));
        Extender extender = extender(asked.getFirst().state());

        for (Conversation then : asked) {
            assertThat(ask(extender, then.verb(), then.request()))
                    .isEqualTo(Verdicts.of(then.answer()));
        }
    }
}
