package dev.holdfast.policy;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The sentence that {@code kubectl explain} and the reference page show for a type or a field.
 * Mandatory in the policy.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT})
public @interface Doc {
    /** One or more full sentences, in Markdown without headings. */
    String value();
}
