package dev.holdfast.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.Goal;
import dev.holdfast.rules.SmallCluster;
import dev.holdfast.rules.Survival;
import dev.holdfast.survival.SetVerdict.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One set asked by hand, under what is gone besides, and within a budget. */
class SetJudgeTest {
    private static final List<Goal.Operation> READ = List.of(Goal.Operation.Read);
    private static final long PLENTY = 1_000_000;

    private static SmallCluster cluster(String role, int members) {
        SmallCluster cluster =
                new SmallCluster()
                        .policy("p", "{selector: {}, roles: [{" + role + "}]}")
                        .nodes("a1", "b1", "c1", "d1", "e1", "f1");
        for (int m = 0; m < members; m++) {
            cluster.pod("db-" + m, "abcdef".charAt(m) + "1", Map.of());
        }
        return cluster;
    }

    private static SetJudge judge(SmallCluster cluster, Gone gone, long budget) {
        return new SetJudge(
                cluster.view(),
                cluster.members("p"),
                cluster.members("p").roles().getFirst(),
                Survival.sets(cluster.view(), cluster.members("p"), 0).values().iterator().next(),
                gone,
                budget);
    }

    private static SetJudge judge(String role, int members) {
        return judge(cluster(role, members), Gone.NOTHING, PLENTY);
    }

    /** What stands when so many nodes are lost. */
    private static SetVerdict without(int nodes, SetJudge judge) {
        return judge.judge(nodes(nodes), Integer.MAX_VALUE);
    }

    private static Goal nodes(int count) {
        return new Goal(Map.of("node", count), List.of(), Optional.empty());
    }

    // --- as things stand

    @Test
    void whoIsGoneIsDownAndWhoIsNotThereIsDownForCertain() {
        SetJudge judge =
                judge(
                        cluster("replication: {factor: 4}", 3),
                        new Gone(Set.of("db-1"), null),
                        PLENTY);
        assertThat(judge.downNow()).containsExactly("db-1");
        assertThat(judge.certainlyDown("db-0")).isFalse();
        assertThat(judge.certainlyDown("db-1")).isTrue();
        assertThat(judge.certainlyDown("db-9")).isTrue();
        assertThat(judge.absent()).isEqualTo(1);
        assertThat(judge.present()).isEqualTo(3);
    }

    @Test
    void aSetHasNoneToSpareWhenEveryUnitIsNeeded() {
        assertThat(judge("replication: {factor: 3}", 3).noSpare()).isFalse();
        assertThat(judge("replication: {factor: 3}, quorum: {read: One, write: All}", 3).noSpare())
                .isTrue();
    }

    @Test
    void aSetIsLargerThanItsFactorWithoutTheUnitsOutside() {
        String role = "replication: {factor: 5, external: 2}";
        assertThat(judge(role, 3).largerThanFactor()).isFalse();
        SetJudge larger = judge(role, 4);
        assertThat(larger.largerThanFactor()).isTrue();
        assertThat(without(1, larger).result()).isEqualTo(Result.UNKNOWN);
        assertThat(without(1, larger).unknown()).containsExactly("set has 4 units of 5 declared");
        assertThat(larger.judgeByPresentSize(Goal.oneNode()).margin()).isEqualTo(1);
        assertThat(judge("replication: {by: Any, factor: 2}", 3).largerThanFactor()).isFalse();
    }

    @Test
    void aVolumeIsNowhereWhenNoNodeThatServesHasACopy() {
        SmallCluster cluster =
                new SmallCluster()
                        .policy("p", "{selector: {}, roles: [{replication: {factor: 1}}]}")
                        .nodes("a1", "b1")
                        .volume("data", Amount.Word.One, "b1")
                        .pod("db-0", Optional.of("a1"), Map.of(), List.of("data"));
        assertThat(judge(cluster, Gone.NOTHING, PLENTY).hasVolumeNowhere()).isFalse();
        assertThat(judge(cluster, new Gone(Set.of(), "b1"), PLENTY).hasVolumeNowhere()).isTrue();
        cluster.policy(
                "p", "{selector: {}, roles: [{replication: {factor: 1}, volume: {copies: 0}}]}");
        assertThat(judge(cluster, new Gone(Set.of(), "b1"), PLENTY).hasVolumeNowhere()).isFalse();
    }

    // --- with nodes lost

    @Test
    void askingLeavesNoMarksAndLosingDoes() {
        SetJudge judge = judge("replication: {factor: 5}", 5);
        assertThat(judge.marginWithout(READ, Set.of("a1", "b1"), false)).isZero();
        assertThat(judge.marginWithout(READ, Set.of("a1", "b1", "none"), false)).isZero();
        assertThat(judge.marginWithout(READ, Set.of(), false)).isEqualTo(2);
        judge.lose(Set.of("a1", "none"));
        assertThat(judge.marginWithout(READ, Set.of(), false)).isEqualTo(1);
        assertThat(without(1, judge).margin()).isZero();
        assertThat(judge.downNow()).containsExactly("db-0");
        assertThat(judge.marginWithout(READ, Set.of("a1"), false)).isEqualTo(1);
    }

    @Test
    void aNodeThatIsLostIsLostAlsoAtBest() {
        SmallCluster cluster = cluster("replication: {factor: 3}", 2);
        cluster.node("x", Map.of()).pod("db-9", "x", Map.of());
        SetJudge judge = judge(cluster, Gone.NOTHING, PLENTY);
        assertThat(judge.certainlyDown("db-0")).isFalse();
        judge.lose(Set.of("a1"));
        assertThat(judge.certainlyDown("db-0")).isTrue();
        assertThat(judge.certainlyDown("db-1")).isFalse();
    }

