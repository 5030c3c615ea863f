package dev.holdfast.policy;

import dev.holdfast.policy.schema.Shape;
import dev.holdfast.policy.schema.Shapes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a policy as the plain tree that {@link PolicyDecoder} reads, with all defaults. */
public final class PolicyEncoder {
    private static final Shape.Structure SPEC = Shapes.of(PolicySpec.class);

    private PolicyEncoder() {}

    /** The object: apiVersion, kind, metadata and spec; decoding it gives an equal policy. */
    public static Map<String, Object> encode(DataPlacementPolicy policy) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", policy.name());
        metadata.put("namespace", policy.namespace());
        if (policy.generation() != 0) {
            metadata.put("generation", policy.generation());
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", DataPlacementPolicy.GROUP + "/" + DataPlacementPolicy.VERSION);
        document.put("kind", DataPlacementPolicy.KIND);
        document.put("metadata", metadata);
        document.put("spec", structure(SPEC, policy.spec()));
        return document;
    }

    /** A record as a tree; absent optional fields and empty collections are left out. */
    public static Map<String, Object> structure(Shape.Structure shape, Record value) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (Shape.Field field : shape.fields()) {
            Object held = component(field, value);
            Object given = held instanceof Optional<?> box ? box.orElse(null) : held;
            if (given != null && !isEmpty(given)) {
                tree.put(field.name(), tree(field.shape(), given));
            }
        }
        return tree;
    }

    private static boolean isEmpty(Object value) {
        return (value instanceof List<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    private static Object tree(Shape shape, Object value) {
        return switch (shape) {
            case Shape.Structure structure -> structure(structure, (Record) value);
            case Shape.Sequence sequence ->
                    ((List<?>) value).stream().map(item -> tree(sequence.item(), item)).toList();
            case Shape.Table table -> {
                Map<String, Object> entries = new LinkedHashMap<>();
                ((Map<?, ?>) value)
                        .forEach((key, entry) ->
                                entries.put((String) key, tree(table.value(), entry)));
                yield entries;
            }
            case Shape.Word _ -> value.toString();
            case Shape.Quantity _ ->
                    switch ((Amount) value) {
                        case Amount.Units(int count) -> (Object) count;
                        case Amount.Word word -> word.name();
                    };
            case Shape.Text _, Shape.Whole _, Shape.Flag _, Shape.Free _ -> value;
        };
    }

    private static Object component(Shape.Field field, Record value) {
        try {
            return field.accessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + field.accessor(), e);
        }
    }
}
