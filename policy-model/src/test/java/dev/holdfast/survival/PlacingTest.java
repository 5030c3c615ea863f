package dev.holdfast.survival;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.rules.ReasonCode;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.survival.SetVerdict.Result;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where a member may go while others have no place yet, and what is said against a node. */
class PlacingTest {
    private static final String ZONE = "survive: [{lose: {zone: 1}}]";

    // --- room for those that are still to come

    /** Three racks in zone a, one in zone b; four members, of which any three must stay. */
    private static Scenario fourRacks(String pods) {
        return Scenario.role(
                        "replication: {factor: 4}, quorum: {read: 3, write: 3}, survive: [{lose: {rack: 1}}]")
                .nodes("a1=a/1 a2=a/2 a3=a/3 a4=a/3 b1=b/1 b2=b/1")
                .pods(pods);
    }

    @Test
    void absentMembersNeedNotBeEvenOverZonesWhereRacksAreWhatIsLost() {
        assertThat(fourRacks("db-0@a1 db-1").allowed("db-1"))
                .containsExactly("a2", "a3", "a4", "b1", "b2");
        assertThat(fourRacks("db-0@a1 db-1@b1 db-2").allowed("db-2"))
                .containsExactly("a2", "a3", "a4");
        assertThat(fourRacks("db-0@a1 db-1@b1 db-2@a2 db-3").allowed("db-3"))
                .containsExactly("a3", "a4");
    }

    @Test
    void pendingMembersTakeRoomLikeAbsentOnes() {
        Scenario given = fourRacks("db-0@a1 db-1 db-2 db-3");
        assertThat(given.allowed("db-1")).containsExactly("a2", "a3", "a4", "b1", "b2");
        given.zonal("db-2", "b").zonal("db-3", "a");
        assertThat(given.allowed("db-1")).containsExactly("a2", "a3", "a4");
        assertThat(given.allowed("db-2")).containsExactly("b1", "b2");
        // Two that must go to one rack break the goal; then it matters no more where a third is.
        given.zonal("db-1", "b");
        assertThat(given.allowed("db-3")).containsExactly("a1", "a2", "a3", "a4");
    }

    @Test
    void aPendingMemberWithACopyInOnePlaceHoldsItsRack() {
        Scenario given = fourRacks("db-0@a1 db-1 db-2").local("db-2", "b2");
        assertThat(given.allowed("db-1")).containsExactly("a2", "a3", "a4");
        given.terminating("db-2");
        assertThat(given.allowed("db-1")).containsExactly("a2", "a3", "a4", "b1", "b2");
    }

    @Test
    void aPendingMemberTakesTheBestOfItsCopies() {
        Scenario given =
                fourRacks("db-0@a1 db-1@a2 db-2 db-3").copies("db-3", "b1 a3", Amount.Word.One);
        assertThat(given.allowed("db-2")).containsExactly("a3", "a4", "b1", "b2");
        given.copies("db-3", "b2", Amount.Word.One);
        assertThat(given.allowed("db-2")).contains("a3", "a4");
    }

    @Test
    void aClaimThatIsNotBoundStandsWhereTheOtherVolumesSendItsMember() {
        Scenario given = fourRacks("db-0@a1 db-1@a2 db-2 db-3").local("db-3", "b1").unbound("db-3");
        assertThat(given.allowed("db-2")).containsExactly("a3", "a4");
    }

    @Test
    void twoGoalsAreKeptTogetherOrTheNodeIsRefused() {
        Scenario given =
                Scenario.role(
                                "replication: {factor: 5}, survive: [{lose: {zone: 1}}, {lose: {rack: 2}}]")
                        .nodes("a1=a/1 a2=a/2 b1=b/1 b2=b/2 c1=c/1")
                        .pods("db-0@a1 db-1@b1 db-2");
        // The second goal wants five racks of one member each, the first two zones of two.
        assertThat(given.allowed("db-2")).containsExactly("a2", "b2", "c1");
        assertThat(given.pods("db-2@c1 db-3").allowed("db-3")).containsExactly("a2", "b2");
    }

    @Test
    void whereOneGoalOrTheOtherMustBreakNoNodeIsGood() {
        Scenario given =
                Scenario.role(
                                "replication: {factor: 4}, quorum: {read: 2, write: 3}, survive: [{lose: {zone: 1}, keep: [Read]}, {lose: {rack: 1}, keep: [Write]}]")
                        .nodes("a1=a/1 a2=a/2 a3=a/3 b1=b/1")
                        .pods("db-0@a1 db-1");
        assertThat(given.allowed("db-1")).isEmpty();
        assertThat(given.nodes("b2=b/2").allowed("db-1")).containsExactly("a2", "a3", "b1", "b2");
    }

