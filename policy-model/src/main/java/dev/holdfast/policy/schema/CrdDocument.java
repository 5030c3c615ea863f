package dev.holdfast.policy.schema;

import dev.holdfast.policy.ApiVersion;
import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.policy.PolicyStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The CustomResourceDefinition of policies, made from the records. */
public final class CrdDocument {
    /** {@code metadata.name} of the definition. */
    public static final String NAME = "dataplacementpolicies." + DataPlacementPolicy.GROUP;

    private static final String KIND_DOC =
            "DataPlacementPolicy says which pods hold data, how that data is replicated, and which"
                    + " failures it must survive.";

    private CrdDocument() {}

    /** The object (apiextensions.k8s.io/v1) as a plain tree; the order of keys is fixed. */
    public static Map<String, Object> tree() {
        return ordered(
                "apiVersion",
                "apiextensions.k8s.io/v1",
                "kind",
                "CustomResourceDefinition",
                "metadata",
                Map.of("name", NAME),
                "spec",
                ordered(
                        "group",
                        DataPlacementPolicy.GROUP,
                        "scope",
                        "Namespaced",
                        "names",
                        names(),
                        "versions",
                        ApiVersion.SERVED.stream().map(CrdDocument::version).toList()));
    }

    private static Map<String, Object> names() {
        return ordered(
                "kind",
                DataPlacementPolicy.KIND,
                "listKind",
                DataPlacementPolicy.KIND + "List",
                "plural",
                "dataplacementpolicies",
                "singular",
                "dataplacementpolicy",
                "shortNames",
                List.of("dpp"));
    }

    private static Map<String, Object> version(ApiVersion version) {
        return ordered(
                "name",
                version.name(),
                "served",
                true,
                "storage",
                version.stored(),
                "subresources",
                Map.of("status", Map.of()),
                "additionalPrinterColumns",
                List.of(
                        column("Mode", "string", ".spec.enforcement", "Warn or Enforce."),
                        column("State", "string", ".status.state", "The worst of all goals."),
                        column("Goals", "string", ".status.goals", "Goals that hold, of all."),
                        column("Members", "string", ".status.members", "Members, of expected."),
                        column(
                                "Age",
                                "date",
                                ".metadata.creationTimestamp",
                                "When it was created.")),
                "schema",
                Map.of("openAPIV3Schema", root()));
    }

    private static Map<String, Object> column(String name, String type, String path, String doc) {
        return ordered("name", name, "type", type, "jsonPath", path, "description", doc);
    }

    private static Map<String, Object> root() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                "apiVersion",
                ordered("type", "string", "description", "The API group and version."));
        properties.put("kind", ordered("type", "string", "description", "The kind of object."));
        properties.put("metadata", Map.of("type", "object"));
        properties.put("spec", described(Shapes.of(PolicySpec.class)));
        properties.put("status", described(Shapes.of(PolicyStatus.class)));
        return ordered(
                "type",
                "object",
                "description",
                KIND_DOC,
                "required",
                List.of("spec"),
                "properties",
                properties);
    }

    private static Map<String, Object> described(Shape.Structure shape) {
        return ShapeSchema.of(shape, shape.doc());
    }

    /** A map of alternating keys and values that keeps their order. */
    static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
