package dev.holdfast.extender;

import dev.holdfast.extender.BadRequest.Kind;
import dev.holdfast.extender.PreemptionArgs.Candidate;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads ExtenderPreemptionArgs, with victims as UIDs ({@code NodeNameToMetaVictims}) or as whole
 * pods ({@code NodeNameToVictims}, sent when nodeCacheCapable is false).
 */
final class PreemptionArgsReader {
    private final JsonParser parser;
    private final ObjectReader in;
    private @Nullable PodState pod;
    private @Nullable List<Candidate> meta;
    private @Nullable List<Candidate> whole;

    private PreemptionArgsReader(JsonParser parser) {
        this.parser = parser;
        this.in = new ObjectReader(parser, 0);
    }

    /**
     * The arguments in a body.
     *
     * @throws BadRequest when they are not what the protocol says
     */
    static PreemptionArgs read(byte[] body) throws BadRequest {
        try (JsonParser parser = Json.parser(body, 0)) {
            return new PreemptionArgsReader(parser).read();
        } catch (JacksonException e) {
            throw Json.problem(e, "ExtenderPreemptionArgs", 0);
        }
    }

    private PreemptionArgs read() throws BadRequest {
        parser.nextToken();
        in.object("ExtenderPreemptionArgs", this::readField);
        if (parser.nextToken() != null) {
            throw in.problem(Kind.TRAILING_DATA, "the body", "something follows the JSON value");
        }
        if (pod == null) {
            throw in.problem(Kind.MISSING_FIELD, "Pod", "missing");
        }
        @Nullable List<Candidate> candidates = meta == null ? whole : meta;
        return new PreemptionArgs(pod, candidates == null ? List.of() : candidates);
    }

    private boolean readField(String key) throws BadRequest {
        boolean present = in.token() != JsonToken.VALUE_NULL;
        switch (key) {
            case "Pod" -> pod = present ? new PodReader(parser, 0, key).read() : null;
            case "NodeNameToMetaVictims" -> meta = present ? readNodes(key) : null;
            case "NodeNameToVictims" -> whole = present ? readNodes(key) : null;
            default -> {
                return false;
            }
        }
        return true;
    }

    private List<Candidate> readNodes(String path) throws BadRequest {
        List<Candidate> candidates = new ArrayList<>();
        in.object(
                path,
                node -> {
                    candidates.add(readVictims(node, path + "[" + node + "]"));
                    return true;
                });
        return candidates;
    }

    private Candidate readVictims(String node, String path) throws BadRequest {
        List<String> uids = new ArrayList<>();
        long[] violations = {0};
        in.object(
                path,
                key -> {
                    switch (key) {
                        case "Pods" -> in.each(path + ".Pods", at -> uids.add(readUid(at)));
                        case "NumPDBViolations" ->
                                violations[0] = in.integer(path + ".NumPDBViolations");
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
        return new Candidate(node, uids, violations[0]);
    }

    /** The UID of a MetaPod ({@code UID}) or of a whole pod ({@code metadata.uid}). */
    private String readUid(String path) throws BadRequest {
        @Nullable String[] uid = new String[1];
        in.object(
                path,
                key ->
                        switch (key) {
                            case "UID" -> {
                                uid[0] = in.text(path + ".UID");
                                yield true;
                            }
                            case "metadata" ->
                                    in.object(
                                            path + ".metadata",
                                            inner -> readMetadataUid(inner, path, uid));
                            default -> false;
                        });
        return in.required(uid[0], path + ".UID");
    }

    private boolean readMetadataUid(String key, String path, @Nullable String[] uid)
            throws BadRequest {
        if (!key.equals("uid")) {
            return false;
        }
        uid[0] = in.text(path + ".metadata.uid");
        return true;
    }
}
