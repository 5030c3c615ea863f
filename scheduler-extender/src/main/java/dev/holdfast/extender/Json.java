package dev.holdfast.extender;

import dev.holdfast.extender.BadRequest.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** The streaming parser with its limits, and its failures as ours. */
final class Json {
    /** A Pod is about twelve levels deep. */
    static final int MAX_DEPTH = 64;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxNameLength(1024)
                                    .maxNumberLength(64)
                                    .build())
                    .build();

    private Json() {}

    /** A parser of the value that starts at an offset; its own offsets count from there. */
    static JsonParser parser(byte[] body, int offset) {
        return FACTORY.createParser(ObjectReadContext.empty(), body, offset, body.length - offset);
    }

    /**
     * What went wrong in a parser made by {@link #parser}.
     *
     * @param start the offset it was made with
     */
    static BadRequest problem(JacksonException e, String path, int start) {
        @Nullable String message = e.getOriginalMessage();
        String text = message == null ? "not JSON" : message;
        Kind kind = Kind.NOT_JSON;
        if (e instanceof StreamConstraintsException) {
            kind = text.contains("nesting depth") ? Kind.TOO_DEEP : Kind.TOO_MANY;
        } else if (text.startsWith("Duplicate")) {
            kind = Kind.DUPLICATE_KEY;
        }
        long offset = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
        return new BadRequest(kind, path, start + offset, text);
    }
}
