package dev.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.rules.ReasonCode;
import dev.holdfast.survival.SetVerdict.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What copies, restarts, placements and evictions mean, each sentence with a case by hand. */
class CopiesByDefinitionTest {
    private static final String NODES = "a1=a a2=a b1=b b2=b c1=c c2=c";
    private static final String APART = "db-0@a1 db-1@b1 db-2@c1";
    private static final String ZONE = "survive: [{lose: {zone: 1}}]";

    private static Scenario one(String survive) {
        return Scenario.role("replication: {factor: 1}, " + survive).nodes(NODES).pods("db-0@a1");
    }

    private static Scenario three(String survive) {
        return Scenario.role("replication: {factor: 3}, " + survive).nodes(NODES).pods(APART);
    }

    // --- copies

    @Test
    void aMemberIsUpOnlyWhileEnoughOfItsCopiesLive() {
        Scenario given = three(ZONE).copies("db-0", "a1 a2", Amount.Word.All);
        assertThat(given.goal(0).margin()).hasValue(0);
        assertThat(given.ready(false, "a2").goal(0).margin()).hasValue(-1);
    }

    @Test
    void howManyCopiesAreEnoughIsCountedOverThoseThatAreWanted() {
        Scenario given =
                one("survive: [{lose: {node: 1}, after: Now}, {lose: {node: 1}, keep: [Data],"
                                + " after: Now}]")
                        .pods("db-0@c1")
                        .copies("db-0", "a1 b1 b2:Stale", Amount.Word.Majority);
        assertThat(given.results()).containsExactly(Result.FAIL, Result.HOLD);
        assertThat(given.ready(false, "b1").goal(0).witness()).hasValue(List.of());
    }

    @Test
    void copiesOnANodeThatIsNotReadyDoNotLive() {
        Scenario given =
                one("survive: [{lose: {node: 1}, keep: [Data], after: Now}]")
                        .copies("db-0", "a1 b1", Amount.Word.One);
        assertThat(given.goal(0).margin()).hasValue(0);
        assertThat(given.ready(false, "b1").goal(0).margin()).hasValue(-1);
    }

    @Test
    void aZonalVolumeLivesWhileANodeReachesIt() {
        String keep = "keep: [Data], after: Now}";
        Scenario given =
                one("survive: [{lose: {node: 1}, " + keep + ", {lose: {zone: 1}, " + keep + "]")
                        .zonal("db-0", "a");
        assertThat(given.results()).containsExactly(Result.HOLD, Result.FAIL);
        assertThat(given.goal(1).witness()).hasValue(List.of("zone/a"));
        assertThat(given.ready(false, "a2").results()).containsExactly(Result.FAIL, Result.FAIL);
    }

    @Test
    void aClaimWithoutAVolumeIsWhereThePodRuns() {
        Scenario given =
                one("survive: [{lose: {node: 1}, keep: [Data], after: Now}]").unbound("db-0");
        assertThat(given.goal(0).witness()).hasValue(List.of("node/a1"));
    }

    @Test
    void volumesThatAreNotModelledAreAlwaysThere() {
        Scenario given =
                one("volume: {copies: 0}, survive: [{lose: {zone: 1}, keep: [Data], after: Now}]")
                        .local("db-0", "a1");
        assertThat(given.goal(0).result()).isEqualTo(Result.HOLD);
    }

    // --- failover

    @Test
    void aRestartNeedsANodeThatTakesPods() {
        Scenario given =
                one("survive: [{lose: {node: 1}}]").copies("db-0", "a1 b1", Amount.Word.One);
        assertThat(given.goal(0).result()).isEqualTo(Result.HOLD);
        given.cordoned("a2 b1 b2 c1 c2");
        assertThat(given.goal(0).witness()).hasValue(List.of("node/a1"));
    }

    @Test
    void aRestartNeedsACurrentCopyOnTheNodeOnlyWhereConvergeIsRequired() {
        String survive = ", survive: [{lose: {node: 1}}]";
        Scenario near =
                one("converge: {mode: Required}" + survive)
                        .copies("db-0", "a1 b1", Amount.Word.One)
                        .cordoned("b1");
        assertThat(near.goal(0).result()).isEqualTo(Result.FAIL);
        Scenario anywhere =
                one("converge: {mode: Preferred}" + survive)
                        .copies("db-0", "a1 b1", Amount.Word.One)
                        .cordoned("b1");
        assertThat(anywhere.goal(0).result()).isEqualTo(Result.HOLD);
    }

    @Test
    void aRestartKeepsEveryRequiredSpreadTogetherWithThoseThatStay() {
        String survive = "survive: [{lose: {zone: 1}, after: Failover}]";
        String apart = ", spread: [{domain: zone, max: 1, mode: Required}]";
        for (String spread : List.of("", apart)) {
            Scenario given = three(survive + spread);
            given.copies("db-0", "a1 b2", Amount.Word.One)
                    .copies("db-1", "b1 c2", Amount.Word.One)
                    .copies("db-2", "c1 a2", Amount.Word.One);
            assertThat(given.goal(0).margin()).hasValue(spread.isEmpty() ? 1 : 0);
        }
    }

