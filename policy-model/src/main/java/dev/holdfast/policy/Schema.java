package dev.holdfast.policy;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the CustomResourceDefinition's structural schema says about a record component beyond its
 * Java type. The same annotations drive the schema, the strict decoding of documents and the
 * reference page.
 */
public final class Schema {
    private Schema() {}

    /** The field must be there. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Required {}

    /**
     * The constant that the API server (and the decoder) fills in, as JSON text, for example {@code
     * "1"} or {@code "\"Warn\""}.
     */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Default {
        String value();
    }

    /** Bounds of an integer, both inclusive. For maps of integers: bounds of the values. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Range {
        int min();

        int max();
    }

    /** Bounds of a list's or map's size and, for strings, of the length. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Size {
        int min() default 0;

        int max();
    }

    /** A pattern, in the common subset of RE2 and Java, that a string must match as a whole. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Matches {
        String value();
    }

    /**
     * The list is a set or a map keyed by one field: {@code x-kubernetes-list-type: map} with this
     * key.
     */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface MapKey {
        String value();
    }

    /**
     * What one item of a list, or one value of a map, is; needed where that is not a record or
     * enum.
     */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Each {
        String value();
    }

    /** No item of the list may occur twice: {@code x-kubernetes-list-type: set}. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Distinct {}

    /** The words that an {@link Amount} may be; with {@link Range} it may be a number as well. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Words {
        Amount.Word[] value();
    }

    /** Free-form Kubernetes JSON: {@code x-kubernetes-preserve-unknown-fields}. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Free {}

    /** A CEL rule over a record: {@code x-kubernetes-validations}. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @Repeatable(Rules.class)
    public @interface Rule {
        /** The CEL expression over {@code self}. */
        String value();

        /** What a person reads when it is false. */
        String message();
    }

    /** Container of {@link Rule}. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    public @interface Rules {
        Rule[] value();
    }
}
