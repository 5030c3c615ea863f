package dev.holdfast.policy;

import dev.holdfast.policy.schema.Shape;
import dev.holdfast.policy.schema.Shapes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Random documents that fit the policy's schema, made from the shapes themselves. */
final class RandomPolicies {
    /** Strings for the few patterns of the schema, by pattern. */
    private static final Map<String, List<String>> WORDS =
            Map.of(
                    "[a-z]([-a-z0-9]{0,30}[a-z0-9])?", List.of("zone", "rack", "node", "row"),
                    "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", List.of("a", "b-1", "data"),
                    "[0-9]{1,9}(-[0-9]{1,9})?(,[0-9]{1,9}(-[0-9]{1,9})?){0,63}",
                            List.of("0", "0-2,5"),
                    "([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?", List.of("0s", "1h2m3s", ""));

    private RandomPolicies() {}

    static Map<String, Object> document(RandomGenerator random) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", "holdfast.dev/v1alpha1");
        document.put("kind", "DataPlacementPolicy");
        document.put("metadata", Map.of("name", "p", "generation", random.nextInt(3)));
        document.put("spec", object(Shapes.of(PolicySpec.class), random));
        return document;
    }

    private static Map<String, Object> object(Shape.Structure shape, RandomGenerator random) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (Shape.Field field : shape.fields()) {
            if (field.required() || random.nextInt(3) > 0) {
                object.put(field.name(), value(field.shape(), random));
            }
        }
        return object;
    }

    private static Object value(Shape shape, RandomGenerator random) {
        return switch (shape) {
            case Shape.Structure structure -> object(structure, random);
            case Shape.Sequence sequence -> list(sequence, random);
            case Shape.Table table -> map(table, random);
            case Shape.Text text -> text(text, random);
            case Shape.Whole whole -> number(whole.min(), whole.max(), random);
            case Shape.Flag _ -> random.nextBoolean();
            case Shape.Word word -> word.words().get(random.nextInt(word.words().size()));
            case Shape.Quantity quantity ->
                    quantity.numbers() && random.nextBoolean()
                            ? number(quantity.min(), quantity.max(), random)
                            : quantity.words().get(random.nextInt(quantity.words().size()));
            case Shape.Free _ -> Map.of("a", List.of(random.nextInt(5), "b"));
        };
    }

    private static Object number(long min, long max, RandomGenerator random) {
        return (int) random.nextLong(min, Math.min(max, min + 20) + 1);
    }

    private static String text(Shape.Text shape, RandomGenerator random) {
        List<String> words =
                shape.pattern()
                        .map(pattern -> WORDS.getOrDefault(pattern.pattern(), List.of()))
                        .orElse(List.of("x", "app", "a.b/c"));
        return words.get(random.nextInt(words.size()));
    }

    private static List<Object> list(Shape.Sequence shape, RandomGenerator random) {
        List<Object> items = new ArrayList<>();
        List<Object> seen = new ArrayList<>();
        int wanted = Math.max(shape.min(), random.nextInt(Math.min(shape.max(), 3) + 1));
        for (int tries = 0; items.size() < wanted && tries < 20; tries++) {
            Object item = value(shape.item(), random);
            Object mark = mark(shape, item);
            if ((shape.key().isEmpty() && !shape.distinct()) || !seen.contains(mark)) {
                items.add(item);
                seen.add(mark);
            }
        }
        return items;
    }

    private static Object mark(Shape.Sequence shape, Object item) {
        return shape.key()
                .<Object>map(key ->
                        ((Map<?, ?>) item).containsKey(key)
                                ? String.valueOf(((Map<?, ?>) item).get(key))
                                : "members")
                .orElse(item);
    }

    private static Map<String, Object> map(Shape.Table shape, RandomGenerator random) {
        Map<String, Object> entries = new LinkedHashMap<>();
        int wanted = Math.max(shape.min(), random.nextInt(Math.min(shape.max(), 3) + 1));
        while (entries.size() < wanted) {
            entries.put("k" + random.nextInt(9), value(shape.value(), random));
        }
        return entries;
    }
}
