package dev.holdfast.oracle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A plain document, read by path; what is not there reads as empty. */
record Tree(@Nullable Object value) {

    Tree at(String... path) {
        @Nullable Object at = value;
        for (String field : path) {
            at = at instanceof Map<?, ?> map ? map.get(field) : null;
        }
        return new Tree(at);
    }

    boolean present() {
        return value != null;
    }

    List<Tree> items() {
        return value instanceof List<?> list ? list.stream().map(Tree::new).toList() : List.of();
    }

    /** The strings of a list. */
    List<String> strings() {
        return items().stream().map(item -> item.text("")).toList();
    }

    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, text) -> texts.put(String.valueOf(key), String.valueOf(text)));
        }
        return texts;
    }

    Optional<String> maybe() {
        return Optional.ofNullable(value).map(String::valueOf);
    }

    String text(String otherwise) {
        return maybe().orElse(otherwise);
    }

    int number(int otherwise) {
        return value instanceof Number number ? number.intValue() : otherwise;
    }

    boolean flag() {
        return Boolean.TRUE.equals(value);
    }
}
