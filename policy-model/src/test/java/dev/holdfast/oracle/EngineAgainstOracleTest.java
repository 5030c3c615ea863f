package dev.holdfast.oracle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.Eviction;
import dev.holdfast.rules.Placement;
import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.rules.Survival;
import dev.holdfast.survival.SetVerdict;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine against plain enumeration, on random small clusters with random policies. {@code
 * -Dholdfast.worlds=N} says how many; the seed of a failing world is in the message.
 */
class EngineAgainstOracleTest {
    private static final int BATCHES = 20;

    static LongStream firstSeeds() {
        return LongStream.range(0, BATCHES).map(batch -> batch * perBatch());
    }

    private static long perBatch() {
        return Long.getLong("holdfast.worlds", 100_000) / BATCHES;
    }

    @ParameterizedTest(name = "worlds from seed {0}")
    @MethodSource("firstSeeds")
    void engineAndEnumerationAgree(long first) {
        List<String> differences = new ArrayList<>();
        for (long seed = first; seed < first + perBatch() && differences.size() < 20; seed++) {
            RandomWorld world = Worlds.random(seed);
            compare(seed, world, world.view(), differences);
        }
        assertThat(differences).isEmpty();
    }

    private static void compare(
            long seed, RandomWorld world, ClusterView view, List<String> differences) {
        goals(seed, world, view, differences);
        for (PodState pod : world.pending()) {
            Set<String> expected = new TreeSet<>(Oracle.placement(view, world.policy(), pod));
            Set<String> found = allowed(view, pod);
            if (!found.equals(expected)) {
                differences.add(
                        "seed "
                                + seed
                                + " placement of "
                                + pod.name()
                                + ": "
                                + found
                                + ", not "
                                + expected);
            }
        }
        for (PodState pod : world.bound()) {
            boolean expected = Oracle.eviction(view, world.policy(), pod);
            if (Eviction.of(view, pod).allowed() != expected) {
                differences.add(
                        "seed "
                                + seed
                                + " eviction of "
                                + pod.name()
                                + ": "
                                + Eviction.of(view, pod)
                                + ", not "
                                + expected);
            }
        }
        for (String node : world.nodes()) {
            boolean expected = Oracle.storageEviction(view, world.policy(), node);
            if (Eviction.ofStorage(view, node).allowed() != expected) {
                differences.add(
                        "seed "
                                + seed
                                + " storage on "
                                + node
                                + ": "
                                + Eviction.ofStorage(view, node)
                                + ", not "
                                + expected);
            }
        }
    }

    private static void goals(
            long seed, RandomWorld world, ClusterView view, List<String> differences) {
        List<GoalResult> expected = Oracle.survive(view, world.policy());
        Survival.Report report =
                Survival.of(
                        view,
                        requireNonNull(
                                view.policy(world.policy().namespace(), world.policy().name())));
        for (GoalResult goal : expected) {
            Survival.GoalReport found =
                    report.roles().stream()
                            .filter(role -> role.name().equals(goal.role()))
                            .flatMap(role -> role.goals().stream())
                            .filter(one -> one.index() == goal.goal())
                            .findFirst()
                            .orElseThrow();
            boolean same =
                    found.result().name().equals(goal.answer().name())
                            && (found.result() == SetVerdict.Result.UNKNOWN
                                    || found.margin().getAsInt() == goal.margin());
            boolean witness =
                    found.result() != SetVerdict.Result.FAIL
                            || goal.minimal().stream()
                                    .anyMatch(set ->
                                            set.values().stream()
                                                    .sorted()
                                                    .toList()
                                                    .equals(
                                                            found
                                                                    .witness()
                                                                    .orElse(List.of("none"))
                                                                    .stream()
                                                                    .sorted()
                                                                    .toList()));
            if (!same || !witness) {
                differences.add(
                        "seed "
                                + seed
                                + " "
                                + (same ? "witness " : "")
                                + goal.role()
                                + " goal "
                                + goal.goal()
                                + ": "
                                + found.result().name().toLowerCase(Locale.ROOT)
                                + " "
                                + found.margin()
                                + " "
                                + found.witness()
                                + " "
                                + found.unknown()
                                + ", not "
                                + goal);
            }
        }
    }

    private static Set<String> allowed(ClusterView view, PodState pod) {
        PlacementDecision decision = Placement.decide(view, pod);
        Set<String> allowed = new TreeSet<>();
        for (int id = 0; id < view.nodeBound(); id++) {
            @Nullable NodeState node = view.node(id);
            if (node != null && decision.refusal(id).isEmpty()) {
                allowed.add(node.name());
            }
        }
        return allowed;
    }
}