    @Test
    void aNodeThatIsLostIsLostInEveryCompletionOfTheUnknown() {
        String role =
                "replication: {by: Any, factor: 2, rack: {domain: zone}}, quorum: {read: One, write: One}";
        SmallCluster cluster = cluster(role, 3).node("x", Map.of()).pod("db-9", "x", Map.of());
        SetJudge judge = judge(cluster, Gone.NOTHING, PLENTY);
        assertThat(judge.marginWithout(READ, Set.of(), false)).isEqualTo(1);
        judge.lose(Set.of("a1"));
        assertThat(judge.marginWithout(READ, Set.of(), false)).isZero();
        assertThat(without(1, judge).margin()).isEqualTo(-1);
    }

    @Test
    void onlyTheSetsOfOneMemberAreAsked() {
        SetJudge judge =
                judge(
                        cluster(
                                "replication: {by: Any, factor: 3, rack: {domain: zone}}, quorum: {read: 2, write: 2}",
                                4),
                        new Gone(Set.of("db-1", "db-2"), null),
                        PLENTY);
        assertThat(judge.marginWithout(READ, Set.of(), false)).isEqualTo(-1);
        assertThat(judge.ofSetsWith("db-0").marginWithout(READ, Set.of(), false)).isEqualTo(-1);
        SetJudge two =
                judge(
                        cluster(
                                "replication: {by: Any, factor: 2}, quorum: {read: One, write: One}",
                                4),
                        new Gone(Set.of("db-1", "db-2"), null),
                        PLENTY);
        assertThat(two.marginWithout(READ, Set.of(), false)).isEqualTo(-1);
        assertThat(two.ofSetsWith("db-0").marginWithout(READ, Set.of(), false)).isZero();
        assertThat(two.ofSetsWith("db-1").marginWithout(READ, Set.of(), false)).isEqualTo(-1);
        List<Goal.Operation> data = List.of(Goal.Operation.Data, Goal.Operation.Acked);
        two.lose(Set.of("c1"));
        assertThat(two.marginWithout(data, Set.of("d1"), false)).isEqualTo(-2);
        assertThat(two.ofSetsWith("db-0").marginWithout(data, Set.of("d1"), false)).isEqualTo(-1);
        assertThat(two.ofSetsWith("db-3").marginWithout(data, Set.of("d1"), false)).isEqualTo(-2);
        SetJudge all = judge("replication: {factor: 3}", 3);
        assertThat(all.ofSetsWith("db-0")).isSameAs(all);
    }

    // --- within a budget

    @Test
    void aSearchThatRunsOutSaysSoUnlessAFailureIsFound() {
        SmallCluster six = cluster("replication: {factor: 6}", 6);
        SetVerdict few = without(2, judge(six, Gone.NOTHING, 3));
        assertThat(few.result()).isEqualTo(Result.UNKNOWN);
        assertThat(few.unknown()).containsExactly("more failures than can be enumerated");
        assertThat(without(2, judge(six, Gone.NOTHING, PLENTY)).result()).isEqualTo(Result.HOLD);
        SetVerdict lost = without(3, judge(six, Gone.NOTHING, 3));
        assertThat(lost.result()).isEqualTo(Result.FAIL);
        assertThat(lost.witness()).isEmpty();
    }

    @Test
    void aSearchThatRunsOutSaysNothingOfWhatIsUnknown() {
        SmallCluster cluster = cluster("replication: {factor: 3}", 2);
        cluster.node("x", Map.of()).pod("db-9", "x", Map.of());
        Goal zone = new Goal(Map.of("zone", 1), List.of(), Optional.empty());
        assertThat(judge(cluster, Gone.NOTHING, PLENTY).judge(zone, 9).unknown())
                .containsExactly("node x has no zone label");
        for (long budget = 0; budget < 12; budget++) {
            assertThat(judge(cluster, Gone.NOTHING, budget).judge(zone, 9).result())
                    .as("budget %d", budget)
                    .isEqualTo(Result.UNKNOWN);
        }
    }

    @Test
    void theFewestNodesThatLoseAnOperationAreCountedAsFarAsAskedAndAsCanBe() {
        SetJudge judge = judge("replication: {factor: 5}", 5);
        assertThat(judge.leastNodes(Goal.Operation.Read, 5)).hasValue(3);
        assertThat(judge.leastNodes(Goal.Operation.Read, 3)).hasValue(3);
        assertThat(judge.leastNodes(Goal.Operation.Read, 2)).isEmpty();
        assertThat(judge.leastNodes(Goal.Operation.Data, 5)).hasValue(5);
        SetJudge little = judge(cluster("replication: {factor: 5}", 5), Gone.NOTHING, 10);
        assertThat(little.leastNodes(Goal.Operation.Read, 5)).isEqualTo(Optional.empty());
    }

    @Test
    void aWitnessIsLookedForBelowASizeOnly() {
        SetJudge judge = judge("replication: {factor: 3}", 3);
        Goal goal = nodes(2);
        assertThat(judge.judge(goal, 3).witness()).hasValue(List.of("node/a1", "node/b1"));
        assertThat(judge.judge(goal, 2).witness()).isEmpty();
        assertThat(judge.judge(goal, 2).result()).isEqualTo(Result.FAIL);
    }
}
