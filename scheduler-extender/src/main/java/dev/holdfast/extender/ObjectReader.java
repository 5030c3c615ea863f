package dev.holdfast.extender;

import dev.holdfast.extender.BadRequest.Kind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the values of a streaming parser with the path of each at hand, for messages. */
final class ObjectReader {
    private final JsonParser parser;
    private final int start;

    /**
     * @param start the offset in the body that the parser was made with
     */
    ObjectReader(JsonParser parser, int start) {
        this.parser = parser;
        this.start = start;
    }

    /** Reads the value of one key; answers false when it is of no interest, having read nothing. */
    @FunctionalInterface
    interface Field {
        boolean read(String key) throws BadRequest;
    }

    /** Reads one element of an array. */
    @FunctionalInterface
    interface Element {
        void read(String path) throws BadRequest;
    }

    /** Reads an object, or null, which counts as empty. Always true. */
    boolean object(String path, Field field) throws BadRequest {
        if (token() == JsonToken.VALUE_NULL) {
            return true;
        }
        if (token() != JsonToken.START_OBJECT) {
            throw problem(Kind.WRONG_TYPE, path, "an object expected");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            if (!field.read(key)) {
                parser.skipChildren();
            }
        }
        return true;
    }

    /** Reads an array, or null, which counts as empty. */
    void each(String path, Element element) throws BadRequest {
        if (token() == JsonToken.VALUE_NULL) {
            return;
        }
        if (token() != JsonToken.START_ARRAY) {
            throw problem(Kind.WRONG_TYPE, path, "an array expected");
        }
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            element.read(path + "[" + i + "]");
        }
    }

    /** An object whose values are strings, or null, which counts as empty. */
    Map<String, String> strings(String path, int max) throws BadRequest {
        Map<String, String> map = new HashMap<>();
        object(
                path,
                key -> {
                    if (map.size() == max) {
                        throw problem(Kind.TOO_MANY, path, "more than " + max + " entries");
                    }
                    map.put(key, textOr(path + "[" + key + "]", ""));
                    return true;
                });
        return map;
    }

    /** A string, or null. */
    @Nullable String text(String path) throws BadRequest {
        return switch (token()) {
            case VALUE_STRING -> parser.getString();
            case VALUE_NULL -> null;
            default -> throw problem(Kind.WRONG_TYPE, path, "a string expected");
        };
    }

    /** A string; null counts as the fallback. */
    String textOr(String path, String fallback) throws BadRequest {
        @Nullable String text = text(path);
        return text == null ? fallback : text;
    }

    /** A boolean; null counts as false. */
    boolean flag(String path) throws BadRequest {
        return switch (token()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw problem(Kind.WRONG_TYPE, path, "true or false expected");
        };
    }

    /** An integer of 64 bits; null counts as 0. */
    long integer(String path) throws BadRequest {
        return switch (token()) {
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NULL -> 0;
            default -> throw problem(Kind.WRONG_TYPE, path, "an integer expected");
        };
    }

    /** A field that must have been there and not be empty. */
    String required(@Nullable String value, String path) throws BadRequest {
        if (value == null || value.isEmpty()) {
            throw problem(Kind.MISSING_FIELD, path, "missing");
        }
        return value;
    }

    JsonToken token() {
        @Nullable JsonToken token = parser.currentToken();
        return token == null ? JsonToken.NOT_AVAILABLE : token;
    }

    BadRequest problem(Kind kind, String path, String message) {
        return new BadRequest(
                kind, path, start + parser.currentTokenLocation().getByteOffset(), message);
    }
}
