package dev.holdfast.app;

import static dev.holdfast.app.Longhorn.Replica.CURRENT;
import static dev.holdfast.app.Longhorn.Replica.FAILED;
import static dev.holdfast.app.Longhorn.Replica.REBUILDING;
import static dev.holdfast.app.Scene.LIMIT;
import static dev.holdfast.app.Scene.SCHEDULER;
import static dev.holdfast.app.Scene.members;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.LocalVolume;
import dev.holdfast.controlplane.NodeSpec;
import dev.holdfast.controlplane.Scheduler;
import dev.holdfast.controlplane.StatefulSetSpec;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.VolumeState;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Members run on top of their data: a real kube-scheduler, volumes as Longhorn tells of them. */
@ControlPlane(scheduler = Scheduler.MANUAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConvergenceKT {
    private static final String REQUIRED =
            """
            roles:
            - replication: {factor: 3}
              survive: [{lose: {zone: 1}}, {lose: {node: 1}}]
              converge: {mode: Required}
              initializers: {matchLabels: {job: join}}
            """;

    private static final String PREFERRED =
            """
            roles:
            - replication: {factor: 3}
              survive: [{lose: {node: 1}}]
              converge: {mode: Preferred}
            """;

    private final Cluster cluster;
    private final Scene scene;
    private final Recorder recorder;
    private final List<String> a;
    private final List<String> b;
    private final List<String> c;

    ConvergenceKT(Cluster cluster, @TempDir Path folder) throws IOException, CommandFailed {
        this.cluster = cluster;
        Longhorn.definitions().forEach(cluster::applyCrd);
        a = cluster.addNodes("a", 3);
        b = cluster.addNodes("b", 3);
        c = cluster.addNodes("c", 3);
        cluster.addStorageClass("local");
        this.scene = new Scene(cluster, folder);
        this.recorder = new Recorder(() -> scene.service().service().extenderPort());
    }

    @BeforeAll
    void startTheSchedulerThatWePrint() {
        scene.startScheduler(recorder.url(cluster.hostAddress()));
    }

    @AfterAll
    void close() {
        cluster.stopScheduler(SCHEDULER);
        recorder.close();
        scene.close();
    }

    /** Members with a claim {@code data-db-N} each, for a volume that is there already. */
    private static StatefulSetSpec onLonghorn(String namespace, int count) {
        return members(namespace, count).claiming("data", "longhorn", "1Gi");
    }

    /** A volume for db-N; returns when the claim is bound and the service knows the replicas. */
    private String volume(String namespace, int member, Map<String, Longhorn.Replica> replicas) {
        String name = "lh-" + namespace + "-" + member;
        scene.apply(Longhorn.volume(name, namespace, "data-db-" + member, replicas));
        scene.awaitView(
                "volume " + name,
                view -> view.claimOf(name) != null && copies(view.volume(name)) == replicas.size());
        return name;
    }

    private static int copies(@Nullable VolumeState volume) {
        return volume != null && volume.copies() instanceof VolumeState.Copies.Listed listed
                ? listed.copies().size()
                : 0;
    }

    /** Code of the refusal of each node in the last answer about a pod. */
    private JsonNode refusals(String namespace, String pod) {
        return recorder.of("filter", namespace + "/" + pod)
                .getLast()
                .said()
                .get("FailedAndUnresolvableNodes");
    }

    @Test
    @Order(1)
    void aMemberWaitsWhileNoCopyIsCurrentAndRunsWhereItIsRebuilt() throws IOException {
        String namespace = scene.namespace(REQUIRED);
        String lost = c.getLast();
        cluster.failNode(lost);
        String volume =
                volume(namespace, 0, Map.of(a.get(0), FAILED, b.get(0), REBUILDING, lost, CURRENT));
        StatefulSet set = cluster.createStatefulSet(onLonghorn(namespace, 1));

        scene.awaitMessage(namespace, "db-0", " HF1005: ");
        assertThat(scene.messages(namespace, "db-0"))
                .contains(
                        "0/9 nodes are available: ",
                        "2 HF1005: node's copy of the member's volume is not current",
                        "6 HF1004: node has no current copy of the member's volume",
                        "1 node(s) had untolerated taint(s)");
        assertThat(refusals(namespace, "db-0").get(a.get(0)).asString()).startsWith("HF1005: ");
        assertThat(refusals(namespace, "db-0").get(b.get(0)).asString()).startsWith("HF1005: ");
        assertThat(cluster.placement(set)).isEmpty();
        scene.liveAndDryRunAgree(
                "no-copy-is-current", recorder.of("filter", namespace + "/db-0").getLast());

        scene.apply(Longhorn.replica(volume, namespace, b.get(0), CURRENT));
        scene.awaitView("the replica rebuilt", view -> !view.volumesWithCopyOn(b.get(0)).isEmpty());
        cluster.kubectl("annotate", "pod", "db-0", "-n", namespace, "example.org/look=again")
                .orThrow();
        assertThat(cluster.awaitPlacement(set, LIMIT)).containsValue(b.get(0));
        cluster.healNode(lost);
    }

    @Test
    @Order(2)
    void requiredMembersRunOnACurrentCopyEachInAZoneOfItsOwn() {
        String namespace = scene.namespace(REQUIRED);
        volume(namespace, 0, Map.of(a.get(1), CURRENT, a.get(2), FAILED));
        volume(namespace, 1, Map.of(b.get(1), REBUILDING, b.get(2), CURRENT));
        volume(namespace, 2, Map.of(c.get(1), CURRENT));
        StatefulSet set = scene.grown(onLonghorn(namespace, 1), namespace, 3);

        assertThat(cluster.awaitPlacement(set, LIMIT))
                .isEqualTo(Map.of("db-0", a.get(1), "db-1", b.get(2), "db-2", c.get(1)));
    }

    @Test
    @Order(3)
    void membersWhoseVolumesShareANodeDoNotShareIt() {
        String namespace = scene.namespace(REQUIRED);
        volume(namespace, 0, Map.of(a.get(0), CURRENT));
        volume(namespace, 1, Map.of(a.get(0), CURRENT, b.get(0), CURRENT));
        StatefulSet set = scene.grown(onLonghorn(namespace, 1), namespace, 1);
        scene.awaitSeen(namespace, "db-0");
        String before = scene.dump();
        scene.scaled(set, 2);

        assertThat(cluster.awaitPlacement(set, LIMIT))
                .isEqualTo(Map.of("db-0", a.get(0), "db-1", b.get(0)));
        assertThat(refusals(namespace, "db-1").get(a.get(0)).asString()).startsWith("HF1007: ");
        Recording.keep("volumes-share-a-node", before, recorder.about(namespace + "/db-1"));
    }

    @Test
    @Order(4)
    void aMemberThatOnlyPrefersItsCopyRunsThereIfItMayAndElsewhereIfItMust() {
        String free = scene.namespace(PREFERRED);
        volume(free, 0, Map.of(b.get(1), CURRENT, a.get(1), FAILED));
        String before = scene.dump();
        StatefulSet there = cluster.createStatefulSet(onLonghorn(free, 1));
        String bound = scene.namespace(PREFERRED);
        volume(bound, 0, Map.of(b.get(1), CURRENT));
        StatefulSet elsewhere = cluster.createStatefulSet(onLonghorn(bound, 1).inZone("c"));

        assertThat(cluster.awaitPlacement(there, LIMIT)).containsValue(b.get(1));
        Recording.keep("a-copy-is-preferred", before, recorder.about(free + "/db-0"));
        assertThat(cluster.awaitPlacement(elsewhere, LIMIT).values()).allMatch(c::contains);
    }

    @Test
    @Order(4)
    void aMemberPrefersNoCopyThatIsBeingRebuiltOrOnALostNode() {
        String lost = c.getLast();
        cluster.failNode(lost);
        try {
            scene.awaitView("the node lost", view -> !isReady(view, lost));
            String namespace = scene.namespace(PREFERRED);
            volume(namespace, 0, Map.of(a.get(0), REBUILDING, b.get(2), CURRENT, lost, CURRENT));
            StatefulSet set = cluster.createStatefulSet(onLonghorn(namespace, 1));

            assertThat(cluster.awaitPlacement(set, LIMIT)).containsValue(b.get(2));
            Map<String, Integer> scores = scores(namespace);
            assertThat(scores.get(a.get(0))).isLessThan(scores.get(b.get(2)));
        } finally {
            cluster.healNode(lost);
        }
    }

    @Test
    @Order(4)
    void aMemberWhoseOnlyCurrentCopyIsOnALostNodeWaitsForItThoughItOnlyPrefersIt()
            throws IOException {
        String lost = c.getLast();
        cluster.failNode(lost);
        String namespace;
        StatefulSet set;
        try {
            scene.awaitView("the node lost", view -> !isReady(view, lost));
            namespace = scene.namespace(PREFERRED);
            volume(namespace, 0, Map.of(a.get(0), REBUILDING, lost, CURRENT));
            set = cluster.createStatefulSet(onLonghorn(namespace, 1));

            // It would be up nowhere: its volume has no copy that lives.
            scene.awaitMessage(namespace, "db-0", "8 HF1007: ");
            assertThat(cluster.placement(set)).isEmpty();
        } finally {
            cluster.healNode(lost);
        }
        assertThat(cluster.awaitPlacement(set, LIMIT)).hasSize(1);
    }

    private static boolean isReady(ClusterView view, String node) {
        return requireNonNull(view.node(view.nodeId(node))).ready();
    }

    /** What the last answer to prioritize about db-0 gives the nodes. */
    private Map<String, Integer> scores(String namespace) {
        Map<String, Integer> scores = new HashMap<>();
        recorder.of("prioritize", namespace + "/db-0")
                .getLast()
                .said()
                .forEach(entry ->
                        scores.put(entry.get("Host").asString(), entry.get("Score").asInt()));
        return scores;
    }

    @Test
    @Order(5)
    void unboundClaimsAreBoundWhereTheRulesPlaceTheirMembers() {
        String namespace = scene.namespace(REQUIRED);
        cluster.addStorageClass("wait-" + namespace);
        for (String node : List.of(a.get(0), a.get(1), a.get(2), b.get(1), c.get(1))) {
            cluster.addVolume(
                    LocalVolume.on(node, "w-" + namespace + node, "wait-" + namespace, "1Gi"));
        }
        StatefulSet set =
                scene.grown(
                        members(namespace, 1).claiming("data", "wait-" + namespace, "1Gi"),
                        namespace,
                        3);

        assertThat(scene.membersByZone(set)).isEqualTo(Map.of("a", 1L, "b", 1L, "c", 1L));
        cluster.placement(set)
                .forEach((pod, node) ->
                        assertThat(claimedVolume(namespace, "data-" + pod))
                                .isEqualTo("w-" + namespace + node));
    }

    private String claimedVolume(String namespace, String claim) {
        return cluster.client()
                .persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(claim)
                .get()
                .getSpec()
                .getVolumeName();
    }

    @Test
    @Order(6)
    void aClaimThatIsPinnedToAFullZoneIsSaidInThePodsEvent() throws IOException {
        String namespace = scene.namespace(REQUIRED);
        cluster.addVolume(
                LocalVolume.on(a.get(0), "p0-" + namespace, "local", "1Gi")
                        .boundTo(namespace, "data-db-0"));
        cluster.addVolume(
                LocalVolume.on(a.get(1), "p1-" + namespace, "local", "1Gi")
                        .boundTo(namespace, "data-db-1"));
        StatefulSet set =
                scene.grown(members(namespace, 1).claiming("data", "local", "1Gi"), namespace, 2);

        scene.awaitMessage(namespace, "db-1", "1 HF1007: a failure that the policy must survive");
        assertThat(scene.messages(namespace, "db-1"))
                .contains("0/9 nodes are available: ", "8 node(s) didn't match PersistentVolume");
        assertThat(cluster.placement(set)).isEqualTo(Map.of("db-0", a.get(0)));
        scene.liveAndDryRunAgree(
                "claim-in-a-full-zone", recorder.of("filter", namespace + "/db-1").getLast());
    }

    @Test
    @Order(7)
    void anInitializerRunsWhereItsMemberMayAndIsNotCounted() throws IOException {
        String namespace = scene.namespace(REQUIRED);
        cluster.addStorageClass("join-" + namespace);
        for (String node : List.of(a.get(0), a.get(1), b.get(0))) {
            cluster.addVolume(
                    LocalVolume.on(node, "j-" + namespace + node, "join-" + namespace, "1Gi"));
        }
        StatefulSetSpec spec =
                members(namespace, 1).claiming("data", "join-" + namespace, "1Gi").inZone("a");
        StatefulSet set = cluster.createStatefulSet(spec);
        cluster.awaitPlacement(set, LIMIT);
        scene.awaitSeen(namespace, "db-0");

        scene.apply(joining(namespace, "in-a", "a"));
        scene.awaitMessage(namespace, "in-a", "1 HF1007: a failure that the policy must survive");
        cluster.kubectl("delete", "pod", "in-a", "-n", namespace).orThrow();
        scene.apply(joining(namespace, "in-b", "b"));
        scene.awaitSeen(namespace, "in-b");
        assertThat(claimedVolume(namespace, "data-db-1")).isEqualTo("j-" + namespace + b.get(0));

        // The member may now run only on that node. Would its initializer count, two would be
        // there.
        scene.apply(joining(namespace, "joined", "b").replace("{job: join}", "{app: db}"));
        scene.awaitSeen(namespace, "joined");
    }

    /** A pod of no set that mounts db-1's claim, which it brings. */
    private static String joining(String namespace, String name, String zone) {
        return """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: data-db-1, namespace: %1$s}
        spec:
          accessModes: [ReadWriteOnce]
          storageClassName: join-%1$s
          resources: {requests: {storage: 1Gi}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: %2$s, namespace: %1$s, labels: {job: join}}
        spec:
          schedulerName: holdfast-scheduler
          nodeSelector: {topology.kubernetes.io/zone: %3$s}
          containers:
          - name: join
            image: registry.example/db
            resources:
              requests: {holdfast.dev/member: "0"}
              limits: {holdfast.dev/member: "0"}
          volumes: [{name: data, persistentVolumeClaim: {claimName: data-db-1}}]
        """
                .formatted(namespace, name, zone);
    }

    @Test
    @Order(8)
    void threeDataNodesAmongTwoHundredAreFound() {
        cluster.addNodes("a", 63);
        List<String> more = cluster.addNodes(NodeSpec.of(64).inZone("b"));
        cluster.addNodes("c", 64);
        scene.awaitView("200 nodes", view -> view.nodeCount() == 200);
        String namespace = scene.namespace(REQUIRED);
        volume(namespace, 0, Map.of(a.get(2), CURRENT, more.get(7), CURRENT, c.get(0), CURRENT));
        StatefulSet set = cluster.createStatefulSet(onLonghorn(namespace, 1));

        assertThat(cluster.awaitPlacement(set, LIMIT).get("db-0"))
                .isIn(a.get(2), more.get(7), c.get(0));
        assertThat(recorder.of("filter", namespace + "/db-0"))
                .singleElement()
                .satisfies(said -> assertThat(said.asked().get("NodeNames")).hasSize(200));
    }
}
