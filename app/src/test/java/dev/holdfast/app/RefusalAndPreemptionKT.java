package dev.holdfast.app;

import static dev.holdfast.app.Scene.LIMIT;
import static dev.holdfast.app.Scene.SCHEDULER;
import static dev.holdfast.app.Scene.members;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.NodeSpec;
import dev.holdfast.controlplane.Scheduler;
import dev.holdfast.controlplane.SchedulerOptions;
import dev.holdfast.controlplane.StatefulSetSpec;
import dev.holdfast.view.PodState;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a refusal costs a real kube-scheduler, and who dies for whom. */
@ControlPlane(scheduler = Scheduler.MANUAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalAndPreemptionKT {
    /** No node has the label of this policy's domain. */
    private static final String NOWHERE =
            """
            domains: [{name: rack, key: example.org/rack}]
            roles:
            - replication: {factor: 20}
              survive: [{lose: {rack: 1}}]
            """;

    private static final String ZONES =
            """
            roles:
            - replication: {factor: 3}
              survive: [{lose: {zone: 1}}]
            """;

    private final Cluster cluster;
    private final Scene scene;
    private final Recorder recorder;

    RefusalAndPreemptionKT(Cluster cluster, @TempDir Path folder)
            throws IOException, CommandFailed {
        this.cluster = cluster;
        List.of("a", "b", "c")
                .forEach(zone -> {
                    cluster.addNodes(zone, 2);
                    cluster.addNodes(small(1).inZone(zone).labelled("pool", "quorum"));
                });
        cluster.addNodes(small(2).inZone("a").labelled("pool", "pair"));
        this.scene = new Scene(cluster, folder);
        this.recorder = new Recorder(() -> scene.service().service().extenderPort());
        scene.apply(priority("low", 10) + "---\n" + priority("high", 1000));
    }

    /** Room for one pod of 3 CPUs each. */
    private static NodeSpec small(int count) {
        return NodeSpec.of(count).allocatable("cpu", "4");
    }

    private static String priority(String name, int value) {
        return """
        apiVersion: scheduling.k8s.io/v1
        kind: PriorityClass
        metadata: {name: %s}
        value: %d
        """
                .formatted(name, value);
    }

    @BeforeAll
    void startOurSchedulerAndTheClustersOwn() {
        scene.startScheduler(recorder.url(cluster.hostAddress()));
        cluster.startScheduler(SchedulerOptions.standard());
    }

    @AfterAll
    void close() {
        cluster.stopScheduler(SCHEDULER);
        cluster.stopScheduler();
        recorder.close();
        scene.close();
    }

    private int filterCalls(String namespace) {
        return recorder.of("filter", namespace + "/db-").size();
    }

    @Test
    void aRefusedMemberAloneIsAskedAboutTwice() {
        String namespace = scene.namespace(NOWHERE);
        StatefulSet set = cluster.createStatefulSet(members(namespace, 1));
        // The second time because of the condition that kube-scheduler itself writes on the pod.
        cluster.await(() -> filterCalls(namespace) == 2, LIMIT, "the second call");

        Scene.staysSo(() -> filterCalls(namespace) == 2, Duration.ofSeconds(4), "two calls");
        delete(set);
    }

    @Test
    void podsThatStartElsewhereDoNotWakeRefusedMembersAndAreNotAskedAbout() {
        String namespace = scene.namespace(NOWHERE);
        StatefulSet refused = cluster.createStatefulSet(members(namespace, 20).parallel());
        cluster.await(() -> refusedForRack(refused) == 20, LIMIT, "20 members refused");
        StatefulSet foreign =
                cluster.createStatefulSet(StatefulSetSpec.of(namespace, "web", 150).parallel());
        StatefulSet uninvolved =
                cluster.createStatefulSet(
                        StatefulSetSpec.of(namespace, "job", 10).parallel().scheduledBy(SCHEDULER));
        cluster.await(() -> ready(foreign) == 150, LIMIT, "150 pods run elsewhere");
        cluster.await(() -> ready(uninvolved) == 10, LIMIT, "10 pods run");

        Scene.staysSo(
                () -> filterCalls(namespace) <= 60,
                Duration.ofSeconds(3),
                "60 calls at most for 20 members");
        assertThat(filterCalls(namespace)).isGreaterThanOrEqualTo(20);
        assertThat(recorder.of("filter", namespace + "/"))
                .allMatch(said -> said.pod().startsWith(namespace + "/db-"));
        delete(foreign, refused, uninvolved);
    }

    private long refusedForRack(StatefulSet set) {
        return pods(set).stream()
                .flatMap(pod -> pod.getStatus().getConditions().stream())
                .filter(condition -> condition.getType().equals("PodScheduled"))
                .filter(condition ->
                        Objects.toString(condition.getMessage(), "").contains(" HF1001: "))
                .count();
    }

    private long ready(StatefulSet set) {
        return Objects.requireNonNullElse(
                cluster.client().resource(set).get().getStatus().getReadyReplicas(), 0);
    }

    private List<Pod> pods(StatefulSet set) {
        return cluster.client()
                .pods()
                .inNamespace(set.getMetadata().getNamespace())
                .withLabel("app", set.getMetadata().getName())
                .list()
                .getItems();
    }

    private void delete(StatefulSet... sets) {
        for (StatefulSet set : sets) {
            var _ = cluster.client().resource(set).delete();
        }
        for (StatefulSet set : sets) {
            cluster.await(() -> pods(set).isEmpty(), LIMIT, "pods gone");
        }
    }

    private static StatefulSetSpec large(StatefulSetSpec spec, String pool, String priority) {
        return spec.selectingNodes("pool", pool).requesting("cpu", "3").priorityClass(priority);
    }

    /**
     * One scheduler for killers and victims: what another process schedules does not see for whom a
     * node was cleared, and takes it.
     */
    @Test
    void nobodyDiesForAMemberOnANodeThatFilterRefuses() throws IOException {
        String namespace = scene.namespace(ZONES);
        StatefulSet cheap =
                cluster.createStatefulSet(
                        large(StatefulSetSpec.of(namespace, "cheap", 2), "pair", "low")
                                .parallel()
                                .scheduledBy(SCHEDULER));
        cluster.awaitPlacement(cheap, LIMIT);
        Set<String> before = alive(cheap);
        String dump = scene.dump();

        StatefulSet db = cluster.createStatefulSet(large(members(namespace, 1), "pair", "high"));
        cluster.awaitPlacement(db, LIMIT);
        assertThat(recorder.of("filter", namespace + "/db-0").getFirst().asked().get("NodeNames"))
                .as("the node cleared for it, alone")
                .hasSize(1);
        Recording.keep("room-for-a-member", dump, recorder.of("preempt", namespace + "/db-0"));
        scene.awaitSeen(namespace, "db-0");
        scene.scaled(db, 2);
        scene.awaitMessage(namespace, "db-1", "no candidate node for preemption");

        Recorder.Conversation refused = recorder.of("preempt", namespace + "/db-1").getLast();
        assertThat(refused.said()).hasToString("{\"NodeNameToMetaVictims\":{}}");
        scene.liveAndDryRunAgree("no-room-in-a-full-zone", refused);
        assertThat(cluster.placement(db)).containsOnlyKeys("db-0");
        assertThat(alive(cheap)).hasSize(1).isSubsetOf(before);
        everyVictimMadeRoom(namespace, 1);
        delete(db, cheap);
    }

    @Test
    void aPreemptionThatWouldTakeADatabasesQuorumIsRefusedAndAHarmlessOneGoesOn()
            throws IOException {
        String namespace = scene.namespace(ZONES);
        StatefulSet db = scene.grown(large(members(namespace, 1), "quorum", "low"), namespace, 3);
        Map<String, String> placed = cluster.awaitPlacement(db, LIMIT);
        cluster.await(() -> ready(db) == 3, LIMIT, "three members ready");
        Set<String> before = alive(db);
        cluster.setPodReady(namespace, "db-2", false);
        scene.awaitSeen(namespace, "db-2", "unready", pod -> !pod.ready());
        String zone = scene.zone(Objects.requireNonNull(placed.get("db-0")));

        StatefulSet urgent =
                cluster.createStatefulSet(
                        large(StatefulSetSpec.of(namespace, "urgent", 1), "quorum", "high")
                                .marked()
                                .inZone(zone)
                                .scheduledBy(SCHEDULER));
        scene.awaitMessage(namespace, "urgent-0", "no candidate node for preemption");
        assertThat(cluster.placement(urgent)).isEmpty();
        assertThat(alive(db)).isEqualTo(before);
        scene.liveAndDryRunAgree(
                "a-quorum-for-a-victim", recorder.of("preempt", namespace + "/urgent-0").getLast());
        delete(urgent);

        cluster.setPodReady(namespace, "db-2", true);
        scene.awaitSeen(namespace, "db-2", "ready", PodState::ready);
        StatefulSet again =
                cluster.createStatefulSet(
                        large(StatefulSetSpec.of(namespace, "again", 1), "quorum", "high")
                                .marked()
                                .inZone(zone)
                                .scheduledBy(SCHEDULER));
        assertThat(cluster.awaitPlacement(again, LIMIT).values())
                .containsExactly(placed.get("db-0"));
        everyVictimMadeRoom(namespace, 1);
        delete(again, db);
    }

    /** UIDs of the pods that are bound and not on their way out. */
    private Set<String> alive(StatefulSet set) {
        return pods(set).stream()
                .filter(pod -> pod.getSpec().getNodeName() != null)
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .map(pod -> pod.getMetadata().getUid())
                .collect(Collectors.toSet());
    }

    /** Whoever died in this namespace died where its preemptor now runs. */
    private void everyVictimMadeRoom(String namespace, int victims) {
        List<String> deaths =
                cluster.client().v1().events().inNamespace(namespace).list().getItems().stream()
                        .filter(event -> Objects.equals(event.getReason(), "Preempted"))
                        .map(Event::getMessage)
                        .toList();
        List<String> preemptors =
                cluster.client().pods().inNamespace(namespace).list().getItems().stream()
                        .filter(pod -> pod.getSpec().getNodeName() != null)
                        .map(pod ->
                                "Preempted by pod "
                                        + pod.getMetadata().getUid()
                                        + " on node "
                                        + pod.getSpec().getNodeName())
                        .toList();

        assertThat(deaths).hasSize(victims);
        assertThat(preemptors).containsAll(deaths);
    }
}
