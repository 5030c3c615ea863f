package dev.holdfast.benchmarks;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Decoded;
import dev.holdfast.policy.PolicyDecoder;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Policies from YAML. */
final class Policies {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonMapper JSON = new JsonMapper();

    private Policies() {}

    /**
     * An enforced policy for the pods of one database.
     *
     * @param role the one role, as YAML in one line
     */
    static DataPlacementPolicy of(String namespace, String name, String role) {
        String document =
                """
                apiVersion: holdfast.dev/v1alpha1
                kind: DataPlacementPolicy
                metadata: {name: %s, namespace: %s}
                spec:
                  enforcement: Enforce
                  selector: {matchLabels: {app: %s}}
                  roles: [%s]
                """
                        .formatted(name, namespace, name, role);
        Map<String, Object> tree = YAML.readValue(document, new TypeReference<>() {});
        return switch (PolicyDecoder.decode(tree)) {
            case Decoded.Ok(DataPlacementPolicy policy) -> policy;
            case Decoded.Refused refused -> throw new IllegalStateException(refused.toString());
        };
    }

    /** A role, which is YAML in one line, as JSON. */
    static String json(String role) {
        return JSON.writeValueAsString(YAML.readValue(role, Object.class));
    }
}
