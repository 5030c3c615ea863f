package dev.holdfast.cluster.storage;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cluster.Dump;
import dev.holdfast.policy.Amount;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.VolumeState.Copies;
import dev.holdfast.view.VolumeState.Copy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The built-in profiles on objects as the storage systems document them. */
class ProfilesTest {
    private static final String LONGHORN_REPLICA =
            """
            apiVersion: longhorn.io/v1beta2
            kind: Replica
            metadata: {name: r%s, namespace: longhorn-system%s}
            spec: {volumeName: vol, nodeID: %s, %s}
            """;
    private static final String HEALTHY =
            "active: true, failedAt: '', healthyAt: '2026-01-01T00:00:00Z'";

    @TempDir private Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "healthy | | active: true, failedAt: '', healthyAt: t | Current",
                "failed | | active: true, failedAt: t, healthyAt: t | Stale",
                "never healthy | | active: true, failedAt: '', healthyAt: '' | Rebuilding",
                "not the active one of a live upgrade | | active: false, failedAt: '', healthyAt: t | Stale",
                "asked to leave | | active: true, failedAt: '', healthyAt: t, evictionRequested: true | Leaving",
                "deleted | , deletionTimestamp: t | active: true, failedAt: '', healthyAt: t | Leaving",
                "without the fields that say it | | size: 1 | Unknown"
            })
    void longhornReplica(String name, String metadata, String spec, Copy.State state)
            throws IOException {
        String meta = metadata == null ? "" : metadata;
        String replica = LONGHORN_REPLICA.formatted(0, meta, "n1", spec);

        assertThat(listed(csi("driver.longhorn.io"), longhornVolume("3", ""), replica))
                .isEqualTo(
                        new Copies.Listed(
                                List.of(new Copy("n1", state)), 3, Amount.Word.One, "longhorn"));
    }

    @Test
    void failedReplicaBesideARebuiltOneOnTheSameNodeSaysNothing() throws IOException {
        Copies copies =
                listed(
                        csi("driver.longhorn.io"),
                        LONGHORN_REPLICA.formatted(
                                0, "", "n1", "active: true, failedAt: t, healthyAt: t"),
                        LONGHORN_REPLICA.formatted(1, "", "n1", HEALTHY),
                        LONGHORN_REPLICA.formatted(2, "", "''", HEALTHY));

        assertThat(copies)
                .isEqualTo(
                        new Copies.Listed(
                                List.of(new Copy("n1", Copy.State.Current)),
                                1,
                                Amount.Word.One,
                                "longhorn"));
    }

    @Test
    void shardedLonghornVolumeHasNoWholeCopyAnywhere() throws IOException {
        assertThat(
                        listed(
                                csi("driver.longhorn.io"),
                                longhornVolume("2", ", dataLayout: {type: sharded}"),
                                LONGHORN_REPLICA.formatted(0, "", "n1", HEALTHY)))
                .isInstanceOf(Copies.Unknown.class);
    }

    @Test
    void storageThatIsDownOnANodeIsNamedThere() throws IOException {
        ClusterView view =
                view(
                        "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\n",
                        """
                        apiVersion: longhorn.io/v1beta2
                        kind: Node
                        metadata: {name: n1, namespace: longhorn-system}
                        status: {conditions: [{type: Schedulable, status: "True"}, {type: Ready, status: "False"}]}
                        """);

        assertThat(view.node(view.nodeId("n1")))
                .extracting(NodeState::storageDown)
                .isEqualTo(List.of("driver.longhorn.io", "longhorn"));
        assertThat(view.nodeCount()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "synced | state: Ready, synced: true | Current",
                "synced, replicated | state: Ready, synced: true, haState: {state: Consistent} | Current",
                "behind | state: Ready, synced: false | Rebuilding",
                "behind, as Go leaves false out | state: Ready | Rebuilding",
                "inconsistent | state: NotReady, synced: true, haState: {state: Inconsistent} | Stale",
                "negotiating | state: NotReady, haState: {state: Up} | Rebuilding",
                "not ready | state: NotReady, synced: true | Stale",
                "going | state: ToBeDeleted, synced: true | Leaving",
                "being made | state: Creating | Unknown"
            })
    void hwameistorReplica(String name, String status, Copy.State state) throws IOException {
        Copies copies =
                listed(
                        csi("lvm.hwameistor.io"),
                        "apiVersion: hwameistor.io/v1alpha1\nkind: LocalVolume\nmetadata: {name: vol}\nspec: {replicaNumber: 2}\n",
                        "apiVersion: hwameistor.io/v1alpha1\nkind: LocalVolumeReplica\nmetadata: {name: r}\nspec: {volumeName: vol, nodeName: n1}\nstatus: {"
                                + status
                                + "}\n");

        assertThat(copies)
                .isEqualTo(
                        new Copies.Listed(
                                List.of(new Copy("n1", state)), 2, Amount.Word.One, "hwameistor"));
    }

    @Test
    void deckhouseCountsDiskfulReplicasOfAQuorum() throws IOException {
        String replica =
                """
                apiVersion: storage.deckhouse.io/v1alpha1
                kind: ReplicatedVolumeReplica
                metadata: {name: vol-%1$s}
                spec: {replicatedVolumeName: vol, nodeName: n%1$s, type: %2$s}
                status: {phase: %3$s, quorum: %4$s, backingVolume: {state: %5$s}}
                """;
        Copies copies =
                listed(
                        csi("replicated.csi.storage.deckhouse.io"),
                        "apiVersion: storage.deckhouse.io/v1alpha1\nkind: ReplicatedVolume\nmetadata: {name: vol}\nstatus: {effectiveLayout: {totalVoters: 3}}\n",
                        replica.formatted(1, "Diskful", "Healthy", true, "UpToDate"),
                        replica.formatted(2, "Diskful", "PartiallyDegraded", true, "Inconsistent"),
                        replica.formatted(3, "TieBreaker", "Healthy", true, "Diskless"),
                        replica.formatted(4, "Diskful", "Critical", false, "UpToDate"),
                        replica.formatted(5, "Access", "Healthy", true, "Diskless"),
                        replica.formatted(6, "Diskful", "Progressing", true, "UpToDate"));

        assertThat(copies)
                .isEqualTo(
                        new Copies.Listed(
                                List.of(
                                        new Copy("n1", Copy.State.Current),
                                        new Copy("n2", Copy.State.Rebuilding),
                                        new Copy("n4", Copy.State.Stale),
                                        new Copy("n6", Copy.State.Unknown)),
                                3,
                                Amount.Word.Majority,
                                "deckhouse-replicated"));
    }

    @Test
    void quorumOfAnUnknownNumberOfVotersIsUnknown() throws IOException {
        assertThat(
                        listed(
                                csi("replicated.csi.storage.deckhouse.io"),
                                "apiVersion: storage.deckhouse.io/v1alpha1\nkind: ReplicatedVolumeReplica\nmetadata: {name: r}\nspec: {replicatedVolumeName: vol, nodeName: n1, type: Diskful}\n"))
                .isInstanceOf(Copies.Unknown.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "topolvm | topolvm.io | topolvm.io/v1 | LogicalVolume | other | | nodeName: n1 | volumeID: vol | Current",
                "topolvm | topolvm.io | topolvm.io/v1 | LogicalVolume | other | | nodeName: n1 | volumeID: vol, code: 0 | Current",
                "topolvm | topolvm.io | topolvm.io/v1 | LogicalVolume | other | | nodeName: n1 | volumeID: vol, code: 8 | Unknown",
                "carina | carina.storage.io | carina.storage.io/v1 | LogicVolume | pv | | nodeName: n1 | status: Success | Current",
                "carina | carina.storage.io | carina.storage.io/v1 | LogicVolume | pv | | nodeName: n1 | status: Failed | Stale",
                "openebs-lvm | local.csi.openebs.io | local.openebs.io/v1alpha1 | LVMVolume | vol | | ownerNodeID: n1 | state: Ready | Current",
                "openebs-lvm | local.csi.openebs.io | local.openebs.io/v1alpha1 | LVMVolume | vol | | ownerNodeID: n1 | state: Pending | Unknown",
                "openebs-zfs | zfs.csi.openebs.io | zfs.openebs.io/v1 | ZFSVolume | vol | | ownerNodeID: n1 | state: Ready | Current",
                "directpv | directpv-min-io | directpv.min.io/v1beta1 | DirectPVVolume | vol | , labels: {directpv.min.io/node: n1} | fsuuid: x | status: Ready | Current",
                "directpv | directpv-min-io | directpv.min.io/v1beta1 | DirectPVVolume | vol | , labels: {directpv.min.io/node: n1} | fsuuid: x | status: Pending | Unknown"
            })
    void oneCopy(
            String profile,
            String driver,
            String version,
            String kind,
            String name,
            String metadata,
            String spec,
            String status,
            Copy.State state)
            throws IOException {
        String object =
                "apiVersion: %s\nkind: %s\nmetadata: {name: %s%s}\nspec: {%s}\nstatus: {%s}\n"
                        .formatted(
                                version,
                                kind,
                                name,
                                metadata == null ? "" : metadata,
                                spec,
                                status);

        assertThat(listed(csi(driver), object))
                .isEqualTo(
                        new Copies.Listed(
                                List.of(new Copy("n1", state)), 1, Amount.Word.One, profile));
    }

    @Test
    void nodeIdsOfZfsAreTranslatedByTheNodesLabel() throws IOException {
        Copies copies =
                listed(
                        csi("zfs.csi.openebs.io"),
                        "apiVersion: v1\nkind: Node\nmetadata: {name: n1, labels: {openebs.io/nodeid: id-7}}\n",
                        "apiVersion: zfs.openebs.io/v1\nkind: ZFSVolume\nmetadata: {name: vol, namespace: openebs}\nspec: {ownerNodeID: id-7}\nstatus: {state: Ready}\n");

        assertThat(copies)
                .isEqualTo(
                        new Copies.Listed(
                                List.of(new Copy("n1", Copy.State.Current)),
                                1,
                                Amount.Word.One,
                                "openebs-zfs"));
    }

    @Test
    void attachmentsOfAzureDiskAreNoCopies() throws IOException {
        assertThat(
                        listed(
                                csi("disk2.csi.azure.com"),
                                "apiVersion: disk.csi.azure.com/v1beta2\nkind: AzVolumeAttachment\nmetadata: {name: a, namespace: azure-disk-csi}\nspec: {volumeName: vol, nodeName: n1, role: Replica}\nstatus: {state: Attached}\n"))
                .isInstanceOf(Copies.Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"driver.longhorn.io", "nobody.example.org"})
    void affinitySpeaksWhereNoCopyIsListed(String driver) throws IOException {
        String zonal =
                csi(driver)
                        + "  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: z, operator: In, values: [a]}]}]}}\n";

        assertThat(listed(zonal)).isInstanceOf(Copies.FromAffinity.class);
        assertThat(listed(csi(driver))).isInstanceOf(Copies.Unknown.class);
    }

    @Test
    void administratorAddsAProfileWithOneObjectForAllCopies() throws IOException {
        Path profile =
                Files.writeString(
                        folder.resolve("acme.yaml.profile"),
                        """
                        name: acme
                        drivers: [csi.acme.example]
                        join: {by: VolumeHandle, pattern: "^([^/]+)/"}
                        copies:
                          resource: {group: acme.example, version: v1, plural: disks, kind: Disk, namespaced: false}
                          key: metadata.name
                          items: status.replicas
                          node: "@key"
                          states:
                          - {state: Current, when: [{path: disk, notIn: [BAD]}]}
                          - {state: Stale, when: [{path: disk, in: [BAD]}]}
                          usable: 2
                        """);
        Path dump =
                Files.writeString(
                        folder.resolve("dump.yaml"),
                        csi("csi.acme.example").replace("volumeHandle: vol", "volumeHandle: vol/0")
                                + "---\napiVersion: acme.example/v1\nkind: Disk\nmetadata: {name: vol}\nstatus: {replicas: {n1: {disk: OK}, n2: {disk: BAD}, n3: {}}}\n");

        Dump.Result read =
                Dump.read(
                        List.of(dump), new Dump.Options(Profiles.with(List.of(profile)), 1 << 20));

        assertThat(requireNonNull(read.view().volume("pv")).copies())
                .isEqualTo(
                        new Copies.Listed(
                                List.of(
                                        new Copy("n1", Copy.State.Current),
                                        new Copy("n2", Copy.State.Stale),
                                        new Copy("n3", Copy.State.Unknown)),
                                3,
                                new Amount.Units(2),
                                "acme"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "unknown field | name: a\\ndrivers: [b]\\njoin: {by: Claim, patern: x} | patern",
                "no name | drivers: [b]\\njoin: {by: Claim} | name is needed",
                "nothing to read | name: a\\ndrivers: [b]\\njoin: {by: Claim} | needs copies or nodes",
                "bad join | name: a\\njoin: {by: Uid} | Uid",
                "no such group | name: a\\ndrivers: [b]\\njoin: {by: Claim, pattern: '(.)', key: '{1}/{2}'} | join.key reads {2}",
                "no template | name: a\\ndrivers: [b]\\njoin: {by: Claim, pattern: '(.)', key: '{1'} | neither a path nor paths in braces",
                "no such request | name: a\\ndrivers: [b]\\njoin: {by: Claim}\\nrest: {requests: []}\\nnodes: {request: n, node: x, down: [{path: y, is: Empty}]} | has no request n",
                "request without rest | name: a\\ndrivers: [b]\\njoin: {by: Claim}\\nnodes: {request: n, node: x, down: [{path: y, is: Empty}]} | has no request n",
                "resource beside rest | name: a\\ndrivers: [b]\\njoin: {by: Claim}\\nrest: {requests: []}\\nnodes: {resource: {group: g, version: v1, plural: ns, kind: N, namespaced: false}, node: x, down: [{path: y, is: Empty}]} | request in place of resource",
                "link nowhere | name: a\\ndrivers: [b]\\njoin: {by: Claim}\\nrest: {requests: [{name: n, path: /n, id: i}]}\\ncopies: {request: n, key: k, node: m, states: [], usable: One, links: [{as: o, request: q, by: z}]} | has no request q",
                "path of no request | name: a\\ndrivers: [b]\\njoin: {by: Claim}\\nrest: {requests: [{name: n, path: 'http://x', id: i}]} | must begin with /",
                "two tests in one | name: a\\ndrivers: [b]\\njoin: {by: Claim}\\nrest: {requests: [{name: n, path: /n, id: i}]}\\nnodes: {request: n, node: x, down: [{path: y, has: [z], hasNone: [z]}]} | exactly one of is, in, notIn, has and hasNone",
                "never down | name: a\\ndrivers: [b]\\njoin: {by: Claim}\\nrest: {requests: [{name: n, path: /n, id: i}]}\\nnodes: {request: n, node: x} | needs down or heartbeat"
            })
    void profileThatIsNoneIsRefusedWithItsFileAndTheReason(String name, String text, String reason)
            throws IOException {
        Path file = Files.writeString(folder.resolve("p.yaml"), text.replace("\\n", "\n"));

        assertThatThrownBy(() -> Profiles.with(List.of(file)))
                .isInstanceOf(InvalidProfileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason);
    }

    private Copies listed(String... documents) throws IOException {
        return requireNonNull(view(documents).volume("pv")).copies();
    }

    private ClusterView view(String... documents) throws IOException {
        Path file =
                Files.writeString(folder.resolve("objects.yaml"), String.join("---\n", documents));
        Dump.Result read = Dump.read(file);
        assertThat(read.errors()).isEmpty();
        return read.view();
    }

    private static String csi(String driver) {
        return "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: pv}\nspec:\n  csi: {driver: "
                + driver
                + ", volumeHandle: vol}\n";
    }

    private static String longhornVolume(String replicas, String more) {
        return "apiVersion: longhorn.io/v1beta2\nkind: Volume\nmetadata: {name: vol, namespace: longhorn-system}\nspec: {numberOfReplicas: "
                + replicas
                + more
                + "}\n";
    }
}
