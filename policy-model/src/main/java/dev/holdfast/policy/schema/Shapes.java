package dev.holdfast.policy.schema;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.Doc;
import dev.holdfast.policy.Schema;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@link Shape}s from records and their annotations. */
public final class Shapes {
    /** Longest string where a component states no bound of its own, in characters. */
    public static final int LONGEST_TEXT = 2048;

    private Shapes() {}

    /**
     * The shape of a record type.
     *
     * @throws IllegalStateException naming the component that has no {@link Doc}, no size where one
     *     is needed, or a type that documents cannot hold
     */
    public static Shape.Structure of(Class<? extends Record> type) {
        List<Shape.Field> fields =
                Arrays.stream(type.getRecordComponents()).map(Shapes::field).toList();
        List<Schema.Rule> rules = List.of(type.getAnnotationsByType(Schema.Rule.class));
        return new Shape.Structure(constructor(type), doc(type, type.getName()), rules, fields);
    }

    private static Constructor<? extends Record> constructor(Class<? extends Record> type) {
        Class<?>[] types =
                Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type.getName() + " has no canonical constructor", e);
        }
    }

    private static Shape.Field field(RecordComponent component) {
        String where = component.getDeclaringRecord().getName() + "." + component.getName();
        Type type = component.getGenericType();
        boolean wrapped = raw(type) == Optional.class;
        Shape shape = shape(wrapped ? argument(type, 0) : type, component, where);
        Schema.@Nullable Default fallback = component.getAnnotation(Schema.Default.class);
        return new Shape.Field(
                component.getName(),
                component.getAccessor(),
                doc(component, where),
                component.isAnnotationPresent(Schema.Required.class),
                Optional.ofNullable(fallback).map(value -> constant(value.value(), where)),
                wrapped,
                shape);
    }

    private static Shape shape(Type type, RecordComponent component, String where) {
        Class<?> raw = raw(type);
        if (raw == Map.class && component.isAnnotationPresent(Schema.Free.class)) {
            return new Shape.Free();
        }
        if (raw == List.class || raw == Map.class) {
            return collection(raw, type, component, where);
        }
        return scalar(raw, component, where);
    }

    private static Shape collection(
            Class<?> raw, Type type, RecordComponent component, String where) {
        Schema.@Nullable Size size = component.getAnnotation(Schema.Size.class);
        if (size == null) {
            throw new IllegalStateException(
                    where + " has no @Schema.Size: lists and maps need one");
        }
        Shape inner = inner(argument(type, raw == List.class ? 0 : 1), component, where);
        String doc = innerDoc(inner, component, where);
        if (raw == Map.class) {
            return new Shape.Table(inner, size.min(), size.max(), doc);
        }
        Schema.@Nullable MapKey key = component.getAnnotation(Schema.MapKey.class);
        return new Shape.Sequence(
                inner,
                size.min(),
                size.max(),
                Optional.ofNullable(key).map(Schema.MapKey::value),
                component.isAnnotationPresent(Schema.Distinct.class),
                doc);
    }

    private static Shape inner(Type type, RecordComponent component, String where) {
        Class<?> raw = raw(type);
        if (raw == String.class) {
            return new Shape.Text(0, LONGEST_TEXT, Optional.empty());
        }
        return shape(type, component, where);
    }

    private static String innerDoc(Shape inner, RecordComponent component, String where) {
        Schema.@Nullable Each each = component.getAnnotation(Schema.Each.class);
        if (each != null) {
            return each.value();
        }
        return switch (inner) {
            case Shape.Structure structure -> structure.doc();
            case Shape.Word word -> word.doc();
            default ->
                    throw new IllegalStateException(
                            where + " has no @Schema.Each that says what one of its values is");
        };
    }

    private static Shape scalar(Class<?> raw, RecordComponent component, String where) {
        if (raw == String.class) {
            return text(component);
        }
        if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
            return whole(raw == long.class || raw == Long.class, component);
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return new Shape.Flag();
        }
        if (raw == Amount.class) {
            return quantity(component, where);
        }
        if (raw.isEnum()) {
            List<String> words =
                    Arrays.stream(raw.getEnumConstants()).map(Object::toString).toList();
            return new Shape.Word(raw, words, doc(raw, raw.getName()));
        }
        if (raw.isRecord()) {
            return of(raw.asSubclass(Record.class));
        }
        throw new IllegalStateException(where + ": documents cannot hold a " + raw.getName());
    }

    private static Shape text(RecordComponent component) {
        Schema.@Nullable Size size = component.getAnnotation(Schema.Size.class);
        Schema.@Nullable Matches matches = component.getAnnotation(Schema.Matches.class);
        return new Shape.Text(
                size == null ? 0 : size.min(),
                size == null ? LONGEST_TEXT : size.max(),
                Optional.ofNullable(matches).map(pattern -> Pattern.compile(pattern.value())));
    }

    private static Shape whole(boolean wide, RecordComponent component) {
        Schema.@Nullable Range range = component.getAnnotation(Schema.Range.class);
        if (range != null) {
            return new Shape.Whole(range.min(), range.max(), wide);
        }
        return wide
                ? new Shape.Whole(Long.MIN_VALUE, Long.MAX_VALUE, true)
                : new Shape.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE, false);
    }

    private static Shape quantity(RecordComponent component, String where) {
        Schema.@Nullable Words words = component.getAnnotation(Schema.Words.class);
        if (words == null) {
            throw new IllegalStateException(where + " has no @Schema.Words");
        }
        Schema.@Nullable Range range = component.getAnnotation(Schema.Range.class);
        return new Shape.Quantity(
                Arrays.stream(words.value()).map(Enum::name).toList(),
                range != null,
                range == null ? 0 : range.min(),
                range == null ? 0 : range.max());
    }

    /** The value of a {@link Schema.Default}: a JSON string without escapes, number or boolean. */
    private static Object constant(String json, String where) {
        if (json.length() >= 2 && json.startsWith("\"") && json.endsWith("\"")) {
            return json.substring(1, json.length() - 1);
        }
        if (json.equals("true") || json.equals("false")) {
            return Boolean.valueOf(json);
        }
        if (json.matches("-?[0-9]{1,9}")) {
            return Integer.valueOf(json);
        }
        throw new IllegalStateException(where + ": not a constant: " + json);
    }

    private static String doc(AnnotatedElement element, String where) {
        @Nullable Doc doc = element.getAnnotation(Doc.class);
        if (doc == null) {
            throw new IllegalStateException(where + " has no @Doc: say in a sentence what it is");
        }
        return doc.value();
    }

    private static Class<?> raw(Type type) {
        return switch (type) {
            case Class<?> raw -> raw;
            case ParameterizedType generic -> (Class<?>) generic.getRawType();
            default -> throw new IllegalStateException("documents cannot hold a " + type);
        };
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }
}
