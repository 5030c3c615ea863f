package dev.holdfast.policy;

import dev.holdfast.policy.schema.Shape;
import dev.holdfast.policy.schema.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a policy from a plain tree (Map, List, String, Number, Boolean, null), strictly: what the
 * schema does not know is a problem, as the API server treats it under strict field validation.
 */
public final class PolicyDecoder {
    private static final Shape.Structure SPEC = Shapes.of(PolicySpec.class);
    private static final Set<String> FIELDS =
            Set.of("apiVersion", "kind", "metadata", "spec", "status");
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Shape.Text NAME_TEXT = new Shape.Text(1, 253, Optional.of(NAME));
    private static final Shape.Text NAMESPACE_TEXT = new Shape.Text(1, 63, Optional.of(NAMESPACE));
    private static final Shape.Whole GENERATION = new Shape.Whole(0, Long.MAX_VALUE, true);

    private PolicyDecoder() {}

    /**
     * Reads one object. {@code status} and the fields of {@code metadata} other than name,
     * namespace (default {@code default}) and generation are ignored.
     *
     * @param document the object, for example as a YAML or JSON library gives it
     */
    public static Decoded decode(Map<?, ?> document) {
        List<Problem> problems = new ArrayList<>();
        TreeReader reader = new TreeReader(problems);
        reader.refuseUnknown(document, FIELDS, JsonPath.ROOT);
        Optional<ApiVersion> version = version(document, reader);
        kind(document, reader);
        Map<?, ?> metadata = object(document, "metadata", reader);
        JsonPath at = JsonPath.ROOT.field("metadata");
        String name = text(metadata, "name", null, NAME_TEXT, at, reader);
        String namespace = text(metadata, "namespace", "default", NAMESPACE_TEXT, at, reader);
        long generation = generation(metadata, at, reader);
        Map<?, ?> given = object(document, "spec", reader);
        if (version.isEmpty() || !document.containsKey("spec")) {
            return new Decoded.Refused(problems);
        }
        Map<?, ?> spec = version.get().toStored().apply(given);
        @Nullable Record read = reader.structure(SPEC, spec, JsonPath.ROOT.field("spec"));
        if (!problems.isEmpty() || !(read instanceof PolicySpec value)) {
            return new Decoded.Refused(problems);
        }
        return new Decoded.Ok(new DataPlacementPolicy(namespace, name, generation, value));
    }

    private static Optional<ApiVersion> version(Map<?, ?> document, TreeReader reader) {
        JsonPath path = JsonPath.ROOT.field("apiVersion");
        List<String> served = ApiVersion.SERVED.stream().map(ApiVersion::apiVersion).toList();
        if (!(document.get("apiVersion") instanceof String given)) {
            reader.problem(path, "is needed: " + String.join(" or ", served));
            return Optional.empty();
        }
        Optional<ApiVersion> version = ApiVersion.of(given);
        if (version.isEmpty()) {
            reader.problem(
                    path, "\"" + given + "\" is not served; use " + String.join(" or ", served));
        }
        return version;
    }

    private static void kind(Map<?, ?> document, TreeReader reader) {
        if (!DataPlacementPolicy.KIND.equals(document.get("kind"))) {
            reader.problem(
                    JsonPath.ROOT.field("kind"), "must be \"" + DataPlacementPolicy.KIND + "\"");
        }
    }

    private static Map<?, ?> object(Map<?, ?> document, String field, TreeReader reader) {
        @Nullable Object given = document.get(field);
        if (given instanceof Map<?, ?> object) {
            return object;
        }
        String problem =
                given == null ? "is needed" : "must be an object, not " + TreeReader.named(given);
        reader.problem(JsonPath.ROOT.field(field), problem);
        return Map.of();
    }

    private static String text(
            Map<?, ?> metadata,
            String field,
            @Nullable String fallback,
            Shape.Text shape,
            JsonPath at,
            TreeReader reader) {
        @Nullable Object given = metadata.get(field);
        if (given == null && fallback != null) {
            return fallback;
        }
        if (given == null) {
            reader.problem(at.field(field), "is needed");
            return "";
        }
        return reader.value(shape, given, at.field(field)) instanceof String text ? text : "";
    }

    private static long generation(Map<?, ?> metadata, JsonPath at, TreeReader reader) {
        @Nullable Object given = metadata.get("generation");
        if (given == null) {
            return 0;
        }
        return reader.value(GENERATION, given, at.field("generation")) instanceof Long number
                ? number
                : 0;
    }
}
