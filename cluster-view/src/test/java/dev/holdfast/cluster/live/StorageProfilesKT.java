package dev.holdfast.cluster.live;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.rest.RestEndpoint;
import dev.holdfast.cluster.rest.StorageServer;
import dev.holdfast.cluster.storage.Profiles;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.ControlPlaneException;
import dev.holdfast.controlplane.Scheduler;
import dev.holdfast.policy.Amount;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.VolumeState;
import dev.holdfast.view.VolumeState.Copies;
import dev.holdfast.view.VolumeState.Copy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every built-in profile against a real API server, with CustomResourceDefinitions that demand,
 * default and prune what the storage systems' own do in the fields that matter here, and objects in
 * every state. What is status is written as a storage system must write it.
 */
@ControlPlane(scheduler = Scheduler.MANUAL)
class StorageProfilesKT {
    private static final Path POLICY =
            Path.of("../manifests/crd/dataplacementpolicies.holdfast.dev.yaml");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Cluster cluster;
    @TempDir private Path folder;

    StorageProfilesKT(Cluster cluster) throws IOException {
        this.cluster = cluster;
        cluster.applyCrd(Files.readString(POLICY));
    }

    static Stream<String> profiles() {
        return Profiles.builtIn().stream().map(StorageProfile::name);
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void everyStateReachesTheView(String profile) {
        List<String> nodes = nodes(profile);
        Scene scene = Scene.of(profile, nodes);
        List<String> definitions = define(profile);
        cluster.kubectl("create", "namespace", "storage");
        cluster.kubectl("apply", "-f", write(scene.objects())).orThrow();
        writeStatus(scene, definitions);
        scene.deleted()
                .forEach(words ->
                        cluster.kubectl(
                                        "delete",
                                        words[0],
                                        words[1],
                                        "-n",
                                        "storage",
                                        "--wait=false")
                                .orThrow());
        try (LiveView live =
                LiveView.start(cluster.client(), LiveOptions.defaults(), ViewListener.NONE)) {
            cluster.await(
                    () -> live.notReady().isEmpty(),
                    LIMIT,
                    "a complete view; " + live.notReady().orElse("complete"));
            try {
                cluster.await(
                        () -> said(live.view(), scene, profile, nodes).equals(scene.expected()),
                        LIMIT,
                        "all copies");
            } catch (ControlPlaneException _) {
                // what follows says which are wrong
            }
            assertThat(said(live.view(), scene, profile, nodes)).isEqualTo(scene.expected());
            assertThat(live.refused()).isEmpty();
        }
    }

    @Test
    void storageOverRestJoinsTheWatchAndHoldsItUpOnlyUntilItsFirstAnswer() throws IOException {
        List<String> nodes = nodes("rest");
        cluster.kubectl("apply", "-f", write(volume("li-0", "linstor.csi.linbit.com", "pvc-two")))
                .orThrow();
        StorageProfile linstor = Profiles.builtInRest().getFirst();
        try (StorageServer server = new StorageServer()) {
            RestEndpoint endpoint =
                    new RestEndpoint(
                            linstor,
                            server.url(),
                            Optional.empty(),
                            Optional.empty(),
                            new RestEndpoint.Timing(
                                    Duration.ofMillis(100),
                                    Duration.ofSeconds(5),
                                    Duration.ofMinutes(1),
                                    Duration.ofMinutes(2)),
                            1 << 20);
            LiveOptions options =
                    LiveOptions.defaults().with(Profiles.builtIn(), List.of(endpoint));
            try (LiveView live = LiveView.start(cluster.client(), options, ViewListener.NONE)) {
                cluster.await(() -> live.notReady().isEmpty(), LIMIT, "a view without LINSTOR");
                assertThat(requireNonNull(live.view().volume("li-0")).copies())
                        .isInstanceOfSatisfying(
                                Copies.Unknown.class,
                                unknown -> assertThat(unknown.cause()).contains("answered 404"));
                server.on(
                        "/v1/nodes",
                        exchange ->
                                StorageServer.send(
                                        exchange, 200, named(nodes, "linstor/nodes.json")));
                server.on(
                        "/v1/view/resources",
                        exchange ->
                                StorageServer.send(
                                        exchange, 200, named(nodes, "linstor/resources.json")));
                cluster.await(
                        () ->
                                text(live.view().volume("li-0"))
                                        .equals(
                                                "One | 2 | %s Current, %s Current"
                                                        .formatted(nodes.get(0), nodes.get(1))),
                        LIMIT,
                        "the copies of LINSTOR");
                cluster.await(
                        () -> down(live.view(), "linstor").equals(List.of(nodes.get(3))),
                        LIMIT,
                        "the node that LINSTOR lost");
                assertThat(live.sources())
                        .filteredOn(source -> source.resource().equals("linstor"))
                        .singleElement()
                        .matches(SourceState::listed)
                        .matches(source -> source.problem().isEmpty())
                        .matches(source -> source.age().compareTo(Duration.ofMinutes(1)) < 0);
            }
        }
    }

    private static String named(List<String> nodes, String file) {
        String text = StorageServer.text(file);
        for (int i = 0; i < nodes.size(); i++) {
            text = text.replace("\"n" + (i + 1) + "\"", "\"" + nodes.get(i) + "\"");
        }
        return text;
    }

    /** Four nodes, with the label that OpenEBS ZFS finds them by. */
    private List<String> nodes(String name) {
        List<String> nodes = cluster.addNodes(name.replace("-", ""), 4);
        nodes.forEach(node ->
                cluster.kubectl("label", "node", node, "openebs.io/nodeid=id-" + node).orThrow());
        return nodes;
    }

    private List<String> define(String profile) {
        List<String> definitions = documents(read("/crds/" + profile + ".yaml"));
        definitions.forEach(cluster::applyCrd);
        return definitions;
    }

    /** A write of an object whose kind has the status subresource drops its status. */
    private void writeStatus(Scene scene, List<String> definitions) {
        List<String> kinds =
                definitions.stream()
                        .filter(text -> text.contains("subresources: {status: {}}"))
                        .map(text -> word(text, ", kind: (\\w+),"))
                        .toList();
        String objects =
                documents(scene.objects()).stream()
                        .filter(text -> kinds.contains(word(text, "(?m)^kind: (\\w+)$")))
                        .filter(text -> text.contains("\nstatus: "))
                        .collect(Collectors.joining("---\n"));
        if (!objects.isEmpty()) {
            cluster.kubectl("apply", "--server-side", "--subresource=status", "-f", write(objects))
                    .orThrow();
        }
    }

    private static List<String> documents(String text) {
        return List.of(text.split("(?m)^---\n", -1));
    }

    private static String word(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    private String write(String text) {
        try {
            return Files.writeString(Files.createTempFile(folder, "objects", ".yaml"), text)
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(String resource) {
        try (InputStream in = StorageProfilesKT.class.getResourceAsStream(resource)) {
            return new String(requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String volume(String name, String driver, String handle) {
        return """
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: %s}
        spec:
          capacity: {storage: 1Gi}
          accessModes: [ReadWriteOnce]
          csi: {driver: %s, volumeHandle: %s}
        """
                .formatted(name, driver, handle);
    }

    private static Map<String, String> said(
            ClusterView view, Scene scene, String profile, List<String> nodes) {
        Map<String, String> said = new TreeMap<>();
        scene.expected().keySet().stream()
                .filter(name -> !name.equals("down"))
                .forEach(name -> said.put(name, text(view.volume(name))));
        List<String> down = down(view, profile);
        down.retainAll(nodes);
        said.put("down", String.join(" ", down));
        return said;
    }

    private static List<String> down(ClusterView view, String profile) {
        List<String> down = new java.util.ArrayList<>();
        for (int id = 0; id < view.nodeBound(); id++) {
            var node = view.node(id);
            if (node != null && node.storageDown().contains(profile)) {
                down.add(node.name());
            }
        }
        down.sort(null);
        return down;
    }

    private static String text(@org.jspecify.annotations.Nullable VolumeState volume) {
        return switch (volume == null ? null : volume.copies()) {
            case null -> "absent";
            case Copies.Unknown _ -> "unknown";
            case Copies.FromAffinity _ -> "affinity";
            case Copies.Listed(List<Copy> copies, int wanted, Amount usable, String _) ->
                    usable
                            + " | "
                            + wanted
                            + " | "
                            + String.join(
                                    ", ",
                                    copies.stream()
                                            .map(copy -> copy.node() + " " + copy.state())
                                            .sorted()
                                            .toList());
        };
    }

    /**
     * Objects, and what the view is to say of them.
     *
     * @param deleted objects that are deleted and kept by a finalizer: resource and name
     * @param expected by volume; {@code down}: the nodes on which the storage does not serve
     */
    private record Scene(String objects, List<String[]> deleted, TreeMap<String, String> expected) {
        static Scene of(String profile, List<String> nodes) {
            String text = read("/objects/" + profile + ".yaml");
            for (int i = 0; i < nodes.size(); i++) {
                text = text.replace("$" + (i + 1), nodes.get(i));
            }
            TreeMap<String, String> expected = new TreeMap<>();
            expected.put("down", String.join(" ", lines(text, "#! ").sorted().toList()));
            lines(text, "#= ")
                    .forEach(line -> {
                        int copies = line.lastIndexOf("| ") + 2;
                        expected.put(
                                line.substring(0, line.indexOf(' ')),
                                line.substring(line.indexOf("| ") + 2, copies)
                                        + String.join(
                                                ", ",
                                                Stream.of(line.substring(copies).split(", "))
                                                        .sorted()
                                                        .toList()));
                    });
            return new Scene(
                    text, lines(text, "#- ").map(line -> line.split(" ")).toList(), expected);
        }

        private static Stream<String> lines(String text, String mark) {
            return text.lines()
                    .filter(line -> line.startsWith(mark))
                    .map(line -> line.substring(mark.length()).strip());
        }
    }
}
