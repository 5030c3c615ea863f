package dev.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.Goal;
import dev.holdfast.survival.SetVerdict.Result;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What a goal means, sentence by sentence, with margins that were computed by hand. */
class GoalsByDefinitionTest {
    private static final String NODES = "a1=a a2=a b1=b b2=b c1=c c2=c";
    private static final String APART = "db-0@a1 db-1@b1 db-2@c1";
    private static final String ZONE = "survive: [{lose: {zone: 1}}]";

    private static Scenario three(String survive) {
        return Scenario.role("replication: {factor: 3}, " + survive).nodes(NODES).pods(APART);
    }

    @Test
    void aRackIsTheLabelsValueInItsZone() {
        Scenario given =
                Scenario.role("replication: {factor: 3}, survive: [{lose: {rack: 1}}]")
                        .nodes("a1=a/r1 a2=a/r1 b1=b/r1 c1=c/r1")
                        .pods(APART);
        assertThat(given.goal(0).margin()).hasValue(0);
        given.pods("db-1@a2");
        assertThat(given.goal(0).margin()).hasValue(-1);
        assertThat(given.goal(0).witness()).hasValue(List.of("rack/a/r1"));
    }

    @Test
    void moreValuesThanThereAreMeansAllOfThem() {
        Scenario given = three("survive: [{lose: {zone: 5}}]");
        assertThat(given.goal(0).margin()).hasValue(-2);
        assertThat(given.goal(0).witness().orElseThrow()).hasSize(2);
        assertThat(given.goal(0).lost()).containsExactly(Goal.Operation.Read, Goal.Operation.Write);
    }

    @Test
    void aFailureComesOnTopOfWhatIsDown() {
        Scenario given = three(ZONE).up(false, "db-0");
        assertThat(given.goal(0).margin()).hasValue(-1);
        assertThat(given.goal(0).witness().orElseThrow())
                .singleElement()
                .asString()
                .isIn("zone/b", "zone/c");
        given.up(false, "db-1");
        assertThat(given.goal(0).margin()).hasValue(-2);
        assertThat(given.goal(0).witness()).hasValue(List.of());
    }

    @Test
    void aCordonedNodeIsNotDown() {
        assertThat(three(ZONE).cordoned("a1 b1 c1").goal(0).margin()).hasValue(0);
    }

    @Test
    void aNodeWithoutALabelMayBeInAnyZoneOrInOneOfItsOwn() {
        Scenario given = three(ZONE).nodes("x").pods("db-2@x");
        assertThat(given.goal(0).result()).isEqualTo(Result.UNKNOWN);
        assertThat(given.goal(0).margin()).isEmpty();
        assertThat(given.goal(0).unknown()).contains("node x has no zone label");
        Scenario five =
                Scenario.role("replication: {factor: 5}, " + ZONE)
                        .nodes("a1=a b1=b c1=c d1=d x")
                        .pods("db-0@a1 db-1@b1 db-2@c1 db-3@d1 db-4@x");
        assertThat(five.goal(0).result()).isEqualTo(Result.HOLD);
        assertThat(five.goal(0).margin()).hasValue(0);
    }

    @Test
    void aCopyOfUnknownStateMayBeCurrentOrNot() {
        Scenario given =
                Scenario.role(
                                "replication: {factor: 1}, survive: [{lose: {node: 1}, keep:"
                                        + " [Data], after: Now}]")
                        .nodes(NODES)
                        .pods("db-0@a1");
        assertThat(given.copies("db-0", "a1 b1:Unknown", Amount.Word.One).goal(0).result())
                .isEqualTo(Result.UNKNOWN);
        Scenario known =
                Scenario.role(
                                "replication: {factor: 1}, survive: [{lose: {node: 1}, keep:"
                                        + " [Data], after: Now}]")
                        .nodes(NODES)
                        .pods("db-0@a1");
        assertThat(known.copies("db-0", "a1 b1 c1:Unknown", Amount.Word.One).goal(0).margin())
                .hasValue(0);
    }

