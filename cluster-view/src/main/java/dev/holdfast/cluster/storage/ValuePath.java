package dev.holdfast.cluster.storage;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A way to one value in an object: names with dots between them, {@code ['a.b/c']} for names with
 * dots of their own, {@code [type=Ready]} for the first item of a list with that field. For example
 * {@code metadata.labels['directpv.min.io/node']} and {@code status.conditions[type=Ready].status}.
 */
public record ValuePath(List<Step> steps) {
    private static final Pattern STEP =
            Pattern.compile(
                    "\\G\\.?(?:(?<name>[^.\\[\\]']+)|\\['(?<quoted>[^']+)'\\]|\\[(?<field>[^=\\]]+)=(?<value>[^\\]]+)\\])");

    public ValuePath {
        steps = List.copyOf(steps);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when the text is no path
     */
    @JsonCreator
    public static ValuePath of(String text) {
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text);
        int end = 0;
        while (matcher.find()) {
            steps.add(step(matcher));
            end = matcher.end();
        }
        if (steps.isEmpty() || end != text.length()) {
            throw new IllegalArgumentException(
                    "\""
                            + text
                            + "\" is no path such as spec.nodeName, labels['a.b/c'] or conditions[type=Ready].status");
        }
        return new ValuePath(steps);
    }

    private static Step step(Matcher matcher) {
        @Nullable String name = matcher.group("name");
        @Nullable String quoted = matcher.group("quoted");
        if (name != null || quoted != null) {
            return new Step.Name(name != null ? name : String.valueOf(quoted));
        }
        return new Step.First(matcher.group("field"), matcher.group("value"));
    }

    /** The name that it consists of, empty when it is not one name. */
    String text() {
        return steps.size() == 1 && steps.getFirst() instanceof Step.Name(String name) ? name : "";
    }

    /** The value there, or null when there is none, whatever the reason. */
    public @Nullable Object read(@Nullable Object tree) {
        Object value = tree;
        for (Step step : steps) {
            value = step.read(value);
        }
        return value;
    }

    /** The text or number there as text, empty when there is none. */
    public String text(@Nullable Object tree) {
        @Nullable Object value = read(tree);
        return value instanceof String || value instanceof Number || value instanceof Boolean
                ? value.toString()
                : "";
    }

    /** One step from a value to one within it. */
    public sealed interface Step {
        /** What this step leads to, null when it leads nowhere. */
        @Nullable Object read(@Nullable Object value);

        /** The field of an object. */
        record Name(String name) implements Step {
            @Override
            public @Nullable Object read(@Nullable Object value) {
                return value instanceof Map<?, ?> object ? object.get(name) : null;
            }
        }

        /** The first object of a list whose field has this value. */
        record First(String field, String value) implements Step {
            @Override
            public @Nullable Object read(@Nullable Object list) {
                if (list instanceof List<?> items) {
                    for (Object item : items) {
                        if (item instanceof Map<?, ?> object && value.equals(object.get(field))) {
                            return object;
                        }
                    }
                }
                return null;
            }
        }
    }
}
