package dev.holdfast.oracle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Role;
import dev.holdfast.policy.Spread;
import dev.holdfast.rules.Eviction;
import dev.holdfast.rules.Placement;
import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.rules.Survival;
import dev.holdfast.survival.SetVerdict.Result;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.VolumeState;
import dev.holdfast.view.VolumeState.Copy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every cluster, whatever its numbers: one more failure never raises a margin, the
 * order in which a cluster becomes known changes nothing. {@code -Dholdfast.properties=N} says on
 * how many random worlds.
 */
class EnginePropertiesTest {
    private static final int BATCHES = 10;

    static LongStream firstSeeds() {
        return LongStream.range(0, BATCHES).map(batch -> 1_000_000 + batch * perBatch());
    }

    private static long perBatch() {
        return Math.max(1, Long.getLong("holdfast.properties", 4_000) / BATCHES);
    }

    /** Asks about every world of a batch; the answer is a text if something is wrong. */
    private static void everyWorld(long first, Function<Long, List<String>> question) {
        List<String> wrong = new ArrayList<>();
        for (long seed = first; seed < first + perBatch() && wrong.size() < 10; seed++) {
            for (String one : question.apply(seed)) {
                wrong.add("seed " + seed + ": " + one);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static Survival.Report survive(RandomWorld world, ClusterView view) {
        return Survival.of(
                view,
                requireNonNull(view.policy(world.policy().namespace(), world.policy().name())));
    }

    // --- one more failure

    @ParameterizedTest(name = "worlds from seed {0}")
    @MethodSource("firstSeeds")
    void oneMoreFailureNeverRaisesAMargin(long first) {
        everyWorld(
                first,
                seed -> {
                    RandomWorld world = Worlds.random(seed);
                    List<String> wrong = new ArrayList<>();
                    ClusterView view = world.view();
                    Survival.Report before = survive(world, view);
                    failures(world, new SplittableRandom(seed))
                            .forEach(failure -> {
                                Survival.Report after = survive(world, view.apply(failure));
                                String better = raised(world, before, after);
                                if (!better.isEmpty()) {
                                    wrong.add(better + " after " + failure);
                                }
                            });
                    return wrong;
                });
    }

    /** Nodes that stop, members that are not ready any more, copies that go stale. */
    private static Stream<Change> failures(RandomWorld world, SplittableRandom random) {
        List<Change> failures = new ArrayList<>();
        for (Change change : world.changes()) {
            switch (change) {
                case Change.NodePut(NodeState node) when node.ready() ->
                        failures.add(
                                new Change.NodePut(
                                        new NodeState(
                                                node.name(),
                                                node.labels(),
                                                false,
                                                node.schedulable(),
                                                node.taints(),
                                                node.allocatable(),
                                                node.storageDown())));
                case Change.PodPut(PodState pod) when pod.ready() ->
                        failures.add(new Change.PodPut(down(pod, random.nextBoolean())));
                case Change.VolumePut(VolumeState volume)
                        when volume.copies() instanceof VolumeState.Copies.Listed listed
                                && !listed.copies().isEmpty() ->
                        failures.add(new Change.VolumePut(stale(volume, listed, random)));
                default -> {
                    // nothing of it can fail alone
                }
            }
        }
        return failures.stream();
    }

    private static PodState down(PodState pod, boolean terminating) {
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
                pod.readySince(),
                terminating || pod.terminating(),
                pod.finished(),
                pod.claims());
    }

    private static VolumeState stale(
            VolumeState volume, VolumeState.Copies.Listed listed, SplittableRandom random) {
        List<Copy> copies = new ArrayList<>(listed.copies());
        int which = random.nextInt(copies.size());
        copies.set(which, new Copy(copies.get(which).node(), Copy.State.Stale));
        return new VolumeState(
                volume.name(),
                volume.affinity(),
                new VolumeState.Copies.Listed(
                        copies, listed.wanted(), listed.usable(), listed.source()),
                volume.driver());
    }

    private static String raised(RandomWorld world, Survival.Report before, Survival.Report after) {
        for (int role = 0; role < before.roles().size(); role++) {
            List<Survival.GoalReport> goals = before.roles().get(role).goals();
            for (int goal = 0; goal < goals.size(); goal++) {
                Survival.GoalReport was = goals.get(goal);
                Survival.GoalReport is = after.roles().get(role).goals().get(goal);
                boolean margins = was.margin().isPresent() && is.margin().isPresent();
                boolean better =
                        (margins && is.margin().getAsInt() > was.margin().getAsInt())
                                || (was.result() == Result.FAIL && is.result() != Result.FAIL)
                                || (was.result() != Result.HOLD && is.result() == Result.HOLD);
                if (better && !makesRoom(world.policy().spec().roles().get(role), was.goal())) {
                    return "role " + role + " goal " + goal + ": " + was + " became " + is;
                }
            }
        }
        return "";
    }

    /**
     * After a failover who is up stays: a member that falls may make room, under a Required spread,
     * for one that weighs more. Here alone a failure can raise a margin.
     */
    private static boolean makesRoom(Role role, Goal goal) {
        return goal.afterFailover()
                && role.spread().stream().anyMatch(one -> one.mode() == Spread.Mode.Required);
    }

    // --- order

    @ParameterizedTest(name = "worlds from seed {0}")
    @MethodSource("firstSeeds")
    void theOrderInWhichAClusterBecomesKnownChangesNoAnswer(long first) {
        everyWorld(
                first,
                seed -> {
                    RandomWorld world = Worlds.random(seed);
                    String expected = everything(world, world.view());
                    List<Change> shuffled = new ArrayList<>(world.changes());
                    Collections.shuffle(shuffled, new Random(seed));
                    String found = everything(world, ClusterView.of(shuffled));
                    return found.equals(expected)
                            ? List.of()
                            : List.of(found + "\n not " + expected);
                });
    }

    /** Every answer as text: goals, nodes with their scores for each pending member, evictions. */
    private static String everything(RandomWorld world, ClusterView view) {
        StringBuilder text = new StringBuilder();
        for (Survival.RoleReport role : survive(world, view).roles()) {
            for (Survival.GoalReport goal : role.goals()) {
                text.append(role.name()).append(goal.index()).append(goal.result());
                text.append(goal.margin()).append(goal.witness().map(List::size)).append('\n');
            }
            text.append(role.exposure()).append(role.conditions()).append('\n');
        }
        for (PodState pod : world.pending()) {
            text.append(pod.name()).append(placement(view, pod)).append('\n');
        }
        for (PodState pod : world.bound()) {
            text.append(pod.name())
                    .append(Eviction.of(view, pod, Instant.EPOCH).allowed())
                    .append('\n');
        }
        for (String node : world.nodes()) {
            text.append(node)
                    .append(Eviction.ofStorage(view, node, Instant.EPOCH).allowed())
                    .append('\n');
        }
        return text.toString();
    }

    private static Map<String, String> placement(ClusterView view, PodState pod) {
        PlacementDecision decision = Placement.decide(view, pod);
        TreeMap<String, String> nodes = new TreeMap<>();
        for (int id = 0; id < view.nodeBound(); id++) {
            @Nullable NodeState node = view.node(id);
            if (node != null) {
                nodes.put(node.name(), decision.refusal(id) + " " + decision.score(id));
            }
        }
        return nodes;
    }

    // --- what is let in

    @ParameterizedTest(name = "worlds from seed {0}")
    @MethodSource("firstSeeds")
    void membersThatAreLetInOneAfterTheOtherHoldWhatCouldBeHeld(long first) {
        EnumMap<FilterInTurn.End, Integer> ends = new EnumMap<>(FilterInTurn.End.class);
        everyWorld(
                first,
                seed -> {
                    FilterInTurn.End end = FilterInTurn.known(Worlds.random(seed), seed);
                    ends.merge(end, 1, Integer::sum);
                    return end == FilterInTurn.End.BROKEN ? List.of("a goal is lost") : List.of();
                });
        assertThat(ends).containsKey(FilterInTurn.End.HOLDS);
    }
}
