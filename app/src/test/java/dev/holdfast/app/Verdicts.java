package dev.holdfast.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the command line says about a pod, beside what kube-scheduler was told. */
final class Verdicts {
    private static final JsonMapper JSON = new JsonMapper();

    private Verdicts() {}

    /**
     * {@code holdfast why} on this state refuses the same nodes as the filter's answer, among its
     * reasons the one that the answer gave.
     *
     * @param state a dump that holds the pod
     */
    static void sameInWhy(Path state, Recorder.Conversation filter) {
        Map<String, JsonNode> said = new TreeMap<>();
        Run why = Run.of("why", "--state=" + state, "-o", "json", filter.pod());
        assertThat(why.exitCode()).as(why.err()).isZero();
        JSON.readTree(why.out())
                .get("nodes")
                .forEach(node -> said.put(node.get("name").asString(), node));

        filter.said()
                .get("NodeNames")
                .forEach(name ->
                        assertThat(
                                        requireNonNull(said.get(name.asString()))
                                                .get("allowed")
                                                .asBoolean())
                                .as("%s allowed", name)
                                .isTrue());
        filter.said()
                .get("FailedAndUnresolvableNodes")
                .forEachEntry((name, text) -> {
                    assertThat(requireNonNull(said.get(name)).get("allowed").asBoolean())
                            .as("%s allowed", name)
                            .isFalse();
                    assertThat(
                                    requireNonNull(said.get(name))
                                            .get("reasons")
                                            .findValuesAsString("code"))
                            .contains(text.asString().substring(0, "HF1000".length()));
                });
    }
}
