package dev.holdfast.extender;

import dev.holdfast.extender.BadRequest.Kind;
import dev.holdfast.view.PodState;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads a core/v1 Pod and keeps what rules read of it; all else is checked to be JSON and skipped.
 * One reader reads one pod.
 */
final class PodReader {
    /** Far above what any pod has; a body full of keys shall not become a map full of strings. */
    private static final int MAX_ENTRIES = 10_000;

    /** The pod's own manifest as an annotation: large, and no rule reads it. */
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private final ObjectReader in;
    private final String path;
    private @Nullable String namespace;
    private @Nullable String name;
    private String uid = "";
    private Map<String, String> labels = Map.of();
    private Map<String, String> annotations = Map.of();
    private PodState.@Nullable Owner owner;
    private @Nullable String node;
    private @Nullable String nominatedNode;
    private boolean ready;
    private long readySince;
    private boolean terminating;
    private boolean finished;
    private final List<PodState.Mount> claims = new ArrayList<>();
    private final List<String> ephemeralVolumes = new ArrayList<>();

    /**
     * @param start the offset in the body that the parser was made with
     * @param path what the pod is called in messages
     */
    PodReader(JsonParser parser, int start, String path) {
        this.in = new ObjectReader(parser, start);
        this.path = path;
    }

    /**
     * Reads the pod whose first token the parser stands on.
     *
     * @throws BadRequest when it is no object, a field that is read has a wrong type, or name or
     *     namespace is missing
     */
    PodState read() throws BadRequest {
        in.object(path, this::readTop);
        return new PodState(
                in.required(namespace, path + ".metadata.namespace"),
                in.required(name, path + ".metadata.name"),
                uid,
                labels,
                annotations,
                Optional.ofNullable(owner),
                Optional.ofNullable(node),
                Optional.ofNullable(nominatedNode),
                ready,
                readySince,
                terminating,
                finished,
                claimsOf(name));
    }

    /** A generic ephemeral volume's claim is named after the pod and the volume. */
    private List<PodState.Mount> claimsOf(@Nullable String podName) {
        for (String volume : ephemeralVolumes) {
            claims.add(new PodState.Mount(volume, podName + "-" + volume));
        }
        return claims;
    }

    private boolean readTop(String key) throws BadRequest {
        return switch (key) {
            case "metadata" -> in.object(path + ".metadata", this::readMetadata);
            case "spec" -> in.object(path + ".spec", this::readSpec);
            case "status" -> in.object(path + ".status", this::readStatus);
            default -> false;
        };
    }

    private boolean readMetadata(String key) throws BadRequest {
        String at = path + ".metadata." + key;
        switch (key) {
            case "namespace" -> namespace = in.text(at);
            case "name" -> name = in.text(at);
            case "uid" -> uid = in.textOr(at, "");
            case "labels" -> labels = in.strings(at, MAX_ENTRIES);
            case "annotations" -> annotations = withoutManifest(in.strings(at, MAX_ENTRIES));
            case "deletionTimestamp" -> terminating = in.text(at) != null;
            case "ownerReferences" -> in.each(at, this::readOwner);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Map<String, String> withoutManifest(Map<String, String> all) {
        if (!all.containsKey(LAST_APPLIED)) {
            return all;
        }
        Map<String, String> kept = new HashMap<>(all);
        kept.remove(LAST_APPLIED);
        return kept;
    }

    private void readOwner(String at) throws BadRequest {
        String[] kindAndName = {"", ""};
        boolean[] controller = {false};
        in.object(
                at,
                key -> {
                    switch (key) {
                        case "kind" -> kindAndName[0] = in.textOr(at + ".kind", "");
                        case "name" -> kindAndName[1] = in.textOr(at + ".name", "");
                        case "controller" -> controller[0] = in.flag(at + ".controller");
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
        if (controller[0]) {
            owner = new PodState.Owner(kindAndName[0], kindAndName[1]);
        }
    }

    private boolean readSpec(String key) throws BadRequest {
        String at = path + ".spec." + key;
        switch (key) {
            case "nodeName" -> node = emptyToNull(in.text(at));
            case "volumes" -> in.each(at, this::readVolume);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void readVolume(String at) throws BadRequest {
        @Nullable String[] found = new String[2];
        boolean[] ephemeral = {false};
        in.object(
                at,
                key -> {
                    switch (key) {
                        case "name" -> found[0] = in.text(at + ".name");
                        case "persistentVolumeClaim" ->
                                in.object(at + "." + key, inner -> readClaimName(inner, at, found));
                        case "ephemeral" -> {
                            ephemeral[0] = in.token() == JsonToken.START_OBJECT;
                            return false;
                        }
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
        String volume = in.required(found[0], at + ".name");
        if (found[1] != null) {
            claims.add(new PodState.Mount(volume, found[1]));
        } else if (ephemeral[0]) {
            ephemeralVolumes.add(volume);
        }
    }

    private boolean readClaimName(String key, String at, @Nullable String[] found)
            throws BadRequest {
        if (!key.equals("claimName")) {
            return false;
        }
        found[1] = in.text(at + ".persistentVolumeClaim.claimName");
        return true;
    }

    private boolean readStatus(String key) throws BadRequest {
        String at = path + ".status." + key;
        switch (key) {
            case "nominatedNodeName" -> nominatedNode = emptyToNull(in.text(at));
            case "phase" -> {
                String phase = in.textOr(at, "");
                finished = phase.equals("Succeeded") || phase.equals("Failed");
            }
            case "conditions" -> in.each(at, this::readCondition);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void readCondition(String at) throws BadRequest {
        String[] fields = {"", "", ""};
        in.object(
                at,
                key -> {
                    switch (key) {
                        case "type" -> fields[0] = in.textOr(at + ".type", "");
                        case "status" -> fields[1] = in.textOr(at + ".status", "");
                        case "lastTransitionTime" ->
                                fields[2] = in.textOr(at + ".lastTransitionTime", "");
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
        if (fields[0].equals("Ready")) {
            ready = fields[1].equals("True");
            readySince = ready ? secondsOf(fields[2], at) : 0;
        }
    }

    private long secondsOf(String time, String at) throws BadRequest {
        if (time.isEmpty()) {
            return 0;
        }
        try {
            return Instant.parse(time).getEpochSecond();
        } catch (DateTimeParseException _) {
            throw in.problem(Kind.WRONG_TYPE, at + ".lastTransitionTime", "a time expected");
        }
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
