package dev.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.storage.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The roles in manifests/ and what the code asks the API server for. */
final class RolesTest {
    private static final Path ROLES = Path.of("../manifests/rbac/holdfast.yaml");
    private static final Path SCHEDULER_ROLES = Path.of("../manifests/rbac/scheduler.yaml");
    private static final YAMLMapper YAML = new YAMLMapper();

    private static List<JsonNode> objects(Path file) throws IOException {
        return Arrays.stream(Files.readString(file).split("\n---\n", -1))
                .map(YAML::readTree)
                .toList();
    }

    /** GROUP/RESOURCE of everything that the ClusterRole lets watch. */
    private static Set<String> watched() throws IOException {
        Set<String> watched = new TreeSet<>();
        for (JsonNode object : objects(ROLES)) {
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

    @Test
    void theSchedulerThatIsPrintedMayTakeTheLeaseThatIsPrinted() throws IOException {
        JsonNode election = YAML.readTree(Scene.printed()).get("leaderElection");

        assertThat(objects(SCHEDULER_ROLES))
                .filteredOn(object -> object.path("kind").asString().equals("Role"))
                .singleElement()
                .satisfies(role -> {
                    assertThat(role.at("/metadata/namespace"))
                            .isEqualTo(election.get("resourceNamespace"));
                    assertThat(role.at("/rules/1/resourceNames/0"))
                            .isEqualTo(election.get("resourceName"));
                });
    }
}
