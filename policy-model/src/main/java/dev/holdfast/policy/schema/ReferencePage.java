package dev.holdfast.policy.schema;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.policy.PolicyStatus;
import dev.holdfast.policy.Schema;
import java.util.ArrayList;
import java.util.List;

/** The policy's reference page in Markdown, made from the same shapes as the schema. */
public final class ReferencePage {
    private ReferencePage() {}

    /** The whole page. */
    public static String markdown() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # DataPlacementPolicy

                        <!-- Generated from the records in policy-model; a test rewrites it with -Dholdfast.regenerate=true. -->

                        `%s/%s`, namespaced, short name `dpp`. An absent field has its default; an unknown one is refused.
                        """
                                .formatted(DataPlacementPolicy.GROUP, DataPlacementPolicy.VERSION));
        section("spec", Shapes.of(PolicySpec.class), page);
        section("status", Shapes.of(PolicyStatus.class), page);
        return page.toString();
    }

    private record Section(String path, Shape.Structure shape) {}

    private static void section(String path, Shape.Structure shape, StringBuilder page) {
        page.append("\n## `").append(path).append("`\n\n").append(shape.doc()).append("\n\n");
        page.append("| field | type | default | bounds | |\n|---|---|---|---|---|\n");
        List<Section> inner = new ArrayList<>();
        for (Shape.Field field : shape.fields()) {
            row(field, page);
            inner(path + "." + field.name(), field.shape(), inner);
        }
        for (Schema.Rule rule : shape.rules()) {
            page.append("\nRule: ").append(rule.message()).append(".\n");
        }
        inner.forEach(next -> section(next.path(), next.shape(), page));
    }

    private static void inner(String path, Shape shape, List<Section> found) {
        switch (shape) {
            case Shape.Structure structure -> found.add(new Section(path, structure));
            case Shape.Sequence sequence -> inner(path + "[]", sequence.item(), found);
            case Shape.Table table -> inner(path + "{}", table.value(), found);
            case Shape.Text _,
                    Shape.Whole _,
                    Shape.Flag _,
                    Shape.Word _,
                    Shape.Quantity _,
                    Shape.Free _ -> {}
        }
    }

    private static void row(Shape.Field field, StringBuilder page) {
        String fallback =
                field.required()
                        ? "required"
                        : field.fallback().map(value -> "`" + value + "`").orElse("");
        page.append(
                "| `%s` | %s | %s | %s | %s |\n"
                        .formatted(
                                field.name(),
                                type(field.shape()),
                                fallback,
                                cell(bounds(field.shape())),
                                cell(field.doc())));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String type(Shape shape) {
        return switch (shape) {
            case Shape.Structure _, Shape.Free _ -> "object";
            case Shape.Sequence sequence -> "list of " + type(sequence.item());
            case Shape.Table table -> "map to " + type(table.value());
            case Shape.Text _ -> "string";
            case Shape.Whole _ -> "integer";
            case Shape.Flag _ -> "boolean";
            case Shape.Word word -> choice(word.words());
            case Shape.Quantity quantity ->
                    choice(quantity.words()) + (quantity.numbers() ? " or integer" : "");
        };
    }

    private static String choice(List<String> words) {
        return "`" + String.join("`, `", words) + "`";
    }

    private static String bounds(Shape shape) {
        return switch (shape) {
            case Shape.Structure _, Shape.Flag _, Shape.Word _ -> "";
            case Shape.Free _ -> "free form";
            case Shape.Sequence sequence -> {
                String unique =
                        sequence.key()
                                .map(key -> "; `" + key + "` unique")
                                .orElse(sequence.distinct() ? "; all different" : "");
                yield range(sequence.min(), sequence.max()) + " items" + unique;
            }
            case Shape.Table table ->
                    range(table.min(), table.max())
                            + " entries"
                            + (table.value() instanceof Shape.Whole whole
                                    ? " of " + bounds(whole)
                                    : "");
            case Shape.Text text ->
                    text.pattern()
                            .map(pattern -> "`" + pattern.pattern() + "`")
                            .orElse(range(text.min(), text.max()) + " characters");
            case Shape.Whole whole -> whole.bounded() ? whole.min() + " to " + whole.max() : "";
            case Shape.Quantity quantity ->
                    quantity.numbers() ? quantity.min() + " to " + quantity.max() : "";
        };
    }

    private static String range(int min, int max) {
        return min == 0 ? "at most " + max : min + " to " + max;
    }
}
