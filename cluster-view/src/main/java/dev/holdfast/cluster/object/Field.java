package dev.holdfast.cluster.object;

import dev.holdfast.policy.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A field of an object with the way to it. Absent fields read as Kubernetes' zero values; a value
 * of a wrong type is a {@link MalformedObjectException} that names the path.
 *
 * @param value the plain value, null when absent
 */
public record Field(@Nullable Object value, @Nullable Field parent, String name) {
    /** The whole object. */
    public static Field root(Map<?, ?> object) {
        return new Field(object, null, "");
    }

    /** A field of this object; absent when this is. */
    public Field at(String field) {
        return switch (value) {
            case null -> new Field(null, this, field);
            case Map<?, ?> object -> new Field(object.get(field), this, field);
            default -> throw wrong("an object");
        };
    }

    /** Whether there is a value. */
    public boolean isPresent() {
        return value != null;
    }

    /** The text, empty when absent; one instance where several objects say the same. */
    public String text() {
        return switch (value) {
            case null -> "";
            case String text -> Shared.of(text);
            default -> throw wrong("a string");
        };
    }

    /** The text, unless it is absent or empty. */
    public Optional<String> nonEmptyText() {
        String text = text();
        return text.isEmpty() ? Optional.empty() : Shared.of(Optional.of(text));
    }

    /** The text, which must be there. */
    public String requiredText() {
        String text = text();
        if (text.isEmpty()) {
            throw new MalformedObjectException(path(), "is needed");
        }
        return text;
    }

    /** True or false, false when absent. */
    public boolean flag() {
        return switch (value) {
            case null -> false;
            case Boolean flag -> flag;
            default -> throw wrong("true or false");
        };
    }

    /** A whole number that fits an int. */
    public int number(int whenAbsent) {
        return switch (value) {
            case null -> whenAbsent;
            case Integer number -> number;
            case Long number when number == number.intValue() -> number.intValue();
            default -> throw wrong("a whole number below 2147483648");
        };
    }

    /** A map of strings, empty when absent. */
    public Map<String, String> texts() {
        return entries(false);
    }

    /** A map of quantities, which may be written as numbers; empty when absent. */
    public Map<String, String> quantities() {
        return entries(true);
    }

    private Map<String, String> entries(boolean numbers) {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> object)) {
            throw wrong("an object");
        }
        Map<String, String> entries = HashMap.newHashMap(object.size());
        object.forEach((key, entry) -> {
            if (entry instanceof String text) {
                entries.put(Shared.of(String.valueOf(key)), Shared.of(text));
            } else if (numbers && entry instanceof Number number) {
                entries.put(Shared.of(String.valueOf(key)), Shared.of(number.toString()));
            } else {
                throw at(String.valueOf(key)).wrong("a string (put it in quotes)");
            }
        });
        return entries;
    }

    /** The items of a list, none when absent. */
    public List<Field> items() {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrong("a list");
        }
        List<Field> items = new ArrayList<>(list.size());
        for (Object item : list) {
            items.add(new Field(item, this, "[" + items.size() + "]"));
        }
        return items;
    }

    /** The texts of a list, none when absent. */
    public List<String> textItems() {
        return items().stream().map(Field::text).toList();
    }

    /** For example {@code spec.volumes[0].name}. */
    public String path() {
        if (parent == null) {
            return name;
        }
        String before = parent.path();
        return before.isEmpty() || name.startsWith("[") ? before + name : before + "." + name;
    }

    private MalformedObjectException wrong(String expected) {
        String given =
                switch (value) {
                    case null -> "null";
                    case Map<?, ?> _ -> "an object";
                    case List<?> _ -> "a list";
                    case String text ->
                            "\"" + text.substring(0, Math.min(64, text.length())) + "\"";
                    default -> value.toString();
                };
        return new MalformedObjectException(
                List.of(new Problem(path(), "must be " + expected + ", not " + given)));
    }
}
