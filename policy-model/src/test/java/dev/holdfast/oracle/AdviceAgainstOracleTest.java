package dev.holdfast.oracle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.advice.Advice;
import dev.holdfast.advice.GoalAdvice;
import dev.holdfast.advice.Redundancies;
import dev.holdfast.advice.Redundancy;
import dev.holdfast.advice.Suggestion;
import dev.holdfast.policy.Replication;
import dev.holdfast.survival.SetVerdict;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PolicyMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Advice against plain enumeration on random small clusters: what is suggested does what it says,
 * and nothing smaller does. {@code -Dholdfast.advice.worlds=N} says how many.
 */
class AdviceAgainstOracleTest {
    private static final int BATCHES = 4;

    /** Ways to fill in what is unknown, beyond which a world is not enumerated. */
    private static final int COMPLETIONS = 300;

    /** Single moves of a role, beyond which two at once are too many to enumerate. */
    private static final int MOVES = 24;

    static LongStream firstSeeds() {
        return LongStream.range(0, BATCHES).map(batch -> 7_000_000 + batch * perBatch());
    }

    private static long perBatch() {
        return Long.getLong("holdfast.advice.worlds", 200) / BATCHES;
    }

    @ParameterizedTest(name = "worlds from seed {0}")
    @MethodSource("firstSeeds")
    void whatIsSuggestedMakesTheGoalHoldAndBreaksNoOther(long first) {
        List<String> differences = new ArrayList<>();
        int suggested = 0;
        for (long seed = first; seed < first + perBatch() && differences.size() < 10; seed++) {
            RandomWorld world = Worlds.random(seed);
            ClusterView view = world.view();
            PolicyMembers policy = policyOf(view, world);
            List<GoalResult> before = Oracle.survive(view, world.policy());
            for (int role = 0; role < policy.roles().size(); role++) {
                for (GoalAdvice goal : Advice.of(view, policy, role)) {
                    String name = policy.roles().get(role).role().name();
                    for (Suggestion suggestion : goal.suggestions()) {
                        suggested++;
                        check(seed, view, world, name, goal, suggestion, before, differences);
                    }
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(suggested).isPositive();
    }

    @ParameterizedTest(name = "worlds from seed {0}")
    @MethodSource("firstSeeds")
    void noFewerMovesMakeTheGoalHold(long first) {
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (long seed = first; seed < first + perBatch() && differences.size() < 10; seed++) {
            RandomWorld world = Worlds.random(seed, Worlds.Size.CHEAP);
            ClusterView view = world.view();
            if (!EngineAgainstOracleTest.plain(world, view)) {
                continue;
            }
            PolicyMembers policy = policyOf(view, world);
            for (int role = 0; role < policy.roles().size(); role++) {
                EveryMove moves = EveryMove.of(view, world.policy(), role);
                for (GoalAdvice goal : Advice.of(view, policy, role)) {
                    if (goal.result() != SetVerdict.Result.FAIL || moves.size() > MOVES) {
                        continue;
                    }
                    int fewest = fewest(goal);
                    int less = Math.min(2, fewest - 1);
                    Optional<String> smaller = moves.holding(goal.index(), less);
                    boolean missed = fewest <= 2 && moves.holding(goal.index(), fewest).isEmpty();
                    compared++;
                    if (smaller.isPresent() || missed) {
                        differences.add(
                                "seed "
                                        + seed
                                        + " role "
                                        + role
                                        + " goal "
                                        + goal.index()
                                        + ": advised "
                                        + goal.suggestions().stream().map(Suggestion::text).toList()
                                        + " "
                                        + goal.notes()
                                        + ", enumerated "
                                        + smaller.orElse("nothing of that size"));
                    }
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isPositive();
    }

    /** How many members the advice moves; when it moves none, more than any that it tried. */
    private static int fewest(GoalAdvice goal) {
        return goal.suggestions().stream()
                .filter(one -> one.kind() == Suggestion.Kind.Move)
                .mapToInt(one -> one.steps().size())
                .findFirst()
                .orElse(
                        goal.notes().stream()
                                        .anyMatch(note ->
                                                note.startsWith(
                                                        "moving members: the search stopped"))
                                ? 0
                                : 5);
    }

    @ParameterizedTest(name = "worlds from seed {0}")
    @MethodSource("firstSeeds")
    void withoutWhatIsRedundantEveryGoalHolds(long first) {
        List<String> differences = new ArrayList<>();
        int tried = 0;
        for (long seed = first; seed < first + perBatch() && differences.size() < 10; seed++) {
            RandomWorld world = Worlds.random(seed);
            ClusterView view = world.view();
            PolicyMembers policy = policyOf(view, world);
            for (int role = 0; role < policy.roles().size(); role++) {
                String name = policy.roles().get(role).role().name();
                for (Redundancy.Item item : Redundancies.of(view, policy, role).items()) {
                    tried++;
                    ClusterView after = view;
                    for (Change change : item.changes()) {
                        after = after.apply(change);
                    }
                    PolicyMembers changed = policyOf(after, world);
                    if (guessed(world, view, name)
                            || Oracle.completions(after, changed.policy()) > COMPLETIONS) {
                        continue;
                    }
                    for (GoalResult goal : Oracle.survive(after, changed.policy())) {
                        if (goal.role().equals(name)
                                && (goal.answer() != Answer.HOLD
                                        || goal.margin() < item.margin())) {
                            differences.add(
                                    "seed "
                                            + seed
                                            + " "
                                            + name
                                            + " without "
                                            + item.text()
                                            + ": "
                                            + goal);
                        }
                    }
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(tried).isPositive();
    }

    private static PolicyMembers policyOf(ClusterView view, RandomWorld world) {
        return requireNonNull(view.policy(world.policy().namespace(), world.policy().name()));
    }

    private static void check(
            long seed,
            ClusterView view,
            RandomWorld world,
            String role,
            GoalAdvice goal,
            Suggestion suggestion,
            List<GoalResult> before,
            List<String> differences) {
        ClusterView after = view;
        for (Change change : suggestion.changes()) {
            after = after.apply(change);
        }
        PolicyMembers changed = policyOf(after, world);
        if (Oracle.completions(after, changed.policy()) > COMPLETIONS) {
            return;
        }
        List<GoalResult> results = Oracle.survive(after, changed.policy());
        for (int i = 0; i < results.size(); i++) {
            GoalResult result = results.get(i);
            if (guessed(world, view, result.role())) {
                continue;
            }
            boolean meant = result.role().equals(role) && result.goal() == goal.index();
            boolean held = before.get(i).answer() == Answer.HOLD;
            boolean claimed =
                    result.role().equals(role) && suggestion.holds().contains(result.goal());
            if ((meant || held || claimed) && result.answer() != Answer.HOLD) {
                differences.add(
                        "seed "
                                + seed
                                + " "
                                + role
                                + " goal "
                                + goal.index()
                                + ": with "
                                + suggestion.kind()
                                + " "
                                + suggestion.text()
                                + ": "
                                + result);
            }
            if (meant && goal.result() != SetVerdict.Result.FAIL) {
                differences.add("seed " + seed + ": advice on what is " + goal.result());
            }
        }
    }

    /**
     * Racks of members that are missing or nowhere decide which subsets the database may choose;
     * engine and enumeration guess those differently.
     */
    private static boolean guessed(RandomWorld world, ClusterView view, String role) {
        return !EngineAgainstOracleTest.plain(world, view)
                && world.policy().spec().roles().stream()
                        .anyMatch(one ->
                                one.name().equals(role)
                                        && one.replication().by() == Replication.By.Any);
    }
}