    @Test
    void pendingMembersOfDifferentWeightAreTriedInEveryOrder() {
        Scenario given =
                Scenario.role(
                                "replication: {factor: 8, votes: {label: votes}}, quorum: {read: 6, write: 6}, survive: [{lose: {rack: 1}}]")
                        .nodes("a1=a/1 a2=a/2 a3=a/3 b1=b/1")
                        .pods("db-0@a1 db-1 db-2 db-3 db-4@a2")
                        .labelled("votes", "2", "db-0 db-1 db-2");
        assertThat(given.allowed("db-1")).containsExactly("a3", "b1");
        assertThat(given.allowed("db-3")).containsExactly("a2");
    }

    @Test
    void unitsOfAbsentMembersAreCountedByTheMember() {
        Scenario given =
                Scenario.role(
                                "replication: {factor: 6, unitsPerMember: 2, erasure: {data: 4, parity: 2}}, survive: [{lose: {zone: 1}}]")
                        .nodes("a1=a a2=a b1=b b2=b c1=c")
                        .pods("db-0@a1 db-1");
        assertThat(given.allowed("db-1")).containsExactly("b1", "b2", "c1");
        Scenario odd =
                Scenario.role(
                                "replication: {factor: 5, unitsPerMember: 2}, quorum: {read: 3, write: 3}, survive: [{lose: {zone: 1}}]")
                        .nodes("a1=a a2=a b1=b b2=b c1=c")
                        .pods("db-0@a1 db-1");
        assertThat(odd.allowed("db-1")).containsExactly("b1", "b2", "c1");
    }

    @Test
    void membersThatTheDatabaseChoosesAreJudgedWithoutThoseThatAreAbsent() {
        Scenario given =
                Scenario.role(
                                "replication: {by: Any, factor: 3, rack: {domain: zone, max: 2}}, survive: [{lose: {zone: 1}}]")
                        .nodes("a1=a a2=a b1=b c1=c")
                        .pods("db-0@a1 db-1@b1 db-2@c1 db-3");
        assertThat(given.allowed("db-3")).isEmpty();
        Scenario walk =
                Scenario.role(
                                "replication: {by: Any, factor: 3, rack: {domain: zone}}, survive: [{lose: {zone: 1}}]")
                        .nodes("a1=a a2=a b1=b c1=c d1=d")
                        .pods("db-0@a1 db-1@b1 db-2 db-3")
                        .zonal("db-3", "c");
        assertThat(walk.allowed("db-2")).contains("c1", "d1");
    }

    @Test
    void aPendingMemberOfAnyStandsInTheRackOfItsVolume() {
        for (String domain : List.of("zone", "node")) {
            Scenario given =
                    Scenario.role(
                                    "replication: {by: Any, factor: 3, rack: {domain: %s, max: 1}}, survive: [{lose: {zone: 1}}]"
                                            .formatted(domain))
                            .nodes("a1=a a2=a b1=b c1=c")
                            .pods("db-0@a1 db-1@b1 db-2")
                            .local("db-2", "c1");
            assertThat(given.allowed("db-2")).as(domain).containsExactly("c1");
        }
    }

    @Test
    void pendingMembersOfOneRackAreOneOfASet() {
        for (String domain : List.of("zone", "node")) {
            Scenario given =
                    Scenario.role(
                                    "replication: {by: Any, factor: 3, rack: {domain: %s}}, quorum: {read: One, write: One}, survive: [{lose: {node: 1}}]"
                                            .formatted(domain))
                            .nodes("a1=a/r a2=a/r b1=b/r c1=c/r")
                            .pods("db-0@a1 db-1@b1 db-2@c1 db-3 db-4")
                            .local("db-3", "a1")
                            .local("db-4", domain.equals("zone") ? "a2" : "a1");
            assertThat(given.goal(0).margin()).as(domain).hasValue(0);
            given.local("db-4", "b1");
            assertThat(given.goal(0).result()).as(domain).isNotEqualTo(Result.HOLD);
        }
    }

    @Test
    void aPendingMemberThatAnyNodeOfAZoneReachesIsInTheZonesRack() {
        String many =
                IntStream.range(0, 30).mapToObj(i -> "c%d=c/r".formatted(i)).collect(joining(" "));
        Scenario given =
                Scenario.role(
                                "replication: {by: Any, factor: 3, rack: {domain: zone, max: 1}}, survive: [{lose: {zone: 1}}]")
                        .nodes("a1=a/r b1=b/r d1=d/r " + many)
                        .pods("db-0@a1 db-1@b1 db-2 db-3")
                        .zonal("db-3", "c");
        assertThat(given.allowed("db-2")).hasSize(33);
        Scenario labelled =
                Scenario.role(
                                "replication: {by: Any, factor: 3, rack: {label: rack, domain: zone, max: 1}}, survive: [{lose: {zone: 1}}]")
                        .nodes("a1=a/r b1=b/r d1=d/r " + many)
                        .pods("db-0@a1 db-1@b1 db-2 db-3")
                        .labelled("rack", "c", "db-2")
                        .labelled("rack", "d", "db-3")
                        .zonal("db-3", "c");
        assertThat(labelled.allowed("db-2")).containsExactly("d1");
    }

