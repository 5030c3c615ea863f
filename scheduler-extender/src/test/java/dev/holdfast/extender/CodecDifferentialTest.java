package dev.holdfast.extender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.extender.Fixture.Decision;
import dev.holdfast.rules.ReasonCode;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;

/** The byte codec against Jackson databind on random bodies. */
final class CodecDifferentialTest {
    static IntStream seeds() {
        return IntStream.range(0, 100);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void answersWhatDatabindWouldAnswer(int seed) {
        Random random = new Random(seed);
        Body bodies = new Body(random);
        ClusterView view = bodies.view();
        AtomicReference<@Nullable PodState> seen = new AtomicReference<>();
        Decision decision = bodies.decision(view);
        Extender extender =
                new Extender(
                        () -> new ViewState.Ready(view),
                        (_, pod) -> {
                            seen.set(pod);
                            return decision;
                        },
                        (_, _) -> true,
                        Stance.STRICT);
        for (int round = 0; round < 40; round++) {
            Map<String, Object> pod = bodies.pod();
            List<String> names = bodies.names();
            byte[] body = bodies.body(pod, names);

            Answer answer = extender.filter(body);
            assertThat(answer.status()).as(Fixture.text(answer)).isEqualTo(200);
            JsonNode tree = Fixture.MAPPER.readTree(body);
            assertThat(seen.get()).isEqualTo(oraclePod(tree.get("Pod")));
            assertSameFilter(tree, view, decision, Fixture.tree(answer));
            assertSameScores(tree, view, decision, Fixture.tree(extender.prioritize(body)));
        }
    }

    private static void assertSameFilter(
            JsonNode args, ClusterView view, Decision decision, JsonNode answer) {
        Set<String> passed = new HashSet<>();
        Map<String, String> refused = new HashMap<>();
        for (JsonNode element : args.get("NodeNames")) {
            String name = element.stringValue();
            int id = view.nodeId(name);
            Optional<ReasonCode> refusal =
                    id < 0 ? Optional.of(ReasonCode.NODE_UNKNOWN) : decision.refusal(id);
            refusal.ifPresentOrElse(
                    reason -> refused.put(name, reason.text()), () -> passed.add(name));
        }
        Set<String> names = new HashSet<>();
        answer.get("NodeNames").forEach(name -> names.add(name.stringValue()));
        Map<String, String> failed = new HashMap<>();
        answer.get("FailedAndUnresolvableNodes")
                .properties()
                .forEach(entry -> failed.put(entry.getKey(), entry.getValue().stringValue()));
        assertThat(names).isEqualTo(passed);
        if (passed.size() + refused.size() <= Answer.READABLE || passed.isEmpty()) {
            assertThat(failed).isEqualTo(refused);
        } else {
            assertThat(refused).containsAllEntriesOf(failed);
            assertThat(failed.values())
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(new HashSet<>(refused.values()));
        }
    }

    private static void assertSameScores(
            JsonNode args, ClusterView view, Decision decision, JsonNode answer) {
        Map<String, Integer> expected = new HashMap<>();
        for (JsonNode element : args.get("NodeNames")) {
            int id = view.nodeId(element.stringValue());
            expected.put(element.stringValue(), id < 0 ? 0 : decision.score(id));
        }
        Map<String, Integer> scores = new HashMap<>();
        answer.forEach(entry ->
                scores.put(entry.get("Host").stringValue(), entry.get("Score").intValue()));
        if (expected.size() > Answer.READABLE) {
            int least = Collections.min(expected.values());
            expected.replaceAll((_, score) -> score - least);
            expected.values().removeIf(better -> better == 0);
        }
        assertThat(scores).isEqualTo(expected);
    }

    private static PodState oraclePod(JsonNode pod) {
        JsonNode metadata = pod.get("metadata");
        List<PodState.Mount> claims = new ArrayList<>();
        List<PodState.Mount> ephemeral = new ArrayList<>();
        String name = metadata.get("name").stringValue();
        for (JsonNode volume : pod.path("spec").path("volumes")) {
            String volumeName = volume.get("name").stringValue();
            if (volume.has("persistentVolumeClaim")) {
                String claim = volume.get("persistentVolumeClaim").get("claimName").stringValue();
                claims.add(new PodState.Mount(volumeName, claim));
            } else if (volume.has("ephemeral")) {
                ephemeral.add(new PodState.Mount(volumeName, name + "-" + volumeName));
            }
        }
        claims.addAll(ephemeral);
        Optional<PodState.Owner> owner = Optional.empty();
        for (JsonNode reference : metadata.path("ownerReferences")) {
            if (reference.path("controller").asBoolean(false)) {
                owner =
                        Optional.of(
                                new PodState.Owner(
                                        reference.get("kind").stringValue(),
                                        reference.get("name").stringValue()));
            }
        }
        return new PodState(
                metadata.get("namespace").stringValue(),
                name,
                metadata.path("uid").asString(""),
                strings(metadata.path("labels")),
                strings(metadata.path("annotations")),
                owner,
                Optional.empty(),
                Optional.ofNullable(pod.path("status").path("nominatedNodeName").asString(null)),
                false,
                0,
                metadata.has("deletionTimestamp"),
                pod.path("status").path("phase").asString("").equals("Failed"),
                claims);
    }

    private static Map<String, String> strings(JsonNode object) {
        Map<String, String> map = new HashMap<>();
        object.properties().forEach(e -> map.put(e.getKey(), e.getValue().stringValue()));
        return map;
    }

    /** Random views and bodies. */
    private static final class Body {
        private final Random random;
        private final List<String> known = new ArrayList<>();

        /**
         * Whether no name has an escape and the view knows every node: stretches can be compared.
         */
        private final boolean plain;

        Body(Random random) {
            this.random = random;
            this.plain = random.nextBoolean();
            int count = random.nextInt(200);
            for (int i = 0; i < count; i++) {
                known.add(name() + i);
            }
        }

        private String name() {
            String[] stems = {
                "n", "node-", "ip-10-0-0-", "gke-pool-1234567890-abcdef-", "ü", "a\"b"
            };
            return stems[random.nextInt(plain ? 4 : stems.length)];
        }

        ClusterView view() {
            List<Change> changes = new ArrayList<>();
            known.forEach(name -> changes.add(Fixture.put(name)));
            for (String name : known) {
                if (!plain && random.nextInt(10) == 0) {
                    changes.add(new Change.NodeGone(name));
                }
            }
            return ClusterView.of(changes);
        }

        Decision decision(ClusterView view) {
            Decision decision = new Decision();
            ReasonCode[] reasons = ReasonCode.values();
            for (int id = 0; id < view.nodeBound(); id++) {
                decision.score(id, random.nextInt(11));
                if (random.nextInt(3) == 0) {
                    decision.refuse(id, reasons[random.nextInt(7)]);
                }
            }
            return decision;
        }

        List<String> names() {
            List<String> names = new ArrayList<>();
            for (String name : known) {
                if (random.nextInt(4) > 0) {
                    names.add(name);
                }
            }
            for (int i = random.nextInt(5); i > 0 && random.nextInt(3) == 0; i--) {
                names.add("other-" + name() + i);
            }
            switch (random.nextInt(4)) {
                case 0 -> Collections.shuffle(names, random);
                case 1 -> Collections.rotate(names, random.nextInt(200));
                case 2 -> names.addAll(names.subList(0, names.size() / 3));
                default -> {}
            }
            return names;
        }

        Map<String, Object> pod() {
            Map<String, Object> metadata = new LinkedHashMap<>();
            metadata.put("labels", Map.of("app", "db", "ö", "\t\"ü\\"));
            metadata.put("managedFields", List.of(Map.of("x", List.of(1, 2.5, true))));
            metadata.put("name", "db-" + random.nextInt(9));
            metadata.put("namespace", "ns");
            maybe(metadata, "uid", "u-1");
            maybe(metadata, "annotations", Map.of("a", "b"));
            maybe(metadata, "deletionTimestamp", "2026-11-23T06:24:16Z");
            maybe(
                    metadata,
                    "ownerReferences",
                    List.of(
                            Map.of("kind", "X", "name", "x"),
                            Map.of("kind", "StatefulSet", "name", "db", "controller", true)));
            Map<String, Object> pod = new LinkedHashMap<>();
            pod.put("metadata", metadata);
            maybe(
                    pod,
                    "spec",
                    Map.of(
                            "volumes",
                            List.of(
                                    Map.of("name", "e", "ephemeral", Map.of("t", Map.of())),
                                    Map.of("name", "c", "configMap", Map.of("name", "z")),
                                    Map.of(
                                            "name",
                                            "d",
                                            "persistentVolumeClaim",
                                            Map.of("claimName", "d-db-0")))));
            maybe(pod, "status", Map.of("nominatedNodeName", "n1", "phase", "Failed"));
            return pod;
        }

        private void maybe(Map<String, Object> map, String key, Object value) {
            if (random.nextBoolean()) {
                map.put(key, value);
            }
        }

        byte[] body(Map<String, Object> pod, List<String> names) {
            List<Map.Entry<String, @Nullable Object>> entries = new ArrayList<>();
            entries.add(Map.entry("Pod", pod));
            entries.add(Map.entry("NodeNames", names));
            entries.add(new java.util.AbstractMap.SimpleEntry<>("Nodes", null));
            entries.add(Map.entry("Later", List.of(true, Map.of("a", -1.5e3), "x")));
            entries.add(Map.entry("Number", -12));
            Collections.shuffle(entries, random);
            Map<String, @Nullable Object> args = new LinkedHashMap<>();
            entries.forEach(entry -> args.put(entry.getKey(), entry.getValue()));
            return random.nextBoolean()
                    ? Fixture.MAPPER.writeValueAsBytes(args)
                    : Fixture.MAPPER
                            .writer()
                            .with(SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsBytes(args);
        }
    }
}
