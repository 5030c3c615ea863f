package dev.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.storage.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The roles in manifests/ and what the code asks the API server for. */
final class RolesTest {
    private static final Path ROLES = Path.of("../manifests/rbac/holdfast.yaml");
    private static final YAMLMapper YAML = new YAMLMapper();

    /** GROUP/RESOURCE of everything that the ClusterRole lets watch. */
    private static Set<String> watched() throws IOException {
        Set<String> watched = new TreeSet<>();
        for (String document : Files.readString(ROLES).split("\n---\n", -1)) {
            JsonNode object = YAML.readTree(document);
            if (!object.path("kind").asString().equals("ClusterRole")) {
                continue;
            }
            for (JsonNode rule : object.path("rules")) {
                if (rule.path("verbs").toString().equals("[\"get\",\"list\",\"watch\"]")) {
                    for (JsonNode resource : rule.path("resources")) {
                        watched.add(
                                rule.path("apiGroups").path(0).asString()
                                        + "/"
                                        + resource.asString());
                    }
                }
            }
        }
        return watched;
    }

    @Test
    void everyResourceThatABuiltInProfileReadsIsGrantedAndNoOther() throws IOException {
        Set<String> expected =
                new TreeSet<>(
                        Set.of(
                                "/nodes",
                                "/persistentvolumes",
                                "/persistentvolumeclaims",
                                "/pods",
                                "apps/statefulsets",
                                "holdfast.dev/dataplacementpolicies"));
        Profiles.builtIn()
                .forEach(profile ->
                        profile.resources()
                                .forEach(each -> expected.add(each.group() + "/" + each.plural())));

        assertThat(watched()).isEqualTo(expected);
    }
}
