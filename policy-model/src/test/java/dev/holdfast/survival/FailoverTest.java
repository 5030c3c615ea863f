package dev.holdfast.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.survival.SetVerdict.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where members may restart after a failure, and how many of them together. */
class FailoverTest {
    private static final String NODES = "a1=a a2=a b1=b b2=b c1=c c2=c";
    private static final String NODE = "survive: [{lose: {node: 1}, after: Failover}]";
    private static final String ZONE = "survive: [{lose: {zone: 1}, after: Failover}]";
    private static final String NEAR = "converge: {mode: Required}, ";
    private static final String APART = "spread: [{domain: node, max: 1, mode: Required}], ";

    private static Scenario one(String role) {
        return Scenario.role("replication: {factor: 1}, " + role).nodes(NODES).pods("db-0@a1");
    }

    private static Scenario three(String role) {
        return Scenario.role("replication: {factor: 3}, " + role)
                .nodes(NODES)
                .pods("db-0@a1 db-1@b1 db-2@c1");
    }

    // --- where one may

    @Test
    void aMemberWithoutVolumesRestartsOnItsOwnNodeOnly() {
        Scenario given = three(ZONE).up(false, "db-0");
        assertThat(given.goal(0).margin()).hasValue(0);
        assertThat(given.cordoned("a1").goal(0).margin()).hasValue(-1);
        assertThat(three(ZONE).up(false, "db-0").ready(false, "a1").goal(0).margin()).hasValue(-1);
        assertThat(one(NODE).goal(0).result()).isEqualTo(Result.FAIL);
    }

    @Test
    void aMemberThatRunsNowhereAndHasNoVolumeRestartsNowhere() {
        assertThat(three(ZONE).gone("db-0").pods("db-0").goal(0).margin()).hasValue(-1);
    }

    @Test
    void aClaimThatIsNotBoundKeepsAMemberAtHome() {
        assertThat(one(NODE).unbound("db-0").goal(0).result()).isEqualTo(Result.FAIL);
        assertThat(one(NODE).zonal("db-0", "a").unbound("db-0").goal(0).result())
                .isEqualTo(Result.FAIL);
        assertThat(one(NODE).zonal("db-0", "a").goal(0).result()).isEqualTo(Result.HOLD);
    }

    @Test
    void volumesThatAreNotModelledLetAMemberRestartWhereTheyAttach() {
        String role = "volume: {copies: 0}, " + NODE;
        assertThat(one(role).unbound("db-0").goal(0).result()).isEqualTo(Result.HOLD);
        assertThat(one(role).zonal("db-0", "a").goal(0).result()).isEqualTo(Result.HOLD);
        assertThat(one(role).zonal("db-0", "a").cordoned("a2").goal(0).result())
                .isEqualTo(Result.FAIL);
        assertThat(one(NEAR + role).zonal("db-0", "a").goal(0).result()).isEqualTo(Result.HOLD);
    }

    @Test
    void aRestartIsWhereAllVolumesAttach() {
        Scenario given = one(NODE).zonal("db-0", "a").copies("db-0", "a1 a2 b1", Amount.Word.One);
        assertThat(given.goal(0).result()).isEqualTo(Result.HOLD);
        assertThat(given.cordoned("a2").goal(0).witness()).hasValue(List.of("node/a1"));
        Scenario local = one(NODE).zonal("db-0", "a").local("db-0", "a1");
        assertThat(local.goal(0).result()).isEqualTo(Result.FAIL);
    }

    @Test
    void whereCopiesAreNeededARestartNeedsOneOfEveryVolume() {
        Scenario both =
                one(NEAR + NODE).copies("db-0", "a1 b1", Amount.Word.One).zonal("db-0", "a");
        assertThat(both.goal(0).result()).isEqualTo(Result.FAIL);
        Scenario zonal =
                one(NEAR + NODE).copies("db-0", "a1 a2", Amount.Word.One).zonal("db-0", "a");
        assertThat(zonal.goal(0).result()).isEqualTo(Result.HOLD);
    }

    @Test
    void anyNodeOfAZoneOfManyTakesARestart() {
        Scenario given =
                Scenario.role("replication: {factor: 1}, " + NODE)
                        .nodes("a0=a a1=a a2=a a3=a a4=a a5=a a6=a a7=a a8=a a9=a b1=b")
                        .pods("db-0@a1")
                        .zonal("db-0", "a");
        assertThat(given.goal(0).result()).isEqualTo(Result.HOLD);
        given.nodes("c0=a c1=a c2=a c3=a");
        assertThat(given.goal(0).result()).isEqualTo(Result.HOLD);
        given.cordoned("a0 a2 a3 a4 a5 a6 a7 a8 a9 c0 c1 c2 c3");
        assertThat(given.goal(0).result()).isEqualTo(Result.FAIL);
    }

    @Test
    void aNodeWithoutALabelTakesNoRestartNearACopy() {
        Scenario given =
                Scenario.role("replication: {factor: 1}, " + NEAR + NODE)
                        .nodes("a1=a x")
                        .pods("db-0@a1")
                        .copies("db-0", "a1 x", Amount.Word.One);
        assertThat(given.goal(0).result()).isNotEqualTo(Result.HOLD);
        assertThat(given.nodes("b1=b").goal(0).result()).isNotEqualTo(Result.HOLD);
    }

    // --- how many together

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
    void whoHasDataIsRestartedBeforeAWitnessThatOnlyVotesWhereDataIsShort() {
        for (int acks : new int[] {1, 2}) {
            Scenario given =
                    Scenario.role(
                                    "replication: {factor: 3, witness: {matchLabels: {part: arbiter}}}, quorum: {read: One, write: One, acks: %d}, "
                                                    .formatted(acks)
                                            + NEAR
                                            + APART
                                            + ZONE)
                            .nodes(NODES)
                            .pods("db-0@a1 db-1@a2 db-2@c1")
                            .labelled("part", "arbiter", "db-0")
                            .copies("db-0", "a1 b1", Amount.Word.One)
                            .copies("db-1", "a2 b1", Amount.Word.One)
                            .copies("db-2", "c1 b2", Amount.Word.One);
            assertThat(given.goal(0).margin()).as("acks %d", acks).hasValue(2 - acks);
        }
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
