package dev.holdfast.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must be true of the oracle in every world, and of the worlds themselves. */
class WorldsTest {
    static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theSameSeedMakesTheSameWorld(long seed) {
        assertThat(Worlds.random(seed)).isEqualTo(Worlds.random(seed));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theOrderOfTheInputChangesNoAnswer(long seed) {
        RandomWorld world = Worlds.random(seed);
        List<Change> shuffled = new ArrayList<>(world.changes());
        Collections.shuffle(shuffled, new Random(seed));
        RandomWorld other = new RandomWorld(world.policy(), shuffled);
        assertThat(answers(other)).isEqualTo(answers(world));
    }

    private static List<Object> answers(RandomWorld world) {
        ClusterView view = world.view();
        List<Object> answers = new ArrayList<>(Oracle.survive(view, world.policy()));
        for (PodState pod : world.pending()) {
            answers.add(Oracle.placement(view, world.policy(), pod));
        }
        for (PodState pod : world.bound()) {
            answers.add(Oracle.eviction(view, world.policy(), pod));
        }
        return answers;
    }

    /** One more member down never raises a margin. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void oneMoreUnreadyMemberNeverRaisesAMargin(long seed) {
        RandomWorld world = Worlds.random(seed);
        List<GoalResult> before = Oracle.survive(world.view(), world.policy());
        for (PodState pod : world.bound()) {
            ClusterView worse = world.view().apply(new Change.PodPut(unready(pod)));
            List<GoalResult> after = Oracle.survive(worse, world.policy());
            for (int i = 0; i < before.size(); i++) {
                Goal goal = goal(world, before.get(i));
                if (!goal.afterFailover()) {
                    assertThat(after.get(i).margin())
                            .as("%s unready, %s", pod.name(), goal)
                            .isLessThanOrEqualTo(before.get(i).margin());
                }
            }
        }
    }

    private static Goal goal(RandomWorld world, GoalResult result) {
        return world.policy().spec().roles().stream()
                .filter(role -> role.name().equals(result.role()))
                .findFirst()
                .orElseThrow()
                .survive()
                .get(result.goal());
    }

    private static PodState unready(PodState pod) {
        return new PodState(
                pod.namespace(),
                pod.name(),
                pod.uid(),
                pod.labels(),
                pod.annotations(),
                pod.owner(),
                pod.node(),
                pod.reservedNode(),
                false,
                0,
                pod.terminating(),
                pod.finished(),
                pod.claims());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aMemberThatIsDownAlreadyMayBeEvicted(long seed) {
        RandomWorld world = Worlds.random(seed);
        for (PodState pod : world.bound()) {
            ClusterView view = world.view().apply(new Change.PodPut(unready(pod)));
            assertThat(Oracle.eviction(view, world.policy(), unready(pod))).isTrue();
        }
    }

    @Test
    void theWorldsHaveEveryAnswerAndEveryWayToShareData() {
        Map<Answer, Integer> answers = new EnumMap<>(Answer.class);
        Map<Replication.By, Integer> held = new EnumMap<>(Replication.By.class);
        int some = 0;
        for (long seed = 0; seed < 1000; seed++) {
            RandomWorld world = Worlds.random(seed);
            ClusterView view = world.view();
            List<GoalResult> results = Oracle.survive(view, world.policy());
            results.forEach(result -> answers.merge(result.answer(), 1, Integer::sum));
            Role first = world.policy().spec().roles().getFirst();
            if (results.getFirst().answer() == Answer.HOLD) {
                held.merge(first.replication().by(), 1, Integer::sum);
            }
            for (PodState pod : world.pending()) {
                int allowed = Oracle.placement(view, world.policy(), pod).size();
                some += allowed > 0 && allowed < world.nodes().size() ? 1 : 0;
            }
        }
        assertThat(answers)
                .hasSize(3)
                .allSatisfy((_, count) -> assertThat(count).isGreaterThan(30));
        assertThat(held).hasSize(Replication.By.values().length);
        assertThat(some).isGreaterThan(50);
    }
}
