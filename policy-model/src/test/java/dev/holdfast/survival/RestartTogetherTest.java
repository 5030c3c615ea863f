package dev.holdfast.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.survival.SetVerdict.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many members may restart after a failure, and who first. */
class RestartTogetherTest {
    private static final String NODES = "a1=a a2=a b1=b b2=b c1=c c2=c";
    private static final String NODE = "survive: [{lose: {node: 1}, after: Failover}]";
    private static final String ZONE = "survive: [{lose: {zone: 1}, after: Failover}]";
    private static final String NEAR = "converge: {mode: Required}, ";
    private static final String APART = "spread: [{domain: node, max: 1, mode: Required}], ";

    private static Scenario three(String role) {
        return Scenario.role("replication: {factor: 3}, " + role)
                .nodes(NODES)
                .pods("db-0@a1 db-1@b1 db-2@c1");
    }

    @Test
    void aMemberMakesRoomForOneThatCanGoNowhereElse() {
        Scenario given =
                three(NEAR + APART + ZONE)
                        .pods("db-0@a1 db-1@a2")
                        .copies("db-0", "a1 b1 b2", Amount.Word.One)
                        .copies("db-1", "a2 b1", Amount.Word.One)
                        .copies("db-2", "c1", Amount.Word.One);
        assertThat(given.goal(0).margin()).hasValue(0);
        Scenario full =
                three(NEAR + APART + ZONE)
                        .pods("db-0@a1 db-1@a2")
                        .copies("db-0", "a1 b1", Amount.Word.One)
                        .copies("db-1", "a2 b1", Amount.Word.One)
                        .copies("db-2", "c1", Amount.Word.One);
        assertThat(full.goal(0).margin()).hasValue(0);
        assertThat(full.up(false, "db-2").cordoned("c1").goal(0).margin()).hasValue(-1);
    }

    @Test
    void aChainOfMembersMakesRoom() {
        Scenario given =
                Scenario.role(
                                "replication: {factor: 5}, quorum: {read: 5, write: 5}, "
                                        + NEAR
                                        + APART
                                        + ZONE)
                        .nodes("a1=a a2=a a3=a b1=b b2=b b3=b c1=c c2=c c3=c")
                        .pods("db-0@a1 db-1@a2 db-2@a3 db-3@c1 db-4@c2")
                        .copies("db-0", "a1 b1 b2", Amount.Word.One)
                        .copies("db-1", "a2 b2 b3", Amount.Word.One)
                        .copies("db-2", "a3 b1", Amount.Word.One)
                        .copies("db-3", "c1 b1", Amount.Word.One)
                        .copies("db-4", "c2 b2", Amount.Word.One);
        assertThat(given.goal(0).result()).isEqualTo(Result.HOLD);
        given.cordoned("b3");
        assertThat(given.goal(0).margin()).hasValue(-1);
        assertThat(given.goal(0).witness()).hasValue(List.of("zone/a"));
    }

    @Test
    void whoWeighsMostIsRestartedFirst() {
        String weights = "replication: {factor: 6, votes: {label: votes}}, ";
        Scenario given =
                Scenario.role(weights + NEAR + APART + ZONE)
                        .nodes(NODES)
                        .pods("db-0@a1 db-1@a2 db-2@c1")
                        .labelled("votes", "1", "db-0 db-2")
                        .labelled("votes", "4", "db-1")
                        .copies("db-0", "a1 b1", Amount.Word.One)
                        .copies("db-1", "a2 b1", Amount.Word.One)
                        .copies("db-2", "c1 b2", Amount.Word.One);
        assertThat(given.goal(0).margin()).hasValue(1);
    }

    @Test
    void aVoterWithoutDataOrAMemberWithDataReturnsWhicheverTheOperationLacks() {
        for (String quorum :
                List.of(
                        "{read: One, write: One, acks: 1}",
                        "{read: One, write: One, acks: 2}",
                        "{read: 3, write: 1}",
                        "{read: 2, write: 2, acks: 2}")) {
            Scenario given =
                    Scenario.role(
                                    "replication: {factor: 4, votes: {label: votes}, witness: {matchLabels: {part: arbiter}}}, quorum: "
                                            + quorum
                                            + ", "
                                            + NEAR
                                            + APART
                                            + ZONE)
                            .nodes(NODES)
                            .pods("db-0@a1 db-1@a2 db-2@c1")
                            .labelled("part", "arbiter", "db-0")
                            .labelled("votes", "2", "db-0")
                            .copies("db-0", "a1 b1", Amount.Word.One)
                            .copies("db-1", "a2 b1", Amount.Word.One)
                            .copies("db-2", "c1 b2", Amount.Word.One);
            assertThat(given.goal(0).margin())
                    .as(quorum)
                    .hasValue(quorum.contains("One, acks: 1") ? 1 : 0);
        }
    }

