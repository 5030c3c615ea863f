package dev.holdfast.cluster.storage;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the built-in profiles read, held against the schemas of the kinds that they watch. */
class ProfileSchemasTest {
    private static final Path PROFILES = Path.of("src/main/resources/dev/holdfast/cluster/storage");
    private static final Path CRDS = Path.of("src/test/resources/crds");
    private static final List<String> SECTIONS = List.of("copies", "volume", "nodes");

    static Stream<String> profiles() {
        return Profiles.builtIn().stream().map(StorageProfile::name);
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void everyPathAndValueOfAProfileIsInTheSchemaOfItsKind(String name) throws IOException {
        Map<?, ?> profile = parse(Files.readString(PROFILES.resolve(name + ".yaml")));
        List<Map<?, ?>> crds =
                Stream.of(Files.readString(CRDS.resolve(name + ".yaml")).split("(?m)^---\n"))
                        .<Map<?, ?>>map(ProfileSchemasTest::parse)
                        .toList();
        List<String> problems = new ArrayList<>();
        int watched = 0;
        for (String section : SECTIONS) {
            if (profile.get(section) instanceof Map<?, ?> rules) {
                watched++;
                Map<?, ?> schema = schema(map(rules.get("resource")), crds);
                check(rules, schema, section, problems);
            }
        }
        assertThat(problems).isEmpty();
        assertThat(watched).as("kinds watched").isEqualTo(crds.size());
    }

    private static Map<?, ?> schema(Map<?, ?> resource, List<Map<?, ?>> crds) {
        for (Map<?, ?> crd : crds) {
            Map<?, ?> spec = map(crd.get("spec"));
            Map<?, ?> version = map(list(spec.get("versions")).getFirst());
            if (Objects.equals(map(spec.get("names")).get("plural"), resource.get("plural"))) {
                assertThat(spec.get("group")).isEqualTo(resource.get("group"));
                assertThat(map(spec.get("names")).get("kind")).isEqualTo(resource.get("kind"));
                assertThat(version.get("name")).isEqualTo(resource.get("version"));
                assertThat(Objects.equals(spec.get("scope"), "Namespaced"))
                        .isEqualTo(resource.get("namespaced"));
                return map(map(version.get("schema")).get("openAPIV3Schema"));
            }
        }
        throw new AssertionError("no CustomResourceDefinition of " + resource);
    }

    private static void check(Object tree, Map<?, ?> schema, String where, List<String> problems) {
        if (tree instanceof List<?> items) {
            items.forEach(item -> check(item, schema, where, problems));
        } else if (tree instanceof Map<?, ?> fields) {
            for (String path : List.of("path", "key", "node", "wanted")) {
                if (fields.get(path) instanceof String text) {
                    values(text, fields, schema, where + ": " + text, problems);
                }
            }
            fields.values().forEach(value -> check(value, schema, where, problems));
        }
    }

    private static void values(
            String path, Map<?, ?> condition, Map<?, ?> root, String where, List<String> problems) {
        if (path.startsWith("metadata.")) {
            return;
        }
        @Nullable Object schema = root;
        for (ValuePath.Step step : ValuePath.of(path).steps()) {
            schema = inside(step, map(schema));
            if (schema == null) {
                problems.add(where + " is not in the schema");
                return;
            }
        }
        if (condition.get("in") instanceof List<?> wanted
                && map(schema).get("enum") instanceof List<?> possible) {
            wanted.stream()
                    .filter(value -> !possible.contains(value))
                    .forEach(value -> problems.add(where + " is never " + value));
        }
    }

    private static @Nullable Object inside(ValuePath.Step step, Map<?, ?> schema) {
        return switch (step) {
            case ValuePath.Step.Name(String name) ->
                    schema.get("properties") instanceof Map<?, ?> properties
                            ? properties.get(name)
                            : null;
            case ValuePath.Step.First(String field, String _) ->
                    schema.get("items") instanceof Map<?, ?> items
                                    && map(items.get("properties")).containsKey(field)
                            ? items
                            : null;
        };
    }

    private static Map<?, ?> parse(String text) {
        return Serialization.unmarshal(text, Map.class);
    }

    private static Map<?, ?> map(@Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<?, ?>) requireNonNull(value);
    }

    private static List<?> list(@Nullable Object value) {
        assertThat(value).isInstanceOf(List.class);
        return (List<?>) requireNonNull(value);
    }
}
