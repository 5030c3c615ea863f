package dev.holdfast.app.ask;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.Run;
import dev.holdfast.cluster.Assembly;
import dev.holdfast.cluster.object.AnnotationFilter;
import dev.holdfast.cluster.object.ObjectReader;
import dev.holdfast.cluster.storage.CopyIndex.Trust;
import dev.holdfast.cluster.storage.Profiles;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.cluster.storage.StorageReader;
import dev.holdfast.rules.Placement;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

final class MountedCopiesTest {
    private static final String CLUSTER =
            """
            apiVersion: v1
            kind: Node
            metadata: {name: n1, labels: {topology.kubernetes.io/zone: a}}
            status: {conditions: [{type: Ready, status: "True"}]}
            ---
            apiVersion: v1
            kind: Node
            metadata: {name: n2, labels: {topology.kubernetes.io/zone: b}}
            status: {conditions: [{type: Ready, status: "True"}]}
            ---
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: pv-0}
            spec: {csi: {driver: driver.longhorn.io, volumeHandle: lh-0}}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data-db-0, namespace: db}
            spec: {volumeName: pv-0}
            ---
            apiVersion: longhorn.io/v1beta2
            kind: Replica
            metadata: {name: lh-0-r0, namespace: longhorn-system}
            spec: {volumeName: lh-0, nodeID: n1, active: true, failedAt: "", healthyAt: t}
            ---
            apiVersion: longhorn.io/v1beta2
            kind: Volume
            metadata: {name: lh-0, namespace: longhorn-system}
            spec: {numberOfReplicas: 1}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: db-0, namespace: db, labels: {app: db}}
            spec: {volumes: [{name: data, persistentVolumeClaim: {claimName: data-db-0}}]}
            ---
            apiVersion: holdfast.dev/v1alpha1
            kind: DataPlacementPolicy
            metadata: {name: db, namespace: db}
            spec:
              enforcement: Enforce
              selector: {matchLabels: {app: db}}
              roles: [{name: db, replication: {factor: 1}, converge: {mode: Required}}]
            """;

    @Test
    void whySaysWhereTheCopiesLieAndWhoSaysSo(@TempDir Path folder) throws IOException {
        Path state = Files.writeString(folder.resolve("state.yaml"), CLUSTER);
        String table = Run.of("why", "--state=" + state, "db/db-0").out();
        JsonNode volume =
                new JsonMapper()
                        .readTree(Run.of("why", "--state=" + state, "-o", "json", "db/db-0").out())
                        .get("volumes")
                        .get(0);

        assertThat(table).endsWith("\nCopies of volume pv-0: n1 Current; says longhorn.\n");
        assertThat(volume.toString())
                .isEqualTo(
                        "{\"name\":\"pv-0\",\"source\":\"longhorn\",\"stale\":false,"
                                + "\"copies\":[{\"node\":\"n1\",\"state\":\"Current\"}]}");
    }

    @Test
    void copiesOfAStaleSourceStillCountAndAreMarked() {
        ClusterView fresh = view(new Trust.Fresh());
        ClusterView stale = view(new Trust.Stale());
        ClusterView lost = view(new Trust.Lost("silent"));

        assertThat(refusals(stale)).isEqualTo(refusals(fresh)).hasSize(1);
        assertThat(refusals(lost)).hasSize(2).isNotEqualTo(refusals(fresh));
        assertThat(MountedCopies.of(stale, pod(stale)).lines())
                .containsExactly(
                        "Copies of volume pv-0: n1 Current; says longhorn (stale), which has not"
                                + " been heard since; they still count.");
        assertThat(MountedCopies.of(stale, pod(stale)).trees().toString())
                .isEqualTo(
                        "[{name=pv-0, source=longhorn (stale), stale=true,"
                                + " copies=[{node=n1, state=Current}]}]");
        assertThat(MountedCopies.of(lost, pod(lost)).lines())
                .containsExactly("Copies of volume pv-0: unknown: longhorn: silent.");
    }

    private static PodState pod(ClusterView view) {
        return requireNonNull(view.pod("db", "db-0"));
    }

    /** The texts that kube-scheduler gets. */
    private static List<String> refusals(ClusterView view) {
        var decision = Placement.decide(view, pod(view));
        return List.of("n1", "n2").stream()
                .flatMap(node -> decision.reasons(view.nodeId(node)).stream())
                .map(reason -> reason.code().code() + ": " + reason.code().text())
                .toList();
    }

    private static ClusterView view(Trust trust) {
        List<StorageProfile> profiles = Profiles.builtIn();
        ObjectReader reader =
                new ObjectReader(new StorageReader(profiles), new AnnotationFilter(Set.of(), 256));
        Assembly assembly = new Assembly(profiles, _ -> {});
        for (String document : CLUSTER.split("---\n", -1)) {
            Map<String, Object> object =
                    new YAMLMapper()
                            .readValue(document, new TypeReference<Map<String, Object>>() {});
            assembly.put(ObjectReader.id(object), reader.read(object).orElseThrow());
        }
        profiles.stream()
                .filter(profile -> profile.name().equals("longhorn"))
                .forEach(profile -> assembly.trust(profile, trust));
        return assembly.view();
    }
}
