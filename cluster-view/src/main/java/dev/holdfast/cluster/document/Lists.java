package dev.holdfast.cluster.document;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Hands out the objects of all documents; those of lists one by one, while the list is read. */
final class Lists {
    private static final String LIST = "List";

    private final Trees trees;
    private final String file;
    private final ObjectSink sink;

    Lists(Trees trees, String file, ObjectSink sink) {
        this.trees = trees;
        this.file = file;
        this.sink = sink;
    }

    void readAll() throws IOException {
        while (true) {
            @Nullable JsonToken token = trees.next();
            if (token == null) {
                return;
            }
            switch (token) {
                case START_OBJECT -> document();
                case VALUE_NULL -> {} // an empty document between two separators
                default -> throw trees.refused("a document must be an object, not " + token);
            }
        }
    }

    private void document() throws IOException {
        int line = trees.line();
        Map<String, Object> rest = new LinkedHashMap<>();
        List<Waiting> waiting = new ArrayList<>();
        boolean list = false;
        while (trees.next() == JsonToken.PROPERTY_NAME) {
            String name = trees.name();
            @Nullable JsonToken token = trees.next();
            if (name.equals("items") && token == JsonToken.START_ARRAY) {
                list = true;
                items(rest, waiting);
                continue;
            }
            @Nullable Object value = trees.value(token);
            if (value != null) {
                rest.put(name, value);
            }
        }
        if (list) {
            waiting.forEach(item -> emit(typed(item.object, rest), item.line));
        } else {
            emit(rest, line);
        }
    }

    private void items(Map<String, Object> list, List<Waiting> waiting) throws IOException {
        while (true) {
            @Nullable JsonToken token = trees.next();
            if (token == JsonToken.END_ARRAY) {
                return;
            }
            int line = trees.line();
            if (token != JsonToken.START_OBJECT) {
                throw trees.refused("an item of a list must be an object");
            }
            Map<String, Object> item = trees.object();
            if (item.containsKey("kind")) {
                emit(item, line);
            } else if (list.containsKey("kind")) {
                emit(typed(item, list), line);
            } else {
                waiting.add(new Waiting(item, line));
            }
        }
    }

    /** Items of a list of one kind, as the API server itself sends it, do not say what they are. */
    private static Map<String, Object> typed(Map<String, Object> item, Map<String, Object> list) {
        if (!item.containsKey("kind")
                && list.get("kind") instanceof String kind
                && kind.endsWith(LIST)
                && !kind.equals(LIST)) {
            item.put("kind", kind.substring(0, kind.length() - LIST.length()));
            item.putIfAbsent("apiVersion", list.getOrDefault("apiVersion", ""));
        }
        return item;
    }

    private void emit(Map<String, Object> object, int line) {
        if (LIST.equals(object.get("kind")) && object.get("items") instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof Map<?, ?> inner) {
                    Map<String, Object> copy = new LinkedHashMap<>();
                    inner.forEach((key, value) -> copy.put(String.valueOf(key), value));
                    emit(copy, line);
                }
            }
            return;
        }
        sink.accept(object, file, line);
    }

    private record Waiting(Map<String, Object> object, int line) {}
}
