package dev.holdfast.cluster.storage;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text made of values of an object: one path, or paths in braces with text between them. What
 * stands behind a bar is taken where the value is absent or empty, a path when it begins with
 * <code>@</code>: <code>{name}/{number|0}</code>. A value that is missing and has nothing in its
 * place makes the whole text empty.
 */
public record Template(List<Part> parts) {
    private static final Pattern PART =
            Pattern.compile(
                    "\\G(?:\\{(?<path>[^{}|]+)(?:\\|(?<fallback>[^{}|]*))?\\}|(?<text>[^{}]+))");

    public Template {
        parts = List.copyOf(parts);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when the text is none
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Template of(String text) {
        if (!text.contains("{")) {
            return new Template(List.of(new Part.Value(ValuePath.of(text), "")));
        }
        List<Part> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(text);
        int end = 0;
        while (matcher.find()) {
            @Nullable String path = matcher.group("path");
            @Nullable String fallback = matcher.group("fallback");
            parts.add(
                    path == null
                            ? new Part.Text(matcher.group("text"))
                            : new Part.Value(ValuePath.of(path), fallback == null ? "" : fallback));
            end = matcher.end();
        }
        if (end != text.length()) {
            throw new IllegalArgumentException(
                    "\""
                            + text
                            + "\" is neither a path nor paths in braces such as {name}/{number|0}");
        }
        return new Template(parts);
    }

    /** The paths that it reads. */
    List<ValuePath> paths() {
        return parts.stream()
                .filter(Part.Value.class::isInstance)
                .map(part -> ((Part.Value) part).path())
                .toList();
    }

    /** The text for an object, empty when a value is missing. */
    public String text(Object tree) {
        return fill(path -> path.text(tree));
    }

    String fill(Function<ValuePath, String> values) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Text(String constant) -> text.append(constant);
                case Part.Value(ValuePath path, String fallback) -> {
                    String value = values.apply(path);
                    String taken = value.isEmpty() ? other(fallback, values) : value;
                    if (taken.isEmpty()) {
                        return "";
                    }
                    text.append(taken);
                }
            }
        }
        return text.toString();
    }

    private static String other(String fallback, Function<ValuePath, String> values) {
        return fallback.startsWith("@") ? values.apply(ValuePath.of(fallback)) : fallback;
    }

    /** A piece of the text. */
    public sealed interface Part {
        /** Stands there as it is. */
        record Text(String text) implements Part {}

        /** A value of the object, or what is taken in its place. */
        record Value(ValuePath path, String fallback) implements Part {}
    }
}
