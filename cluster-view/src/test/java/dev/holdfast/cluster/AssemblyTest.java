package dev.holdfast.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.object.AnnotationFilter;
import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.ObjectReader;
import dev.holdfast.cluster.storage.CopyIndex.Trust;
import dev.holdfast.cluster.storage.Profiles;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.cluster.storage.StorageReader;
import dev.holdfast.view.Change;
import dev.holdfast.view.PodState;
import dev.holdfast.view.VolumeState.Copies;
import dev.holdfast.view.VolumeState.Copy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;

class AssemblyTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final List<StorageProfile> PROFILES = Profiles.builtIn();
    private static final String VOLUME =
            "{apiVersion: v1, kind: PersistentVolume, metadata: {name: pv}, spec: {csi: {driver: driver.longhorn.io, volumeHandle: vol}}}";

    private final List<Change> changes = new ArrayList<>();
    private final Assembly assembly = new Assembly(PROFILES, changes::add);
    private final ObjectReader reader =
            new ObjectReader(new StorageReader(PROFILES), new AnnotationFilter(Set.of(), 256));

    @Test
    void podIsReadWithAllThatRulesRead() {
        put(
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: db-1
                  namespace: db
                  uid: u1
                  labels: {app: db}
                  annotations: {holdfast.dev/x: "1"}
                  deletionTimestamp: "2026-01-01T00:00:00Z"
                  ownerReferences:
                  - {kind: Other, name: o}
                  - {kind: StatefulSet, name: db, controller: true}
                spec:
                  nodeName: n1
                  volumes:
                  - {name: data, persistentVolumeClaim: {claimName: data-db-1}}
                  - {name: scratch, ephemeral: {volumeClaimTemplate: {}}}
                  - {name: cfg, configMap: {name: c}}
                status:
                  phase: Running
                  nominatedNodeName: n9
                  conditions: [{type: Ready, status: "True", lastTransitionTime: "1970-01-01T00:01:00Z"}]
                """);

        assertThat(assembly.view().pod("db", "db-1"))
                .isEqualTo(
                        new PodState(
                                "db",
                                "db-1",
                                "u1",
                                Map.of("app", "db"),
                                Map.of("holdfast.dev/x", "1"),
                                Optional.of(new PodState.Owner("StatefulSet", "db")),
                                Optional.of("n1"),
                                Optional.empty(),
                                true,
                                60,
                                true,
                                false,
                                List.of(
                                        new PodState.Mount("data", "data-db-1"),
                                        new PodState.Mount("scratch", "db-1-scratch"))));
    }

    @Test
    void nominationReservesANodeOnlyWhileThePodIsUnbound() {
        put(
                "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: db}, status: {nominatedNodeName: n9}}");

        assertThat(requireNonNull(assembly.view().pod("db", "p")).reservedNode()).contains("n9");
    }

    @Test
    void heartbeatWithoutNewsIsNoChange() {
        String node =
                "{apiVersion: v1, kind: Node, metadata: {name: n, resourceVersion: '%s'}, status: {allocatable: {cpu: 8}, conditions: [{type: Ready, status: 'True', lastHeartbeatTime: '%s'}]}}";
        put(node.formatted(1, "2026-01-01T00:00:00Z"));
        put(node.formatted(2, "2026-01-01T00:05:00Z"));

        assertThat(changes).hasSize(1);
    }

    @Test
    void copiesFollowTheirObjectsInWhateverOrderTheyCome() {
        ObjectId replica = put(replica("n1", "''"));
        put(VOLUME);
        assertThat(copies()).isEqualTo(listed("longhorn", new Copy("n1", Copy.State.Current)));

        put(replica("n2", "2026-01-01T00:00:00Z"));
        assertThat(copies()).isEqualTo(listed("longhorn", new Copy("n2", Copy.State.Stale)));
        assertThat(assembly.view().volumesWithCopyOn("n1")).isEmpty();

        assembly.remove(replica);
        assertThat(copies())
                .isEqualTo(new Copies.Unknown("no Replica object of volume vol in the view"));
    }

    @Test
    void copiesOfASilentSourceAreMarkedStaleAndThenNotBelieved() {
        put(replica("n1", "''"));
        put(VOLUME);
        StorageProfile longhorn = PROFILES.getFirst();

        assembly.trust(longhorn, new Trust.Stale());
        assertThat(copies())
                .isEqualTo(listed("longhorn (stale)", new Copy("n1", Copy.State.Current)));
        assembly.trust(longhorn, new Trust.Lost("silent"));
        assertThat(copies()).isEqualTo(new Copies.Unknown("longhorn: silent"));
        assembly.trust(longhorn, new Trust.Fresh());
        assertThat(copies()).isEqualTo(listed("longhorn", new Copy("n1", Copy.State.Current)));
    }

    @Test
    void storageThatIsDownStaysSoForItsVolumesWhenItsSourceIsStale() {
        put(VOLUME);
        put(replica("n1", "''"));
        put("{apiVersion: v1, kind: Node, metadata: {name: n1}}");
        put(
                "{apiVersion: longhorn.io/v1beta2, kind: Node, metadata: {name: n1, namespace: longhorn-system}, status: {conditions: [{type: Ready, status: 'False'}]}}");
        assertThat(lacksStorage()).isTrue();
        assembly.trust(PROFILES.getFirst(), new Trust.Stale());
        assertThat(lacksStorage()).isTrue();
        assembly.trust(PROFILES.getFirst(), new Trust.Lost("silent"));
        assertThat(lacksStorage()).isTrue();
        put(
                "{apiVersion: longhorn.io/v1beta2, kind: Node, metadata: {name: n1, namespace: longhorn-system}, status: {conditions: [{type: Ready, status: 'True'}]}}");
        assertThat(lacksStorage()).isFalse();
    }

    private boolean lacksStorage() {
        var view = assembly.view();
        return requireNonNull(view.node(view.nodeId("n1")))
                .lacksStorageOf(requireNonNull(view.volume("pv")));
    }

    @Test
    void copiesMoveWhenANodeTakesTheNameThatItsStorageUses() {
        put(
                "{apiVersion: v1, kind: PersistentVolume, metadata: {name: pv}, spec: {csi: {driver: zfs.csi.openebs.io, volumeHandle: vol}}}");
        put(
                "{apiVersion: zfs.openebs.io/v1, kind: ZFSVolume, metadata: {name: vol, namespace: openebs}, spec: {ownerNodeID: id-1}, status: {state: Ready}}");
        assertThat(copies()).isEqualTo(listed("openebs-zfs", new Copy("id-1", Copy.State.Current)));

        ObjectId node =
                put(
                        "{apiVersion: v1, kind: Node, metadata: {name: n1, labels: {openebs.io/nodeid: id-1}}}");
        assertThat(copies()).isEqualTo(listed("openebs-zfs", new Copy("n1", Copy.State.Current)));

        assembly.remove(node);
        assertThat(copies()).isEqualTo(listed("openebs-zfs", new Copy("id-1", Copy.State.Current)));
    }

    @Test
    void fiveThousandNodesAndFiftyThousandPodsAreTakenInOneByOne() {
        for (int i = 0; i < 5_000; i++) {
            put(Map.of("apiVersion", "v1", "kind", "Node", "metadata", Map.of("name", "n" + i)));
        }
        for (int i = 0; i < 50_000; i++) {
            put(
                    Map.of(
                            "apiVersion",
                            "v1",
                            "kind",
                            "Pod",
                            "metadata",
                            Map.of("name", "p" + i, "namespace", "db"),
                            "spec",
                            Map.of("nodeName", "n" + i % 5_000)));
        }

        assertThat(assembly.view().nodeCount()).isEqualTo(5_000);
        assertThat(Views.pods(assembly.view(), "db")).hasSize(50_000);
    }

    private Copies copies() {
        return requireNonNull(assembly.view().volume("pv")).copies();
    }

    private static Copies listed(String source, Copy copy) {
        return new Copies.Listed(List.of(copy), 1, dev.holdfast.policy.Amount.Word.One, source);
    }

    private static String replica(String node, String failedAt) {
        return "{apiVersion: longhorn.io/v1beta2, kind: Replica, metadata: {name: r, namespace: longhorn-system}, spec: {volumeName: vol, nodeID: %s, active: true, failedAt: %s, healthyAt: t}}"
                .formatted(node, failedAt);
    }

    private ObjectId put(String yaml) {
        return put(YAML.readValue(yaml, new TypeReference<Map<String, Object>>() {}));
    }

    private ObjectId put(Map<String, Object> object) {
        ObjectId id = ObjectReader.id(object);
        assembly.put(id, reader.read(object).orElseThrow());
        return id;
    }
}
