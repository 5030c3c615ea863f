package dev.holdfast.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.survival.SetVerdict.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each operation alone has left, with units absent or outside the cluster. */
class OperationsTest {
    private static final String NODES = "a1=a a2=a b1=b b2=b c1=c c2=c";

    private static Scenario given(String replication, String keep, String pods) {
        return Scenario.role(
                        "replication: {%s}, survive: [{lose: {node: 1}, keep: [%s]}, {lose: {zone: 1}, keep: [%s]}]"
                                .formatted(replication, keep, keep))
                .nodes(NODES)
                .pods(pods);
    }

    private static List<Integer> margins(Scenario given) {
        return given.role().goals().stream().map(goal -> goal.margin().orElseThrow()).toList();
    }

    @ParameterizedTest(name = "{0} of 6, 2 of them outside, 1 absent: {1}")
    @CsvSource({"Read, 0, -1", "Write, 0, -1", "Data, 2, 1", "Acked, 1, 0"})
    void unitsOutsideAreThereAndAbsentOnesAreNot(String keep, int node, int zone) {
        String replication = "factor: 6, external: 2, erasure: {data: 2, parity: 4}";
        String quorum = "quorum: {read: 4, write: 4}, ";
        Scenario given =
                Scenario.role(
                                "replication: {%s}, %s survive: [{lose: {node: 1}, keep: [%s]}, {lose: {zone: 1}, keep: [%s]}]"
                                        .formatted(replication, quorum, keep, keep))
                        .nodes(NODES)
                        .pods("db-0@a1 db-1@a2 db-2@b1");
        assertThat(margins(given)).containsExactly(node, zone);
    }

    @ParameterizedTest(name = "{0} of the sets that the database chooses")
    @CsvSource({"Read, -1, -1", "Write, -1, -1", "Data, 1, 1", "Acked, 0, 0"})
    void theWorstSetSpeaksForEachOperation(String keep, int node, int zone) {
        Scenario given =
                given(
                        "by: Any, factor: 3, rack: {domain: zone}",
                        keep,
                        "db-0@a1 db-1@a2 db-2@b1 db-3@b2 db-4@c1");
        given.up(false, "db-4");
        assertThat(margins(given)).containsExactly(node, zone);
    }

    @ParameterizedTest(name = "{0} with fewer members than a set has")
    @CsvSource({"Read, -1, -1", "Write, -1, -1", "Data, 0, 0", "Acked, -1, -1"})
    void everyGoalCountsMembersThatASetLacks(String keep, int node, int zone) {
        Scenario given = given("by: Any, factor: 3, rack: {domain: zone}", keep, "db-0@a1 db-1@b1");
        assertThat(margins(given)).containsExactly(node, zone);
    }

    @ParameterizedTest(name = "{0} of 3 with one outside")
    @CsvSource({"Read, -1", "Data, 0"})
    void aChosenSetHasSoManyUnitsOutside(String keep, int expected) {
        Scenario given =
                Scenario.role(
                                "replication: {by: Any, factor: 3, external: 1}, survive: [{lose: {node: 3}, keep: [%s]}]"
                                        .formatted(keep))
                        .nodes(NODES)
                        .pods("db-0@a1 db-1@b1 db-2@c1 db-3@c2");
        assertThat(given.goal(0).margin()).hasValue(expected);
    }

    @Test
    void aMemberThatIsMissingHasNoCopy() {
        Scenario given =
                given("by: Any, factor: 2", "Data", "db-0@a1 db-1@b1")
                        .owner("db", 3, Map.of("app", "db"));
        assertThat(margins(given)).containsExactly(-1, -1);
    }

    @Test
    void copiesThatThePolicyDeclaresAreCountedInsteadOfThoseThatTheStorageWants() {
        for (int copies : new int[] {2, 3}) {
            Scenario given =
                    Scenario.role(
                                    "replication: {factor: 1}, volume: {copies: %d}, survive: [{lose: {zone: 1}, after: Now}]"
                                            .formatted(copies))
                            .nodes(NODES)
                            .pods("db-0@a1")
                            .copies("db-0", "a1 a2", Amount.Word.All);
            assertThat(given.goal(0).witness())
                    .hasValue(copies == 2 ? List.of("zone/a") : List.of());
        }
    }

    @Test
    void whoHasNoSpareIsJudgedByFailoverWithoutAnyGoalThatAsksForIt() {
        Scenario given =
                Scenario.role("replication: {factor: 1}, survive: [{lose: {node: 1}, after: Now}]")
                        .nodes(NODES)
                        .pods("db-0@a1")
                        .copies("db-0", "a1 b1", Amount.Word.One);
        assertThat(given.evict("db-0").allowed()).isTrue();
    }

    @Test
    void onlyVolumesOfTheNamedTemplatesAreData() {
        Scenario given =
                Scenario.role(
                                "replication: {factor: 1}, volume: {claims: [kept]}, survive: [{lose: {node: 1}, keep: [Data], after: Now}]")
                        .nodes(NODES)
                        .pods("db-0@a1")
                        .copies("db-0", "a1 b1", Amount.Word.One)
                        .local("db-0", "a1");
        assertThat(given.goal(0).margin()).hasValue(0);
        assertThat(given.ready(false, "b1").goal(0).margin()).hasValue(-1);
    }

    @Test
    void theFirstRoleOfAMemberSaysWhatItsVolumesAre() {
        String goal = "survive: [{lose: {node: 1}, keep: [Data], after: Now}]";
        Scenario given =
                Scenario.roles(
                                "- {name: x, replication: {factor: 1}, %s}\n- {name: y, replication: {factor: 1}, volume: {copies: 0}, %s}"
                                        .formatted(goal, goal))
                        .nodes(NODES)
                        .pods("db-0@a1")
                        .local("db-0", "a1");
        assertThat(given.goal(0).result()).isEqualTo(Result.FAIL);
        assertThat(given.results("y")).containsExactly(Result.FAIL);
    }

    @Test
    void theStorageOfANodeIsOfNoMemberWhoseVolumeNoStorageSystemKeeps() {
        String pods = "db-0@a1 db-1@b1 db-2@c1";
        String role = "replication: {factor: 3}";
        Scenario local = Scenario.role(role).nodes(NODES).pods(pods).local("db-0", "a1");
        assertThat(local.up(false, "db-1").evictStorageOn("a1").allowed()).isTrue();
        Scenario unbound = Scenario.role(role).nodes(NODES).pods(pods).unbound("db-0");
        assertThat(unbound.up(false, "db-1").evictStorageOn("a1").allowed()).isTrue();
        Scenario kept =
                Scenario.role(role)
                        .nodes(NODES)
                        .pods(pods)
                        .copies("db-0", "a1 b1", Amount.Word.One);
        assertThat(kept.evictStorageOn("a1").allowed()).isTrue();
        assertThat(kept.up(false, "db-1").evictStorageOn("a1").allowed()).isFalse();
        Scenario somewhere = Scenario.role(role).nodes(NODES).pods(pods).somewhere("db-0");
        assertThat(somewhere.up(false, "db-1").evictStorageOn("a1").allowed()).isFalse();
    }
}
