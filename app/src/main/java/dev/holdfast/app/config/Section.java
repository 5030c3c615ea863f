package dev.holdfast.app.config;

import dev.holdfast.policy.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of a configuration file while it is read. Collects what is wrong instead of stopping
 * at the first; {@link #end} reports the keys that nobody asked for.
 */
final class Section {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private final String path;
    private final Map<?, ?> tree;
    private final List<String> problems;
    private final Set<String> asked = new TreeSet<>();

    Section(String path, Map<?, ?> tree, List<String> problems) {
        this.path = path;
        this.tree = tree;
        this.problems = problems;
    }

    String path() {
        return path;
    }

    List<String> problems() {
        return problems;
    }

    /** Something wrong that is not the type of one key. */
    void problem(String message) {
        problems.add(path + ": " + message);
    }

    private @Nullable Object value(String key) {
        asked.add(key);
        return tree.get(key);
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private void wrong(String key, String expected, Object found) {
        problems.add(at(key) + ": " + expected + " expected, found " + found);
    }

    boolean has(String key) {
        return value(key) != null;
    }

    /** A mapping; an empty one when it is absent. */
    Section section(String key) {
        @Nullable Object value = value(key);
        if (value != null && !(value instanceof Map)) {
            wrong(key, "a mapping", value);
        }
        return new Section(at(key), value instanceof Map<?, ?> map ? map : Map.of(), problems);
    }

    /** A list of mappings; empty when it is absent. */
    List<Section> sections(String key) {
        @Nullable Object value = value(key);
        if (value == null) {
            return List.of();
        }
        List<Section> sections = new ArrayList<>();
        if (value instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)) {
            for (Object each : list) {
                String place = at(key) + "[" + sections.size() + "]";
                sections.add(new Section(place, (Map<?, ?>) each, problems));
            }
        } else {
            wrong(key, "a list of mappings", value);
        }
        return sections;
    }

    String text(String key, String fallback) {
        return text(key).orElse(fallback);
    }

    Optional<String> text(String key) {
        @Nullable Object value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && !text.isBlank()) {
            return Optional.of(text);
        }
        wrong(key, "a text", value);
        return Optional.empty();
    }

    /** A list of texts, or one text. */
    List<String> texts(String key) {
        @Nullable Object value = value(key);
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        return text(key).map(List::of).orElse(List.of());
    }

    int number(String key, int fallback, int least, int most) {
        @Nullable Object value = value(key);
        if (value == null) {
            return fallback;
        }
        if (value instanceof Integer number && number >= least && number <= most) {
            return number;
        }
        wrong(key, "a whole number from " + least + " to " + most, value);
        return fallback;
    }

    /** A number, whole or not. */
    double decimal(String key, double fallback, double least, double most) {
        @Nullable Object value = value(key);
        if (value == null) {
            return fallback;
        }
        if (value instanceof Number number
                && number.doubleValue() >= least
                && number.doubleValue() <= most) {
            return number.doubleValue();
        }
        wrong(key, "a number from " + least + " to " + most, value);
        return fallback;
    }

    /** True or false. */
    boolean flag(String key, boolean fallback) {
        @Nullable Object value = value(key);
        if (value == null) {
            return fallback;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        wrong(key, "true or false", value);
        return fallback;
    }

    /** A duration such as {@code 250ms}, {@code 5s} or {@code 2m}. */
    Duration duration(String key, Duration fallback) {
        @Nullable Object value = value(key);
        if (value == null) {
            return fallback;
        }
        Matcher matcher = DURATION.matcher(value.toString());
        if (!matcher.matches()) {
            wrong(key, "a duration such as 250ms, 5s or 2m", value);
            return fallback;
        }
        long amount = Long.parseLong(matcher.group(1));
        if (amount == 0 && fallback.isPositive()) {
            wrong(key, "a duration above 0", value);
            return fallback;
        }
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** One of an enum's constants, written in lower case. */
    <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return fallback;
        }
        List<String> names =
                Arrays.stream(type.getEnumConstants())
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .toList();
        if (!names.contains(text.get())) {
            wrong(key, "one of " + String.join(", ", names), text.get());
            return fallback;
        }
        return Enum.valueOf(type, text.get().toUpperCase(Locale.ROOT));
    }

    /** Nothing else is read from this mapping: any other key is a mistake. */
    void end() {
        for (Object key : tree.keySet()) {
            String name = String.valueOf(key);
            if (!asked.contains(name)) {
                String hint =
                        Nearest.to(name, asked)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("; known are " + String.join(", ", asked));
                problems.add(at(name) + ": unknown key" + hint);
            }
        }
    }
}
