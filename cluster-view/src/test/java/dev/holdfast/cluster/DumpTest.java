package dev.holdfast.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cluster.document.UnreadableDocumentException;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.VolumeState;
import dev.holdfast.view.VolumeState.Copy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class DumpTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir private Path folder;

    static Stream<Path> cases() {
        return Cases.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void everyObjectOfAGoldenCaseIsInTheView(Path folder) throws IOException {
        Dump.Result read = Dump.read(folder.resolve("cluster.yaml"), folder.resolve("policy.yaml"));

        assertThat(read.errors()).isEmpty();
        assertThat(read.warnings()).isEmpty();
        assertThat(read.skipped()).isEmpty();
        assertThat(read.policies()).isNotEmpty();
        List<Map<String, Object>> objects = Cases.objects(folder);
        ClusterView view = read.view();
        assertThat(view.nodeCount()).isEqualTo(names(objects, "Node", "v1").size());
        assertThat(names(objects, "Pod", "v1"))
                .allSatisfy(name -> assertThat(view.pod(space(objects, name), name)).isNotNull());
        assertThat(names(objects, "PersistentVolumeClaim", "v1"))
                .allSatisfy(name -> assertThat(view.claim(space(objects, name), name)).isNotNull());
        assertThat(names(objects, "PersistentVolume", "v1"))
                .allSatisfy(name -> assertThat(view.volume(name)).isNotNull());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void orderOfDocumentsDoesNotChangeTheView(long seed) throws IOException {
        Path source = Cases.all().get((int) (seed % Cases.all().size()));
        List<Map<String, Object>> objects = Cases.objects(source);
        TreeSet<String> namespaces = new TreeSet<>(List.of("db", "default", "longhorn-system"));
        TreeSet<String> volumes = new TreeSet<>(names(objects, "PersistentVolume", "v1"));
        ClusterView expected = read(objects, "sorted.json").view();

        Collections.shuffle(objects, new Random(seed));
        ClusterView shuffled = read(objects, "shuffled.json").view();

        assertThat(Views.content(shuffled, namespaces, volumes))
                .isEqualTo(Views.content(expected, namespaces, volumes));
        assertThat(Views.nodes(shuffled)).isEqualTo(Views.nodes(expected));
    }

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @Test
    void longhornReplicasThatFailedAreStale() throws IOException {
        ClusterView view =
                Dump.read(Cases.FOLDER.resolve("047-stale-copies-do-not-count/cluster.yaml"))
                        .view();

        assertThat(view.volume("pv-pay-1"))
                .extracting(VolumeState::copies)
                .isInstanceOfSatisfying(
                        VolumeState.Copies.Listed.class,
                        listed -> {
                            assertThat(listed.wanted()).isEqualTo(2);
                            assertThat(listed.source()).isEqualTo("longhorn");
                            assertThat(listed.copies())
                                    .containsExactly(
                                            new Copy("a1", Copy.State.Current),
                                            new Copy("a2", Copy.State.Stale));
                        });
    }

    @Test
    void volumeOfALonghornWithoutReplicasIsUnknown() throws IOException {
        ClusterView view =
                Dump.read(Cases.FOLDER.resolve("048-copies-of-one-member-unknown/cluster.yaml"))
                        .view();

        assertThat(view.volume("pv-pay-2"))
                .extracting(VolumeState::copies)
                .isEqualTo(
                        new VolumeState.Copies.Unknown(
                                "no Replica object of volume pv-pay-2 in the view"));
    }

    @Test
    void directoryIsReadWithAllBelowItPackedOrNot() throws IOException {
        Files.createDirectories(folder.resolve("b/c"));
        Files.writeString(
                folder.resolve("nodes.yaml"), node("n1") + "---\n" + node("n2") + "---\n");
        Files.write(folder.resolve("b/more.yml.gz"), gzip(node("n3")));
        Files.writeString(
                folder.resolve("b/c/list.json"),
                "{\"apiVersion\":\"v1\",\"items\":["
                        + json(node("n4"))
                        + "],\"kind\":\"List\",\"metadata\":{}}");
        Files.writeString(folder.resolve("notes.txt"), "not read");

        assertThat(Views.nodes(Dump.read(folder).view())).containsExactly("n1", "n2", "n3", "n4");
    }

    @Test
    void itemsOfATypedListNeedNoKindWhereverTheListsKindStands() throws IOException {
        Path first =
                write(
                        "a.json",
                        "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"items\":[{\"metadata\":{\"name\":\"a\"}}]}");
        Path last =
                write(
                        "b.json",
                        "{\"items\":[{\"metadata\":{\"name\":\"b\"}}],\"kind\":\"NodeList\",\"apiVersion\":\"v1\"}");

        assertThat(Views.nodes(Dump.read(first, last).view())).containsExactly("a", "b");
    }

    @Test
    void emptyDirectoryIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> Dump.read(folder))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("has no .yaml");
    }

    @Test
    void kindsThatNoRuleReadsAreCounted() throws IOException {
        Path file =
                write(
                        "a.yaml",
                        "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n---\n" + node("n1"));

        assertThat(Dump.read(file).skipped()).containsExactly(Map.entry("Service", 1));
    }

    @Test
    void brokenObjectIsNamedWithItsPathAndTheRestIsRead() throws IOException {
        Path file =
                write(
                        "a.yaml",
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: p, namespace: db, labels: {zone: 1}}
                        ---
                        """
                                + node("n1"));

        Dump.Result read = Dump.read(file);

        assertThat(read.view().nodeCount()).isEqualTo(1);
        assertThat(read.errors())
                .singleElement()
                .hasToString(
                        file
                                + ":1: Pod db/p: metadata.labels.zone: must be a string (put it in quotes), not 1");
    }

    @Test
    void policyThatDoesNotDecodeIsNamedWithItsPath() throws IOException {
        Path file =
                write(
                        "policy.yaml",
                        """
                        apiVersion: holdfast.dev/v1alpha1
                        kind: DataPlacementPolicy
                        metadata: {name: p, namespace: db}
                        spec:
                          selector: {}
                          roles: [{name: r, replication: {factor: 3}, survives: []}]
                        """);

        assertThat(Dump.read(file).errors())
                .isNotEmpty()
                .first()
                .satisfies(finding -> {
                    assertThat(finding.file()).isEqualTo(file.toString());
                    assertThat(finding.object()).isEqualTo("DataPlacementPolicy.holdfast.dev db/p");
                    assertThat(finding.path()).isEqualTo("spec.roles[0].survives");
                });
    }

    @Test
    void ofTwoVersionsOfAnObjectTheNewerIsTakenInAnyOrder() throws IOException {
        Path old = write("old.yaml", node("n1", "7", "a"));
        Path recent = write("recent.yaml", node("n1", "12", "b"));

        for (List<Path> order : List.of(List.of(old, recent), List.of(recent, old))) {
            Dump.Result read = Dump.read(order, Dump.Options.defaults());
            assertThat(requireNonNull(read.view().node(0)).labels()).containsEntry("zone", "b");
            assertThat(read.warnings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.file()).isEqualTo(recent.toString()));
        }
    }

    @Test
    void ofTwoVersionsWithoutAnOrderNeitherIsTaken() throws IOException {
        Path one = write("one.yaml", node("n1", "", "a"));
        Path other = write("other.yaml", node("n1", "", "b"));

        Dump.Result read = Dump.read(one, other);

        assertThat(read.view().nodeCount()).isZero();
        assertThat(read.errors()).singleElement().asString().contains("n1", one.toString());
    }

    @Test
    void longAnnotationIsKeptOnlyWhereAPolicyReadsIt() throws IOException {
        String sets = "set,".repeat(100);
        Path file =
                write(
                        "a.yaml",
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata:
                          name: p
                          namespace: db
                          annotations:
                            example.org/sets: "%1$s"
                            example.org/other: "%1$s"
                            example.org/short: x
                            kubectl.kubernetes.io/last-applied-configuration: "{}"
                        ---
                        apiVersion: holdfast.dev/v1alpha1
                        kind: DataPlacementPolicy
                        metadata: {name: p, namespace: db}
                        spec:
                          selector: {}
                          roles: [{name: r, replication: {by: Annotation, annotation: example.org/sets, factor: 3}}]
                        """
                                .formatted(sets));

        Dump.Result read = Dump.read(file);

        assertThat(read.errors()).isEmpty();
        assertThat(requireNonNull(read.view().pod("db", "p")).annotations())
                .isEqualTo(Map.of("example.org/sets", sets, "example.org/short", "x"));
    }

    private Dump.Result read(List<Map<String, Object>> objects, String name) throws IOException {
        Map<String, Object> list = Map.of("apiVersion", "v1", "kind", "List", "items", objects);
        return Dump.read(write(name, JSON.writeValueAsString(list)));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String node(String name) {
        return "apiVersion: v1\nkind: Node\nmetadata: {name: " + name + "}\n";
    }

    private static String node(String name, String version, String zone) {
        return "apiVersion: v1\nkind: Node\nmetadata: {name: %s, resourceVersion: \"%s\", labels: {zone: %s}}\n"
                .formatted(name, version, zone);
    }

    private static String json(String yaml) {
        return JSON.writeValueAsString(
                new tools.jackson.dataformat.yaml.YAMLMapper().readTree(yaml));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static Map<?, ?> metadata(Map<String, Object> object) {
        return (Map<?, ?>) requireNonNull(object.get("metadata"));
    }

    private static List<String> names(
            List<Map<String, Object>> objects, String kind, String version) {
        List<String> names = new ArrayList<>();
        for (Map<String, Object> object : objects) {
            if (kind.equals(object.get("kind")) && version.equals(object.get("apiVersion"))) {
                names.add(String.valueOf(metadata(object).get("name")));
            }
        }
        return names;
    }

    private static String space(List<Map<String, Object>> objects, String name) {
        return objects.stream()
                .map(DumpTest::metadata)
                .filter(metadata -> name.equals(metadata.get("name")))
                .filter(metadata -> metadata.get("namespace") != null)
                .map(metadata -> String.valueOf(metadata.get("namespace")))
                .findFirst()
                .orElse("default");
    }
}
