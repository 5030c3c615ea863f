package dev.holdfast.cluster.nominate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.Scene;
import dev.holdfast.cluster.object.Field;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nominations against an API server that is a map: what is written comes back by the watch. */
class NominationsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

    private final Rooms rooms = new Rooms();
    private final Map<String, Pod> server = new HashMap<>();
    private final Set<String> spent = new HashSet<>();
    private long now = Duration.ofHours(1).toNanos();
    private int writes;
    private ClusterView view = ClusterView.EMPTY;
    private final Nominations nominations =
            new Nominations(rooms, new Server(), LIMIT, () -> now, Optional.empty());

    private final class Server implements Nominations.Writes {
        @Override
        public boolean nominate(PodState pod, String version, String node) {
            return write(pod, version, node, node);
        }

        @Override
        public boolean takeBack(PodState pod, String version) {
            return write(pod, version, null, null);
        }

        @Override
        public boolean spend(PodState pod, String version) {
            spent.add(pod.name());
            return write(pod, version, NominatedPods.SPENT, null);
        }
    }

    private boolean write(
            PodState pod, String version, @Nullable String mark, @Nullable String node) {
        Pod before = server.get(pod.name());
        if (before == null || !before.getMetadata().getResourceVersion().equals(version)) {
            return false;
        }
        writes++;
        store(
                new PodBuilder(before)
                        .editMetadata()
                        .withAnnotations(mark == null ? Map.of() : Map.of(NominatedPods.MARK, mark))
                        .endMetadata()
                        .editStatus()
                        .withNominatedNodeName(node)
                        .endStatus()
                        .build());
        return true;
    }

    /** Puts a pod with a new version into the server, the watch and, where it matters, the view. */
    private void store(Pod pod) {
        Pod stored =
                new PodBuilder(pod)
                        .editMetadata()
                        .withResourceVersion("" + (1000 + writes + server.size() + now % 7))
                        .endMetadata()
                        .build();
        server.put(pod.getMetadata().getName(), stored);
        rooms.put(seen(stored));
    }

    private static SeenPod seen(Pod pod) {
        return SeenPod.of(Field.root(SERIALIZATION.convertValue(pod, Map.class)));
    }

    private void open(int nodesPerZone, String cpu) {
        view = Scene.empty("Enforce", "Off");
        for (String zone : List.of("a", "b", "c")) {
            view = view.apply(new Change.NodeGone("n-" + zone));
            for (int i = 0; i < nodesPerZone; i++) {
                node(zone + i, zone, cpu, true);
            }
        }
        rooms.markListed();
    }

    private void node(String name, String zone, String cpu, boolean schedulable) {
        view =
                view.apply(
                        new Change.NodePut(
                                new NodeState(
                                        name,
                                        Map.of("topology.kubernetes.io/zone", zone),
                                        true,
                                        schedulable,
                                        List.of(),
                                        Map.of("cpu", cpu, "memory", "8Gi", "pods", "110"),
                                        List.of())));
    }

    private void member(String name, String cpu) {
        view = view.apply(new Change.PodPut(Scene.member(name, Optional.empty())));
        store(pod(name, cpu, null));
    }

    private static Pod pod(String name, String cpu, @Nullable String node) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("db")
                .withName(name)
                .withUid("uid-" + name)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .addNewContainer()
                .withName("main")
                .withNewResources()
                .addToRequests("cpu", new Quantity(cpu))
                .endResources()
                .endContainer()
                .endSpec()
                .withNewStatus()
                .endStatus()
                .build();
    }

    private Optional<String> nominated(String name) {
        Pod pod = server.get(name);
        return pod == null
                ? Optional.empty()
                : Optional.ofNullable(pod.getStatus().getNominatedNodeName());
    }

    private Set<String> zones(String... members) {
        Set<String> zones = new HashSet<>();
        for (String member : members) {
            zones.add(nominated(member).orElseThrow().substring(0, 1));
        }
        return zones;
    }

    @Test
    void membersOfASetGetAZoneEach() {
        open(3, "4");
        List.of("db-0", "db-1", "db-2").forEach(name -> member(name, "1"));

        assertThat(nominations.round(view).nominated()).isEqualTo(3);

        assertThat(zones("db-0", "db-1", "db-2")).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void nothingIsWrittenAgainWhileThePlanStands() {
        open(3, "4");
        member("db-0", "1");
        nominations.round(view);
        Optional<String> first = nominated("db-0");
        for (int i = 0; i < 5; i++) {
            rooms.put(seen(pod("elsewhere-" + i, "100m", first.orElseThrow())));
            nominations.round(view);
        }

        assertThat(nominated("db-0")).isPresent().isEqualTo(first);
        assertThat(writes).isEqualTo(1);
    }

    @Test
    void nodeThatIsCordonedLosesItsNominationToAnother() {
        open(2, "4");
        member("db-0", "1");
        nominations.round(view);
        String first = nominated("db-0").orElseThrow();

        node(first, first.substring(0, 1), "4", false);
        Nominations.Done done = nominations.round(view);

        assertThat(done).isEqualTo(new Nominations.Done(1, 1));
        assertThat(nominated("db-0")).isPresent().isNotEqualTo(Optional.of(first));
    }

    @Test
    void nominationIsTakenBackWhenNoNodeIsLeft() {
        open(1, "4");
        member("db-0", "1");
        nominations.round(view);
        for (String zone : List.of("a", "b", "c")) {
            view = view.apply(new Change.NodeGone(zone + "0"));
        }

        assertThat(nominations.round(view)).isEqualTo(new Nominations.Done(0, 1));
        assertThat(nominated("db-0")).isEmpty();
    }

    @Test
    void onlyNodesWithRoomForThePodAreNominated() {
        open(1, "2");
        rooms.put(seen(pod("big-a", "2", "a0")));
        rooms.put(seen(pod("half-b", "1500m", "b0")));
        member("db-0", "1");

        nominations.round(view);

        assertThat(nominated("db-0")).contains("c0");
    }

    @Test
    void roomIsGivenOutOnceOnly() {
        open(1, "1");
        List.of("db-0", "db-1", "db-2", "db-3").forEach(name -> member(name, "1"));

        assertThat(nominations.round(view).nominated()).isEqualTo(3);
        assertThat(nominated("db-3")).isEmpty();
    }

    @Test
    void memberHoldsItsRoomForTheLimitAndNeverAgain() {
        open(1, "4");
        member("db-0", "1");
        nominations.round(view);
        now += LIMIT.toNanos() - 1;
        nominations.round(view);
        assertThat(nominated("db-0")).isPresent();

        now += 1;
        assertThat(nominations.round(view).takenBack()).isEqualTo(1);
        assertThat(nominated("db-0")).isEmpty();
        assertThat(spent).containsExactly("db-0");
        node("d0", "a", "64", true);
        nominations.round(view);
        assertThat(nominated("db-0")).isEmpty();
    }

    @Test
    void newLeaderKnowsTheOldOnesNominationsAndGivesThemItsOwnLimit() {
        open(1, "4");
        member("db-0", "1");
        nominations.round(view);
        Nominations next = new Nominations(rooms, new Server(), LIMIT, () -> now, Optional.empty());
        next.round(view);
        assertThat(writes).isEqualTo(1);

        now += LIMIT.toNanos();
        next.round(view);
        assertThat(nominated("db-0")).isEmpty();
    }

    @Test
    void nodeThatKubeSchedulerTookOutIsNotNominatedAgain() {
        open(1, "4");
        member("db-0", "1");
        nominations.round(view);
        Set<String> tried = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            String node = nominated("db-0").orElseThrow();
            assertThat(tried.add(node)).as(node).isTrue();
            store(
                    new PodBuilder(server.get("db-0"))
                            .editStatus()
                            .withNominatedNodeName(null)
                            .endStatus()
                            .build());
            nominations.round(view);
            nominations.round(view);
        }

        assertThat(nominated("db-0")).isEmpty();
    }

    @Test
    void nominationsOfOthersAreLeftAlone() {
        open(1, "4");
        member("db-0", "1");
        store(
                new PodBuilder(server.get("db-0"))
                        .editStatus()
                        .withNominatedNodeName("a0")
                        .endStatus()
                        .build());
        nominations.round(view);
        view = view.apply(new Change.NodeGone("a0"));
        nominations.round(view);

        assertThat(nominated("db-0")).contains("a0");
        assertThat(writes).isZero();
    }

    @Test
    void gatedMembersAndForeignPodsAreNotNominated() {
        open(1, "4");
        member("db-0", "1");
        store(
                new PodBuilder(server.get("db-0"))
                        .editSpec()
                        .addNewSchedulingGate("example.org/later")
                        .endSpec()
                        .build());
        PodState member = Scene.member("web-0", Optional.empty());
        view =
                view.apply(
                        new Change.PodPut(
                                new PodState(
                                        "db",
                                        "web-0",
                                        "uid-web-0",
                                        Map.of("app", "web"),
                                        Map.of(),
                                        member.owner(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        false,
                                        0,
                                        false,
                                        false,
                                        List.of())));
        store(pod("web-0", "1", null));

        assertThat(nominations.round(view)).isEqualTo(new Nominations.Done(0, 0));
    }
}
