package dev.holdfast.cluster.document;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Plain trees from a token stream. YAML anchors, aliases and merge keys are refused: Jackson gives
 * an alias as the anchor's name, which would silently be a wrong value.
 */
final class Trees {
    private final JsonParser parser;
    private final String file;

    Trees(JsonParser parser, String file) {
        this.parser = parser;
        this.file = file;
    }

    /** The line of the current token. */
    int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    UnreadableDocumentException refused(String message) {
        return new UnreadableDocumentException(file, line(), message, null);
    }

    /** The next token, null at the end. */
    @Nullable JsonToken next() throws IOException {
        @Nullable JsonToken token = parser.nextToken();
        if (token != null && parser instanceof YAMLParser yaml) {
            refuseReferences(yaml);
        }
        return token;
    }

    private void refuseReferences(YAMLParser yaml) throws IOException {
        if (yaml.isCurrentAlias()) {
            throw refused("aliases (*name) are not read here: write the value out");
        }
        if (yaml.getObjectId() != null) {
            throw refused(
                    "anchors (&"
                            + yaml.getObjectId()
                            + ") are not read here: write the values out");
        }
    }

    /** The name that the parser stands at. */
    String name() throws IOException {
        String name = parser.currentName();
        if (name.equals("<<")) {
            throw refused("merge keys (<<) are not read here: write the fields out");
        }
        return name;
    }

    /** The object that the parser stands at the beginning of. */
    Map<String, Object> object() throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (next() == JsonToken.PROPERTY_NAME) {
            String name = name();
            @Nullable Object value = value(next());
            // An explicit null is an absent field, as the API server has it.
            if (value != null) {
                object.put(name, value);
            }
        }
        return object;
    }

    private List<@Nullable Object> list() throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        while (true) {
            @Nullable JsonToken token = next();
            if (token == JsonToken.END_ARRAY) {
                return list;
            }
            list.add(value(token));
        }
    }

    /** The value that begins with this token, which the parser stands at. */
    @Nullable Object value(@Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw refused("ends in the middle of an object");
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> list();
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                    throw refused("unexpected " + token);
        };
    }
}
