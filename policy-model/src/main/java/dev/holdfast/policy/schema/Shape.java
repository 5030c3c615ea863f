package dev.holdfast.policy.schema;

import dev.holdfast.policy.Schema;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a value of a document may be. Decoding, encoding, the CustomResourceDefinition and the
 * reference page all walk the same shapes, so they cannot disagree.
 */
public sealed interface Shape {
    /** An object with exactly these fields: a record, and its canonical constructor. */
    record Structure(
            Constructor<? extends Record> constructor,
            String doc,
            List<Schema.Rule> rules,
            List<Field> fields)
            implements Shape {}

    /**
     * A list.
     *
     * @param key the field of the items that is unique in the list, if any
     * @param distinct whether no item may occur twice
     * @param itemDoc what one item is
     */
    record Sequence(
            Shape item, int min, int max, Optional<String> key, boolean distinct, String itemDoc)
            implements Shape {}

    /**
     * A map from strings.
     *
     * @param valueDoc what one value is
     */
    record Table(Shape value, int min, int max, String valueDoc) implements Shape {}

    /** A string; the pattern, if any, must match it as a whole. */
    record Text(int min, int max, Optional<Pattern> pattern) implements Shape {}

    /** A whole number within inclusive bounds; {@code wide} when it is held as a long. */
    record Whole(long min, long max, boolean wide) implements Shape {
        /** Whether the bounds say more than the Java type does. */
        public boolean bounded() {
            return wide
                    ? min != Long.MIN_VALUE || max != Long.MAX_VALUE
                    : min != Integer.MIN_VALUE || max != Integer.MAX_VALUE;
        }
    }

    /** True or false. */
    record Flag() implements Shape {}

    /** One of the names of an enum. */
    record Word(Class<?> type, List<String> words, String doc) implements Shape {}

    /**
     * An {@link dev.holdfast.policy.Amount}: one of the words or, with {@code numbers}, a number.
     */
    record Quantity(List<String> words, boolean numbers, int min, int max) implements Shape {}

    /** Any JSON object, kept as it is. */
    record Free() implements Shape {}

    /**
     * A field of a structure.
     *
     * @param fallback what stands for an absent field, if the schema says so
     * @param wrapped whether the record holds it as an {@link Optional}
     */
    record Field(
            String name,
            Method accessor,
            String doc,
            boolean required,
            Optional<Object> fallback,
            boolean wrapped,
            Shape shape) {}
}
