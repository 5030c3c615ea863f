package dev.holdfast.policy;

import dev.holdfast.policy.schema.Shape;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns a plain tree into records by their shapes and collects every problem on the way. A value
 * that is no good is read as null; a record with such a field is null as well.
 */
final class TreeReader {
    private final List<Problem> problems;

    TreeReader(List<Problem> problems) {
        this.problems = problems;
    }

    void problem(JsonPath path, String message) {
        problems.add(new Problem(path.text(), message));
    }

    /** Adds a problem for each key that is not known, with the one that was probably meant. */
    void refuseUnknown(Map<?, ?> object, Collection<String> known, JsonPath path) {
        for (Object key : object.keySet()) {
            String name = String.valueOf(key);
            if (!known.contains(name)) {
                String rest =
                        Nearest.to(name, known)
                                .map(near -> "did you mean " + near + "?")
                                .orElse("known are " + String.join(", ", new TreeSet<>(known)));
                problem(path.field(name), "unknown field; " + rest);
            }
        }
    }

    @Nullable Record structure(Shape.Structure shape, Object given, JsonPath path) {
        if (!(given instanceof Map<?, ?> object)) {
            wrong(path, "an object", given);
            return null;
        }
        int before = problems.size();
        refuseUnknown(object, shape.fields().stream().map(Shape.Field::name).toList(), path);
        @Nullable Object[] arguments =
                shape.fields().stream()
                        .map(field -> field(field, object.get(field.name()), path))
                        .toArray();
        return problems.size() > before ? null : construct(shape, arguments);
    }

    private @Nullable Object field(Shape.Field field, @Nullable Object given, JsonPath parent) {
        JsonPath path = parent.field(field.name());
        @Nullable Object value = given == null ? field.fallback().orElse(null) : given;
        if (value == null && field.required()) {
            problem(path, "is needed");
            return null;
        }
        if (field.wrapped()) {
            return value == null
                    ? Optional.empty()
                    : Optional.ofNullable(value(field.shape(), value, path));
        }
        return value(field.shape(), value == null ? empty(field.shape(), path) : value, path);
    }

    /** What an absent field without a default is read from. */
    private static Object empty(Shape shape, JsonPath path) {
        return switch (shape) {
            case Shape.Sequence _ -> List.of();
            case Shape.Table _, Shape.Free _, Shape.Structure _ -> Map.of();
            case Shape.Text _, Shape.Whole _, Shape.Flag _, Shape.Word _, Shape.Quantity _ ->
                    throw new IllegalStateException(
                            path.text() + " is neither required nor optional, and has no default");
        };
    }

    /** Reads a value, or adds a problem and returns null. */
    @Nullable Object value(Shape shape, Object given, JsonPath path) {
        return switch (shape) {
            case Shape.Structure structure -> structure(structure, given, path);
            case Shape.Sequence sequence -> sequence(sequence, given, path);
            case Shape.Table table -> table(table, given, path);
            case Shape.Text text -> text(text, given, path);
            case Shape.Whole whole -> whole(whole, given, path);
            case Shape.Flag _ ->
                    given instanceof Boolean ? given : wrong(path, "true or false", given);
            case Shape.Word word -> word(word, given, path);
            case Shape.Quantity quantity -> quantity(quantity, given, path);
            case Shape.Free _ ->
                    given instanceof Map<?, ?> free
                            ? frozen(free)
                            : wrong(path, "an object", given);
        };
    }

    /** A deep, immutable copy; null entries are left out, as if they were absent. */
    private static Object frozen(Object given) {
        return switch (given) {
            case Map<?, ?> entries -> {
                Map<String, Object> copy = new LinkedHashMap<>();
                entries.forEach((key, value) -> {
                    if (value != null) {
                        copy.put(String.valueOf(key), frozen(value));
                    }
                });
                yield Collections.unmodifiableMap(copy);
            }
            case List<?> items ->
                    items.stream().filter(Objects::nonNull).map(TreeReader::frozen).toList();
            default -> given;
        };
    }

