package dev.holdfast.policy.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.policy.Committed;
import dev.holdfast.policy.Doc;
import dev.holdfast.policy.Documents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

class CrdDocumentTest {
    private static final String FILE = "manifests/crd/dataplacementpolicies.holdfast.dev.yaml";
    private static final YAMLMapper YAML =
            YAMLMapper.builder()
                    .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                    .disable(YAMLWriteFeature.SPLIT_LINES)
                    .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                    .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .build();

    @Test
    void theCommittedManifestIsTheGeneratedOne() throws IOException {
        String text = YAML.writeValueAsString(CrdDocument.tree());
        Committed.mustBe(
                FILE,
                "# Generated from the records in policy-model; a test rewrites it with -Dholdfast.regenerate=true.\n"
                        + text);
        assertThat(YAML.writeValueAsString(Documents.yaml(text))).isEqualTo(text);
    }

    @Test
    void everyNodeOfTheSchemaIsDescribedAndBounded() {
        List<String> lacking = new ArrayList<>();
        Map<?, ?> version = (Map<?, ?>) at(CrdDocument.tree(), "spec", "versions", 0);
        Map<?, ?> root = (Map<?, ?>) at(version, "schema", "openAPIV3Schema");
        check("spec", (Map<?, ?>) at(root, "properties", "spec"), lacking);
        check("status", (Map<?, ?>) at(root, "properties", "status"), lacking);
        assertThat(lacking).isEmpty();
        assertThat(root.containsKey("description")).isTrue();
    }

    private static void check(String path, Map<?, ?> schema, List<String> lacking) {
        if (!schema.containsKey("description")) {
            lacking.add(path + ": description");
        }
        Object type = schema.get("type");
        if ("array".equals(type) && !schema.containsKey("maxItems")) {
            lacking.add(path + ": maxItems");
        }
        if ("string".equals(type)
                && !schema.containsKey("maxLength")
                && !schema.containsKey("enum")) {
            lacking.add(path + ": maxLength");
        }
        if (schema.get("additionalProperties") instanceof Map<?, ?> values) {
            if (!schema.containsKey("maxProperties")) {
                lacking.add(path + ": maxProperties");
            }
            check(path + "{}", values, lacking);
        }
        if (schema.get("items") instanceof Map<?, ?> items) {
            check(path + "[]", items, lacking);
        }
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach(
                    (name, value) -> check(path + "." + name, (Map<?, ?>) value, lacking));
        }
    }

    private static Object at(Object tree, Object... path) {
        Object here = tree;
        for (Object step : path) {
            Object next =
                    step instanceof Integer index
                            ? ((List<?>) here).get(index)
                            : ((Map<?, ?>) here).get(step);
            assertThat(next).as("%s", step).isNotNull();
            here = java.util.Objects.requireNonNull(next);
        }
        return here;
    }

    @Doc("A record with a component that nobody described.")
    record Undescribed(String silent) {}

    @Test
    void aComponentWithoutASentenceIsRefusedByName() {
        assertThatThrownBy(() -> Shapes.of(Undescribed.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Undescribed.silent has no @Doc");
    }

    @Test
    void theReferencePageIsTheGeneratedOne() throws IOException {
        Committed.mustBe("docs/reference/policy.md", ReferencePage.markdown());
    }
}
