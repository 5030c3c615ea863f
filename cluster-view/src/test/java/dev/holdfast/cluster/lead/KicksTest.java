package dev.holdfast.cluster.lead;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.Scene;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KicksTest {
    private static final Set<String> DB = Set.of("db");

    private final List<String> woken = new ArrayList<>();
    private WaitingPods.Outcome outcome = WaitingPods.Outcome.WRITTEN;
    private long now = Duration.ofHours(1).toNanos();
    private final Kicks kicks =
            new Kicks(
                    pod -> {
                        woken.add(pod.name());
                        return outcome;
                    },
                    () -> now);

    private static ClusterView waiting(String enforcement, String converge, String... current) {
        ClusterView empty = Scene.empty(enforcement, converge);
        return Scene.withCopies(Scene.withMember(empty, "db-0", Optional.empty()), "db-0", current);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void copyThatBecomesCurrentWakesTheMemberThatWaitsForIt() {
        ClusterView before = waiting("Enforce", "Required", "n-a");
        ClusterView after = Scene.withCopies(before, "db-0", "n-a", "n-b");

        kicks.note(before, after, DB);

        assertThat(kicks.wake(after)).isEqualTo(1);
        assertThat(woken).containsExactly("db-0");
    }

    @Test
    void nobodyIsWokenWhereNoNodeIsGained() {
        ClusterView before = waiting("Enforce", "Required", "n-a", "n-b");

        kicks.note(before, Scene.withCopies(before, "db-0", "n-a"), DB);
        kicks.note(before, before, DB);
        ClusterView warned = waiting("Warn", "Required", "n-a");
        kicks.note(warned, Scene.withCopies(warned, "db-0", "n-a", "n-b"), DB);

        assertThat(kicks.wake(before)).isZero();
    }

    private static ClusterView refused(ClusterView view) {
        return view.apply(new Change.PodPut(Scene.refused("db-0")));
    }

    @Test
    void whatKubeSchedulerWatchesItselfWakesThoseThatStillWaitALittleLater() {
        ClusterView before =
                refused(waiting("Enforce", "Required", "n-a").apply(new Change.NodeGone("n-a")));
        ClusterView after = before.apply(Scene.node("n-a", "a"));

        kicks.note(before, after, DB);
        kicks.noteWatched(before, DB);

        assertThat(kicks.wake(after)).isZero();
        pass(Kicks.LATER);
        assertThat(kicks.wake(after)).isEqualTo(1);
        pass(Kicks.GAP);
        assertThat(kicks.wake(after)).isZero();
    }

    @Test
    void memberThatGoesWakesTheOneThatItStoodInTheWayOf() {
        ClusterView before = refused(waiting("Enforce", "Off", "n-a", "n-b", "n-c"));
        for (String zone : List.of("a", "b")) {
            before =
                    before.apply(
                            new Change.PodPut(
                                    Scene.member("db-of-" + zone, Optional.of("n-" + zone))));
        }
        ClusterView after = before.apply(new Change.PodGone("db", "db-of-a"));

        kicks.noteWatched(before, DB);
        pass(Kicks.LATER);

        assertThat(kicks.wake(before)).isZero();
        kicks.noteWatched(before, DB);
        pass(Kicks.LATER);
        assertThat(kicks.wake(after)).isEqualTo(1);
    }

    @Test
    void memberThatWasRefusedForWhatCameAndWentWithinOneLookIsWoken() {
        ClusterView before = waiting("Enforce", "Off", "n-a", "n-b", "n-c");
        kicks.noteWatched(before, DB);
        // Another member came, db-0 was refused beside it, and it went again.
        ClusterView after = refused(before);
        kicks.noteWatched(before, DB);
        pass(Kicks.LATER);

        assertThat(kicks.wake(after)).isEqualTo(1);
        kicks.noteWatched(after, DB);
        pass(Kicks.GAP);
        assertThat(kicks.wake(after)).isZero();
    }

    @Test
    void thoseThatWereNotRefusedOrAreBoundByThenAreLeftAlone() {
        ClusterView before =
                waiting("Enforce", "Required", "n-a").apply(new Change.NodeGone("n-a"));
        ClusterView after = before.apply(Scene.node("n-a", "a"));
        kicks.noteWatched(before, DB);
        pass(Kicks.LATER);

        assertThat(kicks.wake(after)).isZero();
        kicks.noteWatched(refused(before), DB);
        pass(Kicks.LATER);
        assertThat(
                        kicks.wake(
                                after.apply(
                                        new Change.PodPut(
                                                Scene.member("db-0", Optional.of("n-a"))))))
                .isZero();
    }

    @Test
    void changesOfOneNamespaceAreOneLookAgainstTheViewBeforeTheFirst() {
        ClusterView before =
                refused(waiting("Enforce", "Required", "n-a").apply(new Change.NodeGone("n-a")));
        ClusterView after = before.apply(Scene.node("n-a", "a"));
        kicks.noteWatched(before, DB);
        pass(Kicks.LATER.dividedBy(2));
        kicks.noteWatched(after, DB);
        pass(Kicks.LATER.dividedBy(2));

        assertThat(kicks.wake(after)).isEqualTo(1);
        pass(Kicks.GAP);
        assertThat(kicks.wake(after)).isZero();
    }

    @Test
    void policyThatDemandsLessWakesTheMembersThatItHeldUp() {
        ClusterView before = waiting("Enforce", "Required");
        ClusterView after = before.apply(Scene.policy("Warn", "Required"));

        kicks.note(before, after, DB);

        assertThat(kicks.wake(after)).isEqualTo(1);
    }

    @Test
    void memberThatIsBoundMeanwhileIsLeftAlone() {
        ClusterView before = waiting("Enforce", "Required", "n-a");
        ClusterView after = Scene.withCopies(before, "db-0", "n-a", "n-b");
        kicks.note(before, after, DB);

        ClusterView bound =
                after.apply(new Change.PodPut(Scene.member("db-0", Optional.of("n-b"))));

        assertThat(kicks.wake(bound)).isZero();
        assertThat(kicks.wake(after)).isZero();
    }

    @Test
    void manyGainsWithinTheGapAreOneKickNowAndOneAfterIt() {
        ClusterView none = waiting("Enforce", "Required");
        ClusterView one = Scene.withCopies(none, "db-0", "n-a");
        ClusterView two = Scene.withCopies(one, "db-0", "n-a", "n-b");
        ClusterView three = Scene.withCopies(two, "db-0", "n-a", "n-b", "n-c");

        kicks.note(none, one, DB);
        assertThat(kicks.wake(one)).isEqualTo(1);
        kicks.note(one, two, DB);
        kicks.note(two, three, DB);
        assertThat(kicks.wake(three)).isZero();
        pass(Kicks.GAP);
        assertThat(kicks.wake(three)).isEqualTo(1);
        pass(Kicks.GAP);
        assertThat(kicks.wake(three)).isZero();
    }

    @Test
    void kickThatFailedIsTriedAgainAfterTheGap() {
        ClusterView before = waiting("Enforce", "Required");
        ClusterView after = Scene.withCopies(before, "db-0", "n-a");
        kicks.note(before, after, DB);

        outcome = WaitingPods.Outcome.FAILED;
        assertThat(kicks.wake(after)).isZero();
        assertThat(kicks.wake(after)).isZero();
        assertThat(woken).hasSize(1);
        outcome = WaitingPods.Outcome.WRITTEN;
        pass(Kicks.GAP);
        assertThat(kicks.wake(after)).isEqualTo(1);
    }

    @Test
    void newLeaderKicksForWhatChangedWhileNobodyLedButNotForWhatIsLongAgo() {
        ClusterView before = waiting("Enforce", "Required");
        ClusterView after = Scene.withCopies(before, "db-0", "n-a");

        kicks.note(before, after, DB);
        pass(Kicks.MEMORY.dividedBy(2));
        kicks.forget(after);
        assertThat(kicks.wake(after)).isEqualTo(1);

        kicks.note(before, after, DB);
        pass(Kicks.MEMORY);
        kicks.forget(after);
        assertThat(kicks.wake(after)).isZero();
    }

    @Test
    void storageThatServesAgainWakesThoseItHeldUp() {
        ClusterView up = waiting("Enforce", "Required", "n-a");
        ClusterView down = up.apply(new Change.NodePut(storageDown(up)));

        kicks.note(down, up, DB);

        assertThat(kicks.wake(up)).isEqualTo(1);
    }

    private static NodeState storageDown(ClusterView view) {
        var node = requireNonNull(view.node(view.nodeId("n-a")));
        return new NodeState(
                node.name(),
                node.labels(),
                true,
                true,
                List.of(),
                node.allocatable(),
                List.of("longhorn"));
    }

    @Test
    void oneRoundWakesOnlySoManyAndTheNextGoesOn() {
        String alone =
                "replication: {by: Labels, labels: [set], factor: 1}\n"
                        + "    converge: {mode: Required}";
        ClusterView before = Scene.empty("Warn", "Off").apply(Scene.policyOf("Enforce", alone));
        for (int i = 0; i < Kicks.ROUND + 10; i++) {
            before =
                    Scene.withCopies(
                            Scene.withMember(before, "db-" + i, Optional.empty()), "db-" + i);
        }
        ClusterView after = before;
        for (int i = 0; i < Kicks.ROUND + 10; i++) {
            after = Scene.withCopies(after, "db-" + i, "n-a");
        }
        kicks.note(before, after, DB);

        assertThat(kicks.wake(after)).isEqualTo(Kicks.ROUND);
        assertThat(kicks.wake(after)).isEqualTo(10);
        assertThat(woken).doesNotHaveDuplicates();
    }
}
