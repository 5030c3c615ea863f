package dev.holdfast.extender;

import dev.holdfast.extender.BadRequest.Kind;
import dev.holdfast.view.PodState;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/** Reads ExtenderArgs. Keys that the protocol does not have are checked to be JSON and ignored. */
final class ArgsReader {
    private final Cursor cursor;
    private final NodeTable table;
    private final PodMemory pods;
    private @Nullable PodState pod;
    private @Nullable Offered offered;

    private ArgsReader(byte[] body, NodeTable table, PodMemory pods) {
        this.cursor = new Cursor(body);
        this.table = table;
        this.pods = pods;
    }

    /**
     * The arguments in a body.
     *
     * @throws BadRequest when they are not what the protocol says; with kind NODES_FORM when whole
     *     nodes were sent in place of names
     */
    static ExtenderArgs read(byte[] body, NodeTable table, PodMemory pods) throws BadRequest {
        return new ArgsReader(body, table, pods).read();
    }

    private ExtenderArgs read() throws BadRequest {
        if (cursor.peek() == '[' || cursor.peek() == '"') {
            throw new BadRequest(
                    Kind.WRONG_TYPE, "ExtenderArgs", cursor.at(), "an object expected");
        }
        cursor.expect('{', "ExtenderArgs");
        if (!cursor.take('}')) {
            Set<String> seen = new HashSet<>();
            do {
                readField(seen);
            } while (cursor.take(','));
            cursor.expect('}', "ExtenderArgs");
        }
        cursor.expectEnd();
        if (pod == null) {
            throw new BadRequest(Kind.MISSING_FIELD, "Pod", cursor.at(), "missing");
        }
        if (offered == null) {
            throw new BadRequest(
                    Kind.MISSING_FIELD,
                    "NodeNames",
                    cursor.at(),
                    "missing; the extender must be configured with nodeCacheCapable: true");
        }
        return new ExtenderArgs(pod, offered);
    }

    private void readField(Set<String> seen) throws BadRequest {
        int start = cursor.at();
        String key = cursor.key("ExtenderArgs");
        if (!seen.add(key)) {
            throw new BadRequest(Kind.DUPLICATE_KEY, key, start, "this key came before");
        }
        if (seen.size() > 1000) {
            throw new BadRequest(Kind.TOO_MANY, "ExtenderArgs", start, "more than 1000 keys");
        }
        if (cursor.takeNull(key)) {
            return;
        }
        switch (key) {
            case "Pod" -> pod = readPod();
            case "NodeNames" -> offered = new NamesReader(cursor, table).read();
            case "Nodes" ->
                    throw new BadRequest(
                            Kind.NODES_FORM,
                            key,
                            cursor.at(),
                            "whole nodes were sent; configure the extender with nodeCacheCapable: true");
            default -> cursor.skipValue(key);
        }
    }

    private PodState readPod() throws BadRequest {
        cursor.peek();
        int start = cursor.at();
        PodMemory.@Nullable Read known = pods.at(cursor.body(), start);
        if (known != null) {
            cursor.moveTo(start + known.text().length);
            return known.pod();
        }
        try (JsonParser parser = Json.parser(cursor.body(), start)) {
            parser.nextToken();
            PodState read = new PodReader(parser, start, "Pod").read();
            cursor.moveTo(start + (int) parser.currentLocation().getByteOffset());
            pods.keep(cursor.body(), start, cursor.at(), read);
            return read;
        } catch (JacksonException e) {
            throw Json.problem(e, "Pod", start);
        }
    }
}
