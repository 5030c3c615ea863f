package dev.holdfast.policy.schema;

import dev.holdfast.policy.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Structural schemas (apiextensions.k8s.io/v1 JSONSchemaProps) of shapes. Every node has a
 * description, and every list, map and string an upper bound, which the API server's cost estimate
 * for CEL rules needs.
 */
final class ShapeSchema {
    private ShapeSchema() {}

    static Map<String, Object> of(Shape shape, String description) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", description);
        switch (shape) {
            case Shape.Structure structure -> structure(structure, schema);
            case Shape.Sequence sequence -> sequence(sequence, schema);
            case Shape.Table table -> table(table, schema);
            case Shape.Text text -> text(text, schema);
            case Shape.Whole whole -> whole(whole, schema);
            case Shape.Flag _ -> schema.put("type", "boolean");
            case Shape.Word word -> {
                schema.put("type", "string");
                schema.put("enum", word.words());
            }
            case Shape.Quantity quantity -> quantity(quantity, schema);
            case Shape.Free _ -> {
                schema.put("type", "object");
                schema.put("x-kubernetes-preserve-unknown-fields", true);
            }
        }
        return schema;
    }

    private static void structure(Shape.Structure shape, Map<String, Object> schema) {
        schema.put("type", "object");
        List<String> required =
                shape.fields().stream()
                        .filter(Shape.Field::required)
                        .map(Shape.Field::name)
                        .toList();
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        if (!shape.rules().isEmpty()) {
            schema.put(
                    "x-kubernetes-validations",
                    shape.rules().stream().map(ShapeSchema::rule).toList());
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        shape.fields().forEach(field -> properties.put(field.name(), property(field)));
        schema.put("properties", properties);
    }

    private static Map<String, Object> property(Shape.Field field) {
        Map<String, Object> schema = of(field.shape(), field.doc());
        field.fallback().ifPresent(value -> schema.put("default", value));
        return schema;
    }

    private static Map<String, Object> rule(Schema.Rule rule) {
        return CrdDocument.ordered("rule", rule.value(), "message", rule.message());
    }

    private static void sequence(Shape.Sequence shape, Map<String, Object> schema) {
        schema.put("type", "array");
        bounds("Items", shape.min(), shape.max(), schema);
        if (shape.key().isPresent()) {
            schema.put("x-kubernetes-list-type", "map");
            schema.put("x-kubernetes-list-map-keys", List.of(shape.key().get()));
        } else {
            schema.put("x-kubernetes-list-type", shape.distinct() ? "set" : "atomic");
        }
        schema.put("items", of(shape.item(), shape.itemDoc()));
    }

    private static void table(Shape.Table shape, Map<String, Object> schema) {
        schema.put("type", "object");
        bounds("Properties", shape.min(), shape.max(), schema);
        schema.put("additionalProperties", of(shape.value(), shape.valueDoc()));
    }

    private static void text(Shape.Text shape, Map<String, Object> schema) {
        schema.put("type", "string");
        bounds("Length", shape.min(), shape.max(), schema);
        shape.pattern().ifPresent(pattern -> schema.put("pattern", whole(pattern.pattern())));
    }

    private static void whole(Shape.Whole shape, Map<String, Object> schema) {
        schema.put("type", "integer");
        schema.put("format", shape.wide() ? "int64" : "int32");
        if (shape.bounded()) {
            schema.put("minimum", shape.min());
            schema.put("maximum", shape.max());
        }
    }

    private static void quantity(Shape.Quantity shape, Map<String, Object> schema) {
        if (!shape.numbers()) {
            schema.put("type", "string");
            schema.put("enum", shape.words());
            return;
        }
        schema.put("x-kubernetes-int-or-string", true);
        schema.put("minimum", shape.min());
        schema.put("maximum", shape.max());
        schema.put("maxLength", 16);
        schema.put("pattern", whole(String.join("|", shape.words())));
    }

    private static String whole(String pattern) {
        return "^(" + pattern + ")$";
    }

    private static void bounds(String what, int min, int max, Map<String, Object> schema) {
        if (min > 0) {
            schema.put("min" + what, min);
        }
        schema.put("max" + what, max);
    }
}
