package dev.holdfast.extender;

import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.rules.Reason;
import dev.holdfast.rules.ReasonCode;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Views, decisions and bodies that several tests use. */
final class Fixture {
    static final JsonMapper MAPPER = new JsonMapper();

    private Fixture() {}

    static ClusterView view(String... names) {
        List<Change> changes = new ArrayList<>();
        for (String name : names) {
            changes.add(put(name));
        }
        return ClusterView.of(changes);
    }

    static Change put(String name) {
        return new Change.NodePut(
                new NodeState(name, Map.of(), true, true, List.of(), Map.of(), List.of()));
    }

    static Extender extender(ClusterView view, PlacementDecision decision, Stance stance) {
        return new Extender(
                () -> new ViewState.Ready(view), (_, _) -> decision, (_, _) -> true, stance);
    }

    static byte[] args(String... names) {
        String list = String.join("\",\"", names);
        return bytes(
                "{\"Pod\":{\"metadata\":{\"name\":\"db-0\",\"namespace\":\"db\"}},"
                        + "\"Nodes\":null,\"NodeNames\":"
                        + (names.length == 0 ? "[]" : "[\"" + list + "\"]")
                        + "}");
    }

    /** The names n0 and so on. */
    static String[] names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "n" + i).toArray(String[]::new);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    static JsonNode tree(Answer answer) {
        return MAPPER.readTree(answer.body());
    }

    static byte[] golden(String name) {
        try (InputStream in = Fixture.class.getResourceAsStream("/golden/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A decision made up for a test. */
    static final class Decision implements PlacementDecision {
        private final Map<Integer, ReasonCode> refusals = new HashMap<>();
        private final Map<Integer, Integer> scores = new HashMap<>();
        private boolean involved = true;
        private boolean enforced = true;

        Decision refuse(int node, ReasonCode reason) {
            refusals.put(node, reason);
            return this;
        }

        Decision score(int node, int score) {
            scores.put(node, score);
            return this;
        }

        Decision notInvolved() {
            involved = false;
            return this;
        }

        Decision warnOnly() {
            enforced = false;
            return this;
        }

        @Override
        public boolean involved() {
            return involved;
        }

        @Override
        public boolean enforced() {
            return enforced;
        }

        @Override
        public Optional<ReasonCode> refusal(int node) {
            return Optional.ofNullable(refusals.get(node));
        }

        @Override
        public int score(int node) {
            return scores.getOrDefault(node, 0);
        }

        @Override
        public List<Reason> reasons(int node) {
            return List.of();
        }

        @Override
        public List<String> passed(int node) {
            return List.of();
        }
    }
}
