package dev.holdfast.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the command line says about a pod, beside what kube-scheduler was told. */
public final class Verdicts {
    private static final JsonMapper JSON = new JsonMapper();

    private Verdicts() {}

    /** An answer as a value: the order of nodes has no meaning in it. */
    public static JsonNode of(String answer) {
        JsonNode tree = JSON.readTree(answer);
        if (tree instanceof ArrayNode scores) {
            return sorted(scores);
        }
        if (tree.get("NodeNames") instanceof ArrayNode names) {
            ((ObjectNode) tree).set("NodeNames", sorted(names));
        }
        return tree;
    }

    private static ArrayNode sorted(ArrayNode nodes) {
        List<JsonNode> list = new ArrayList<>();
        nodes.forEach(list::add);
        list.sort(Comparator.comparing(JsonNode::toString));
        return JSON.createArrayNode().addAll(list);
    }

    /**
     * {@code holdfast why} on this state refuses the same nodes as the filter's answer, among its
     * reasons the one that the answer gave.
     *
     * @param state a dump that holds the pod
     * @param pod {@code namespace/name}
     */
    public static void sameInWhy(Path state, String pod, String answer) {
        JsonNode filter = JSON.readTree(answer);
        Map<String, JsonNode> said = new TreeMap<>();
        Run why = Run.of("why", "--state=" + state, "-o", "json", pod);
        assertThat(why.exitCode()).as(why.err()).isZero();
        JSON.readTree(why.out())
                .get("nodes")
                .forEach(node -> said.put(node.get("name").asString(), node));

        filter.get("NodeNames")
                .forEach(name ->
                        assertThat(
                                        requireNonNull(said.get(name.asString()))
                                                .get("allowed")
                                                .asBoolean())
                                .as("%s allowed", name)
                                .isTrue());
        filter.get("FailedAndUnresolvableNodes")
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