    @Test
    void aVolumeOfUnknownPlaceIsOnAnyOneNode() {
        assertThat(three(ZONE).somewhere("db-0").goal(0).result()).isEqualTo(Result.UNKNOWN);
        // Wherever its one volume is, one zone takes one other member and it: two of five.
        Scenario five =
                Scenario.role("replication: {factor: 5}, survive: [{lose: {node: 1}}]")
                        .nodes(NODES)
                        .pods("db-0@a1 db-1@b1 db-2@c1 db-3@a2 db-4@b2")
                        .somewhere("db-0");
        assertThat(five.goal(0).result()).isEqualTo(Result.HOLD);
    }

    @Test
    void aPodWithoutTheRolesLabelsIsNoMember() {
        Scenario given =
                Scenario.roles(
                                "- {name: db, selector: {matchLabels: {part: data}}, replication:"
                                        + " {factor: 3}, "
                                        + ZONE
                                        + "}")
                        .nodes(NODES)
                        .pods(APART)
                        .labelled("part", "data", "db-0 db-1");
        assertThat(given.role().members()).isEqualTo(2);
        assertThat(given.goal(0).margin()).hasValue(-1);
    }

    @Test
    void aSetThatIsLargerThanDeclaredIsUnknownAndEvictionsGoByItsSize() {
        Scenario given = three(ZONE).pods("db-3@a2");
        assertThat(given.goal(0).result()).isEqualTo(Result.UNKNOWN);
        assertThat(given.role().conditions())
                .containsExactly("SetLargerThanFactor: set of all members has 4 of 3");
        assertThat(given.evict("db-3").allowed()).isTrue();
        assertThat(given.up(false, "db-0").evict("db-3").allowed()).isFalse();
    }

    @Test
    void unitsOutsideTheClusterAreUp() {
        Scenario given =
                Scenario.role("replication: {factor: 5, external: 2}, " + ZONE)
                        .nodes(NODES)
                        .pods(APART);
        assertThat(given.goal(0).margin()).hasValue(1);
        assertThat(given.gone("db-2").goal(0).margin()).hasValue(0);
    }

    @Test
    void aWitnessVotesAndAcknowledgesNothing() {
        String role =
                "replication: {factor: 3, witness: {matchLabels: {part: arbiter}}}, quorum: {acks:"
                        + " %d}, "
                        + ZONE;
        Scenario one = Scenario.role(role.formatted(1)).nodes(NODES).pods(APART);
        assertThat(one.labelled("part", "arbiter", "db-2").goal(0).margin()).hasValue(0);
        Scenario two = Scenario.role(role.formatted(2)).nodes(NODES).pods(APART);
        assertThat(two.labelled("part", "arbiter", "db-2").goal(0).margin()).hasValue(-1);
        assertThat(two.goal(0).lost()).containsExactly(Goal.Operation.Write);
    }

    @Test
    void absentUnitsAreCountedInUnits() {
        Scenario given =
                Scenario.role(
                                "replication: {factor: 6, unitsPerMember: 2, erasure: {data: 4,"
                                        + " parity: 2}}, survive: [{lose: {node: 1}}]")
                        .nodes(NODES)
                        .pods("db-0@a1 db-1@b1");
        assertThat(given.goal(0).margin()).hasValue(-2);
        assertThat(given.pods("db-2@c1").goal(0).margin()).hasValue(0);
    }

    @Test
    void anErasureCodeWithAsMuchParityAsDataWritesOneMoreThanItReads() {
        String role =
                "replication: {factor: 4, erasure: {data: 2, parity: 2}}, survive: [{lose: {node:"
                        + " 2}, keep: [%s]}]";
        String pods = "db-0@a1 db-1@b1 db-2@c1 db-3@a2";
        assertThat(Scenario.role(role.formatted("Read")).nodes(NODES).pods(pods).goal(0).margin())
                .hasValue(0);
        assertThat(Scenario.role(role.formatted("Write")).nodes(NODES).pods(pods).goal(0).margin())
                .hasValue(-1);
    }

    @Test
    void votesComeFromALabelAndElseAreOne() {
        Scenario given =
                Scenario.role(
                                "replication: {factor: 4, votes: {label: weight}}, survive: [{lose:"
                                        + " {node: 1}}]")
                        .nodes(NODES)
                        .pods(APART)
                        .labelled("weight", "2", "db-0")
                        .labelled("weight", "none", "db-1");
        assertThat(given.goal(0).margin()).hasValue(-1);
        assertThat(given.goal(0).witness()).hasValue(List.of("node/a1"));
    }