    @Test
    void nodesOfOneRackAreToldApartByWhatMayStandThere() {
        Scenario given =
                Scenario.role("replication: {factor: 3}, survive: [{lose: {node: 1}}]")
                        .nodes("a1=a/r a2=a/r a3=a/r b1=b/r")
                        .pods("db-0 db-1 db-2")
                        .local("db-1", "a1")
                        .copies("db-2", "a2 b1", Amount.Word.One);
        assertThat(given.allowed("db-0")).containsExactly("a2", "a3", "b1");
        given.pods("db-0@a3").pods("db-3");
        assertThat(given.allowed("db-3")).doesNotContain("a1", "a3");
    }

    @Test
    void aNodeThatIsNotReadyServesNoMemberWhoseVolumeIsElsewhereEither() {
        Scenario given =
                Scenario.role("replication: {factor: 3}, " + ZONE)
                        .nodes("a1=a/r a2=a/r b1=b/r c1=c/r c2=c/r")
                        .pods("db-0@a1 db-1@b1 db-2")
                        .copies("db-2", "c1 b1", Amount.Word.One)
                        .ready(false, "c2");
        assertThat(given.allowed("db-2")).containsExactly("c1");
    }

    // --- what is said

    @Test
    void theRefusalNamesTheFailureAndWhatCanBeHadElsewhere() {
        Scenario given =
                Scenario.role("replication: {factor: 3}, " + ZONE)
                        .nodes("a1=a a2=a b1=b c1=c")
                        .pods("db-0@a1 db-1@b1 db-2");
        assertThat(given.reasons("db-2", "a2"))
                .singleElement()
                .satisfies(reason -> {
                    assertThat(reason.code()).isEqualTo(ReasonCode.SURVIVAL);
                    assertThat(reason.message())
                            .isEqualTo(
                                    "goal 0: the loss of zone/a would leave a margin of -1 units, 0"
                                            + " can be had elsewhere");
                });
    }

    @Test
    void absentMembersAreTakenAsPlacedEvenlyInWhatIsSaid() {
        Scenario given =
                Scenario.role("replication: {factor: 5}, " + ZONE)
                        .nodes("a1=a a2=a a3=a b1=b c1=c")
                        .pods("db-0@a1 db-1@a2 db-2");
        assertThat(given.reasons("db-2", "a3"))
                .singleElement()
                .extracting(reason -> reason.message())
                .isEqualTo(
                        "goal 0: the loss of zone/a would leave a margin of -1 units, 0 can be had"
                                + " elsewhere");
    }

    @Test
    void theFirstGoalThatSuffersIsNamed() {
        Scenario given =
                Scenario.role(
                                "replication: {factor: 3}, survive: [{lose: {node: 1}}, {lose: {zone: 1}}, {lose: {rack: 1}}]")
                        .nodes("a1=a a2=a b1=b c1=c")
                        .pods("db-0@a1 db-1@b1 db-2");
        assertThat(given.reasons("db-2", "a2"))
                .singleElement()
                .extracting(reason -> reason.message())
                .asString()
                .startsWith("goal 1: the loss of zone/a would leave a margin of -1 units");
    }

    @Test
    void aSetThatIsLostAlreadyIsNamedSo() {
        Scenario given =
                Scenario.role("replication: {factor: 5}, " + ZONE)
                        .nodes("a1=a b1=b c1=c d1=d e1=e f1=f")
                        .pods("db-0@a1 db-1@b1 db-2@c1 db-3@d1 db-4")
                        .ready(false, "a1 b1 c1");
        assertThat(given.reasons("db-4", "d1"))
                .singleElement()
                .extracting(reason -> reason.message())
                .isEqualTo(
                        "goal 0: with nothing lost would leave a margin of -3 units, -2 can be had"
                                + " elsewhere");
        assertThat(given.allowed("db-4")).containsExactly("e1", "f1");
    }

    @Test
    void aNodeThatIsNotReadyServesNoMember() {
        Scenario given =
                Scenario.role("replication: {factor: 3}, " + ZONE)
                        .nodes("a1=a a2=a b1=b c1=c c2=c")
                        .pods("db-0@a1 db-1@b1 db-2")
                        .ready(false, "c2");
        assertThat(given.allowed("db-2")).containsExactly("c1");
        assertThat(given.refusal("db-2", "c2")).hasValue(ReasonCode.SURVIVAL);
    }
}
