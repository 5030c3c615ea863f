package dev.holdfast.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes conversations with kube-scheduler, and the cluster they were about, as golden files: with
 * {@code -Dholdfast.record=DIRECTORY}, else nothing. What differs from run to run is replaced; of
 * the cluster only what rules read is kept.
 */
final class Recording {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Pattern UID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    private static final Pattern TOKEN = Pattern.compile("kube-api-access-[a-z0-9]{5}");
    private static final Set<String> META =
            Set.of("name", "namespace", "uid", "labels", "ownerReferences", "deletionTimestamp");
    private static final Map<String, Set<String>> SPEC =
            Map.of(
                    "Node",
                    Set.of("taints", "unschedulable"),
                    "Pod",
                    Set.of("nodeName", "nodeSelector", "priority", "schedulerName", "volumes"),
                    "StatefulSet",
                    Set.of("replicas", "selector", "volumeClaimTemplates"));
    private static final Set<String> STATUS = Set.of("phase", "conditions", "nominatedNodeName");

    private final String namespace;
    private final Map<String, String> uids = new HashMap<>();

    private Recording(String namespace) {
        this.namespace = namespace;
    }

    /**
     * Keeps conversations about one pod.
     *
     * @param dump JSON of the cluster as it was when they took place, with or without the pod
     */
    static void keep(String scenario, String dump, List<Recorder.Conversation> said) {
        @Nullable String directory = System.getProperty("holdfast.record");
        if (directory != null) {
            String pod = said.getFirst().pod();
            new Recording(pod.substring(0, pod.indexOf('/')))
                    .write(Path.of(directory, scenario), dump, said);
        }
    }

    private void write(Path folder, String dump, List<Recorder.Conversation> said) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("state.json"),
                    anonymous(JSON.writeValueAsString(state(dump, said.getFirst()))) + "\n");
            Map<String, Integer> count = new LinkedHashMap<>();
            for (Recorder.Conversation one : said) {
                String name = one.verb() + "-" + count.merge(one.verb(), 1, Integer::sum);
                Files.writeString(
                        folder.resolve(name + ".request.json"), anonymous(one.request()) + "\n");
                Files.writeString(
                        folder.resolve(name + ".answer.json"), anonymous(one.answer()) + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String anonymous(String text) {
        String plain = text.replace(namespace, "db").strip();
        plain = TIME.matcher(plain).replaceAll("2026-11-01T08:00:00Z");
        plain = TOKEN.matcher(plain).replaceAll("kube-api-access-00000");
        return UID.matcher(plain).replaceAll(this::stable);
    }

    private String stable(java.util.regex.MatchResult uid) {
        return Matcher.quoteReplacement(
                uids.computeIfAbsent(
                        uid.group(),
                        _ -> "00000000-0000-0000-0000-%012d".formatted(uids.size() + 1)));
    }

    /** The objects that rules read, the pod asked about among them. */
    private ObjectNode state(String dump, Recorder.Conversation said) {
        ObjectNode list = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "List");
        ArrayNode items = list.putArray("items");
        boolean there = false;
        List<JsonNode> objects = new ArrayList<>();
        JSON.readTree(dump).get("items").forEach(objects::add);
        for (JsonNode object : objects) {
            if (isOurs(object)) {
                items.add(trimmed(object));
                there |=
                        object.get("kind").asString().equals("Pod")
                                && said.pod()
                                        .endsWith("/" + object.at("/metadata/name").asString());
            }
        }
        if (!there) {
            ObjectNode pod = (ObjectNode) said.asked().get("Pod").deepCopy();
            items.add(trimmed(pod.put("apiVersion", "v1").put("kind", "Pod")));
        }
        return list;
    }

    private boolean isOurs(JsonNode object) {
        boolean node =
                object.get("kind").asString().equals("Node")
                        && object.get("apiVersion").asString().equals("v1");
        return node
                || object.at("/metadata/namespace").asString("").equals(namespace)
                || object.at("/spec/claimRef/namespace").asString("").equals(namespace);
    }

    private static ObjectNode trimmed(JsonNode object) {
        ObjectNode kept = (ObjectNode) object.deepCopy();
        ObjectNode metadata = (ObjectNode) kept.get("metadata");
        metadata.retain(META);
        @Nullable Set<String> spec = SPEC.get(kept.get("kind").asString());
        if (spec != null && kept.get("spec") instanceof ObjectNode node) {
            node.retain(spec);
        }
        if (kept.get("status") instanceof ObjectNode status) {
            status.retain(STATUS);
            if (status.get("conditions") instanceof ArrayNode conditions) {
                conditions.removeIf(
                        condition -> !condition.path("type").asString("").equals("Ready"));
            }
        }
        return kept;
    }
}