    // --- placement

    @Test
    void aNodeWithoutALabelTakesNoMember() {
        Scenario given = three(ZONE).nodes("x").gone("db-2").pods("db-2");
        assertThat(given.refusal("db-2", "x")).hasValue(ReasonCode.DOMAIN_LABEL_MISSING);
        assertThat(given.allowed("db-2")).containsExactly("c1", "c2");
    }

    @Test
    void membersThatAreDownDoNotMakeRoomForOthersInTheirZone() {
        Scenario given = three(ZONE).gone("db-2").pods("db-2").up(false, "db-0");
        assertThat(given.allowed("db-2")).containsExactly("c1", "c2");
    }

    @Test
    void aBrokenSetTakesWhatDoesNotMakeItWorse() {
        Scenario given =
                Scenario.role("replication: {factor: 3}, " + ZONE)
                        .nodes("a1=a a2=a b1=b")
                        .pods("db-0@a1 db-1@a2 db-2");
        assertThat(given.allowed("db-2")).containsExactly("b1");
        assertThat(given.pods("db-2@b1").goal(0).margin()).hasValue(-1);
    }

    @Test
    void convergeSaysWhyACopyDoesNotDo() {
        Scenario given =
                one("converge: {mode: Required}")
                        .gone("db-0")
                        .pods("db-0")
                        .copies("db-0", "a1 b1:Stale c1:Unknown", Amount.Word.One);
        assertThat(given.allowed("db-0")).containsExactly("a1");
        assertThat(given.refusal("db-0", "b1")).hasValue(ReasonCode.COPY_NOT_CURRENT);
        assertThat(given.refusal("db-0", "c1")).hasValue(ReasonCode.COPIES_UNKNOWN);
        assertThat(given.refusal("db-0", "a2")).hasValue(ReasonCode.NO_CURRENT_COPY);
    }

    @Test
    void withinSendsAMemberWhereMostOfItsCopiesAre() {
        Scenario given =
                one("volume: {within: zone}")
                        .gone("db-0")
                        .pods("db-0")
                        .copies("db-0", "a1 a2 b1", Amount.Word.One);
        assertThat(given.allowed("db-0")).containsExactly("a1", "a2");
        assertThat(given.refusal("db-0", "b1")).hasValue(ReasonCode.COPIES_OUTSIDE);
    }

    @Test
    void requiredSpreadCountsTheMembersOfASet() {
        Scenario given =
                Scenario.role(
                                "replication: {by: Labels, labels: [set], factor: 2}, quorum:"
                                        + " {read: One, write: One}, spread: [{domain: node, max: 1,"
                                        + " mode: Required}]")
                        .nodes("a1=a b1=b")
                        .pods("x-0@a1 y-0")
                        .labelled("set", "x", "x-0")
                        .labelled("set", "y", "y-0");
        assertThat(given.allowed("y-0")).containsExactly("a1", "b1");
        given.labelled("set", "x", "y-0");
        assertThat(given.refusal("y-0", "a1")).hasValue(ReasonCode.SPREAD);
    }

    // --- eviction

    @Test
    void keepSurviveAsksForTheGoalsAfterTheEvictionToo() {
        String pods = "db-0@a1 db-1@a2 db-2@b1 db-3@b2 db-4@c1";
        String role = "replication: {factor: 5}, disruption: {keep: %s}, " + ZONE;
        Scenario quorum = Scenario.role(role.formatted("Quorum")).nodes(NODES).pods(pods);
        assertThat(quorum.evict("db-0").allowed()).isTrue();
        Scenario survive = Scenario.role(role.formatted("Survive")).nodes(NODES).pods(pods);
        assertThat(survive.evict("db-0").reasons())
                .singleElement()
                .asString()
                .startsWith("HF4002")
                .contains("the loss of zone/b");
    }

    @Test
    void whoCountsAsDownAlreadyMayGo() {
        Scenario given = three(ZONE).up(false, "db-0 db-1");
        assertThat(given.evict("db-0").allowed()).isTrue();
        assertThat(given.evict("db-2").allowed()).isFalse();
    }

    @Test
    void aSetThatNeedsEveryMemberGoesByFailover() {
        Scenario given =
                Scenario.role(
                                "replication: {factor: 2}, quorum: {read: All, write: All},"
                                        + " survive: [{lose: {node: 1}, after: Failover}]")
                        .nodes(NODES)
                        .pods("db-0@a1 db-1@b1")
                        .copies("db-0", "a1 c1", Amount.Word.One)
                        .local("db-1", "b1");
        assertThat(given.evict("db-0").allowed()).isTrue();
        assertThat(given.evict("db-0").warnings()).isNotEmpty();
        assertThat(given.evict("db-1").allowed()).isFalse();
    }
}
