package dev.holdfast.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A version of the API group in which policies are read. {@link #SERVED} is the one place that
 * lists them: decoding and the CustomResourceDefinition follow it.
 *
 * @param name for example {@code v1alpha1}
 * @param stored whether objects are stored in this version; exactly one is
 * @param toStored turns a document's {@code spec} of this version into one of the stored version
 */
public record ApiVersion(String name, boolean stored, UnaryOperator<Map<?, ?>> toStored) {
    /** All versions that are read, newest first. */
    public static final List<ApiVersion> SERVED =
            List.of(new ApiVersion(DataPlacementPolicy.VERSION, true, UnaryOperator.identity()));

    /** The value of {@code apiVersion} in a document. */
    public String apiVersion() {
        return DataPlacementPolicy.GROUP + "/" + name;
    }

    /** The served version that a document's {@code apiVersion} names. */
    public static Optional<ApiVersion> of(String apiVersion) {
        return SERVED.stream()
                .filter(version -> version.apiVersion().equals(apiVersion))
                .findFirst();
    }
}