    @Test
    void anyWithoutRacksLosesWhoeverIsDownInOneSet() {
        Scenario given =
                Scenario.role("replication: {by: Any, factor: 3}, survive: [{lose: {node: 1}}]")
                        .nodes(NODES)
                        .pods("db-0@a1 db-1@a2 db-2@b1 db-3@b2 db-4@c1 db-5@c2");
        assertThat(given.goal(0).margin()).hasValue(0);
        assertThat(given.up(false, "db-5").goal(0).margin()).hasValue(-1);
        assertThat(given.role().conditions())
                .containsExactly(
                        "AnyWithoutRack: any 3 members may hold the same data, also of one domain");
    }

    @Test
    void fewerMembersOfAnyThanCopiesLeaveSomeAbsent() {
        Scenario given =
                Scenario.role(
                                "replication: {by: Any, factor: 3, rack: {domain: zone}}, survive:"
                                        + " [{lose: {node: 1}}]")
                        .nodes(NODES)
                        .pods("db-0@a1 db-1@b1");
        assertThat(given.goal(0).margin()).hasValue(-1);
        given.owner("db", 3, Map.of("app", "db"));
        assertThat(given.role().missing()).containsExactly("db-2");
        assertThat(given.evict("db-0").allowed()).isFalse();
    }

    @Test
    void wordsAreUnitsOfTheWholeSet() {
        String role =
                "replication: {factor: 4}, quorum: {read: One, write: All}, survive: [{lose: {zone:"
                        + " 1}, keep: [%s]}]";
        String nodes = "a1=a b1=b c1=c d1=d";
        String pods = "db-0@a1 db-1@b1 db-2@c1 db-3@d1";
        assertThat(Scenario.role(role.formatted("Read")).nodes(nodes).pods(pods).goal(0).margin())
                .hasValue(2);
        assertThat(Scenario.role(role.formatted("Write")).nodes(nodes).pods(pods).goal(0).margin())
                .hasValue(-1);
        assertThat(
                        Scenario.role("replication: {factor: 4}, " + ZONE)
                                .nodes(nodes)
                                .pods(pods)
                                .goal(0)
                                .margin())
                .hasValue(0);
    }

    @Test
    void acknowledgedWritesAreKeptWhileFewerUnitsAreLostThanHaveThem() {
        String keep =
                "survive: [{lose: {node: 1}, keep: [Acked]}, {lose: {node: 2}, keep: [Acked]}]";
        assertThat(three(keep).results()).containsExactly(Result.HOLD, Result.FAIL);
        assertThat(three("quorum: {acks: 3}, " + keep).results())
                .containsExactly(Result.HOLD, Result.HOLD);
        // Copies count, not pods.
        assertThat(three(keep).up(false, APART.replaceAll("@..", "")).results())
                .containsExactly(Result.HOLD, Result.FAIL);
    }

    @Test
    void everySetIsAskedAndTheWorstOneSpeaks() {
        Scenario given =
                Scenario.role("replication: {by: Labels, labels: [set], factor: 3}, " + ZONE)
                        .nodes(NODES)
                        .pods("x-0@a1 x-1@b1 x-2@c1 y-0@a1 y-1@a2 y-2@c2")
                        .labelled("set", "x", "x-0 x-1 x-2")
                        .labelled("set", "y", "y-0 y-1 y-2");
        assertThat(given.goal(0).margin()).hasValue(-1);
        assertThat(given.goal(0).set()).isEqualTo("y");
        assertThat(given.goal(0).witness()).hasValue(List.of("zone/a"));
    }

    @Test
    void exposureSaysHowFarEachSetIsFromTheEdgeAsThingsStand() {
        Scenario given = three(ZONE);
        assertThat(given.role().exposure().positive()).isEqualTo(1);
        assertThat(given.role().exposure().nodesToLoseRead()).hasValue(2);
        assertThat(given.role().exposure().nodesToLoseData()).hasValue(3);
        assertThat(given.up(false, "db-1").role().exposure().zero()).isEqualTo(1);
        assertThat(given.role().exposure().nodesToLoseWrite()).isEqualTo(OptionalInt.of(1));
    }
}