    private @Nullable Object sequence(Shape.Sequence shape, Object given, JsonPath path) {
        if (!(given instanceof List<?> items)) {
            return wrong(path, "a list", given);
        }
        bounds(items.size(), shape.min(), shape.max(), "items", path);
        List<Object> read = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            JsonPath at = path.item(i);
            @Nullable Object item = items.get(i);
            if (item == null) {
                problem(at, "must not be null");
                continue;
            }
            repeated(shape, item, seen, at);
            @Nullable Object value = value(shape.item(), item, at);
            if (value != null) {
                read.add(value);
            }
        }
        return read;
    }

    private void repeated(Shape.Sequence shape, Object item, Set<Object> seen, JsonPath at) {
        if (shape.distinct() && !seen.add(item)) {
            problem(at, item + " is there twice");
        }
        if (shape.key().isPresent() && item instanceof Map<?, ?> object) {
            String key = shape.key().get();
            @Nullable Object given = object.get(key);
            Object value = given == null ? fallback(shape.item(), key) : given;
            if (!seen.add(value)) {
                problem(at.field(key), "\"" + value + "\" is there twice; each needs its own");
            }
        }
    }

    private static Object fallback(Shape item, String key) {
        if (item instanceof Shape.Structure structure) {
            for (Shape.Field field : structure.fields()) {
                if (field.name().equals(key) && field.fallback().isPresent()) {
                    return field.fallback().get();
                }
            }
        }
        return new Object();
    }

    private @Nullable Object table(Shape.Table shape, Object given, JsonPath path) {
        if (!(given instanceof Map<?, ?> entries)) {
            return wrong(path, "an object", given);
        }
        bounds(entries.size(), shape.min(), shape.max(), "entries", path);
        Map<String, Object> read = new LinkedHashMap<>();
        entries.forEach((key, entry) -> {
            JsonPath at = path.field(String.valueOf(key));
            if (entry == null) {
                problem(at, "must not be null");
                return;
            }
            @Nullable Object value = value(shape.value(), entry, at);
            if (value != null) {
                read.put(String.valueOf(key), value);
            }
        });
        return read;
    }

    private @Nullable Object text(Shape.Text shape, Object given, JsonPath path) {
        if (!(given instanceof String text)) {
            return wrong(path, "a string", given);
        }
        if (shape.pattern().isPresent() && !shape.pattern().get().matcher(text).matches()) {
            problem(path, "\"" + text + "\" does not match " + shape.pattern().get().pattern());
            return null;
        }
        return bounds(text.length(), shape.min(), shape.max(), "characters", path) ? text : null;
    }

    private @Nullable Object whole(Shape.Whole shape, Object given, JsonPath path) {
        @Nullable BigInteger number = integral(given);
        if (number == null) {
            return wrong(path, "a whole number", given);
        }
        if (number.compareTo(BigInteger.valueOf(shape.min())) < 0
                || number.compareTo(BigInteger.valueOf(shape.max())) > 0) {
            problem(
                    path,
                    "must be between " + shape.min() + " and " + shape.max() + ", not " + number);
            return null;
        }
        return shape.wide() ? (Object) number.longValueExact() : (Object) number.intValueExact();
    }

    private @Nullable Object word(Shape.Word shape, Object given, JsonPath path) {
        for (Object constant : shape.type().getEnumConstants()) {
            if (constant.toString().equals(given)) {
                return constant;
            }
        }
        return oneOf(shape.words(), "", given, path);
    }

    private @Nullable Object quantity(Shape.Quantity shape, Object given, JsonPath path) {
        if (given instanceof String word && shape.words().contains(word)) {
            return Amount.Word.valueOf(word);
        }
        if (shape.numbers() && integral(given) != null) {
            @Nullable Object number =
                    whole(new Shape.Whole(shape.min(), shape.max(), false), given, path);
            return number instanceof Integer count ? new Amount.Units(count) : null;
        }
        return oneOf(shape.words(), shape.numbers() ? " or a whole number" : "", given, path);
    }

    private @Nullable Object oneOf(List<String> words, String more, Object given, JsonPath path) {
        String hint =
                given instanceof String word
                        ? Nearest.to(word, words)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("")
                        : "";
        problem(
                path,
                "must be one of "
                        + String.join(", ", words)
                        + more
                        + ", not "
                        + named(given)
                        + hint);
        return null;
    }

    private boolean bounds(int size, int min, int max, String unit, JsonPath path) {
        if (size < min || size > max) {
            String allowed = min == 0 ? "at most " + max : min + " to " + max;
            problem(path, "must have " + allowed + " " + unit + ", not " + size);
            return false;
        }
        return true;
    }

    private @Nullable Object wrong(JsonPath path, String expected, Object given) {
        problem(path, "must be " + expected + ", not " + named(given));
        return null;
    }

    /** A value as a message shows it: scalars themselves, short, others by their kind. */
    static String named(Object given) {
        return switch (given) {
            case Map<?, ?> _ -> "an object";
            case List<?> _ -> "a list";
            case String text -> "\"" + (text.length() > 64 ? text.substring(0, 64) : text) + "\"";
            default -> String.valueOf(given);
        };
    }

    private static @Nullable BigInteger integral(Object given) {
        return switch (given) {
            case BigInteger number -> number;
            case Integer number -> BigInteger.valueOf(number);
            case Long number -> BigInteger.valueOf(number);
            case Short number -> BigInteger.valueOf(number);
            default -> null;
        };
    }

    private static Record construct(Shape.Structure shape, @Nullable Object[] arguments) {
        try {
            return shape.constructor().newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot call " + shape.constructor(), e);
        }
    }
}