    @Test
    void aMemberThatReturnedToTheFirstPlaceMayMoveOn() {
        Scenario given =
                Scenario.role(
                                "replication: {factor: 4}, quorum: {read: All, write: All}, "
                                        + NEAR
                                        + APART
                                        + ZONE)
                        .nodes("a1=a b1=b b2=b b3=b b4=b c1=c c2=c c3=c")
                        .pods("db-0@b1 db-1@a1 db-2@c1 db-3@c3")
                        .up(false, "db-0")
                        .copies("db-0", "b1 b2 c2", Amount.Word.One)
                        .copies("db-1", "a1 b1", Amount.Word.One)
                        .copies("db-2", "c1 b3", Amount.Word.One)
                        .copies("db-3", "c3 b4", Amount.Word.One);
        assertThat(given.goal(0).margin()).hasValue(0);
        given.cordoned("b2 c2");
        assertThat(given.goal(0).margin()).hasValue(-1);
    }

    @Test
    void aMemberWhoseNodeIsLostTakesNoRoomElsewhere() {
        assertThat(three(APART + ZONE).up(false, "db-0").goal(0).margin()).hasValue(0);
    }

    @Test
    void aZoneOfManyNodesTakesOneMemberPerNodeWhereTheyMustBeApart() {
        Scenario given =
                Scenario.role(
                                "replication: {factor: 5}, converge: {mode: Preferred}, "
                                        + APART
                                        + ZONE)
                        .nodes("a1=a/r a2=a/r a3=a/r a4=a/r a5=a/r b1=b/r b2=b/r b3=b/r c1=c/r")
                        .pods("db-0@a1 db-1@a2 db-2@a3 db-3@a4 db-4@a5")
                        .cordoned("c1");
        for (int m = 0; m < 5; m++) {
            given.copies("db-" + m, "c1 b1", Amount.Word.One);
        }
        assertThat(given.goal(0).margin()).hasValue(0);
        assertThat(given.nodes("b4=b/r b5=b/r b6=b/r").goal(0).margin()).hasValue(2);
    }

    @Test
    void aMemberOnANodeWithoutALabelMayFillEveryZone() {
        Scenario given =
                Scenario.role(
                                "replication: {factor: 3}, spread: [{domain: zone, max: 1, mode: Required}], "
                                        + NEAR
                                        + NODE)
                        .nodes("a1=a b1=b c1=c x")
                        .pods("db-0@a1 db-1@b1 db-2@x")
                        .up(false, "db-0")
                        .copies("db-0", "c1", Amount.Word.One)
                        .copies("db-1", "b1", Amount.Word.One)
                        .copies("db-2", "x", Amount.Word.One);
        assertThat(given.goal(0).result()).isEqualTo(Result.UNKNOWN);
        assertThat(given.evict("db-1").allowed()).isFalse();
        given.up(true, "db-0");
        assertThat(given.goal(0).result()).isEqualTo(Result.HOLD);
    }

    @Test
    void spreadsOfZonesCountWhoStaysAndWhoReturns() {
        String spread = "spread: [{domain: zone, max: 2, mode: Required}], ";
        Scenario given =
                Scenario.role("replication: {factor: 5}, " + NEAR + spread + ZONE)
                        .nodes(NODES)
                        .pods("db-0@a1 db-1@a2 db-2@b1 db-3@b2 db-4@c1")
                        .copies("db-0", "a1 c2", Amount.Word.One)
                        .copies("db-1", "a2 c1", Amount.Word.One)
                        .copies("db-2", "b1", Amount.Word.One)
                        .copies("db-3", "b2", Amount.Word.One)
                        .copies("db-4", "c1", Amount.Word.One);
        // With a lost one of two returns to c; with b lost nobody returns.
        assertThat(given.goal(0).margin()).hasValue(0);
        assertThat(given.up(false, "db-2").goal(0).margin()).hasValue(0);
        assertThat(given.cordoned("b1").goal(0).margin()).hasValue(0);
    }

    @Test
    void ofMembersThatTheDatabaseChoosesAsManyAsCanBeReturn() {
        String role =
                "replication: {by: Any, factor: 2, rack: {domain: zone}}, quorum: {read: One, write: One}, "
                        + NEAR
                        + APART;
        Scenario given =
                Scenario.role(role + "survive: [{lose: {node: 2}, after: Failover}]")
                        .nodes(NODES)
                        .pods("db-0@a1 db-1@b1 db-2@c1")
                        .copies("db-0", "a1 a2", Amount.Word.One)
                        .copies("db-1", "b1", Amount.Word.One)
                        .copies("db-2", "c1", Amount.Word.One);
        assertThat(given.goal(0).witness()).hasValue(List.of("node/b1", "node/c1"));
        Scenario now =
                Scenario.role(role + "survive: [{lose: {node: 1}, after: Now}]")
                        .nodes(NODES)
                        .pods("db-0@a1 db-1@b1 db-2@c1");
        assertThat(now.goal(0).margin()).hasValue(0);
    }
}
