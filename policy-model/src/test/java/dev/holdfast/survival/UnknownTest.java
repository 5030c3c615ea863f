package dev.holdfast.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.rules.ReasonCode;
import dev.holdfast.rules.SmallCluster;
import dev.holdfast.rules.Survival;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.survival.SetVerdict.Result;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClaimState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is not known is completed in every way: hold or fail only where all ways agree. */
class UnknownTest {
    private static final String ZONE = "survive: [{lose: {zone: 1}}]";
    private static final String DATA = "survive: [{lose: {node: 1}, keep: [Data], after: Now}]";

    // --- labels

    @Test
    void membersOnNodesWithoutLabelsMayBeInOneZone() {
        Scenario given =
                Scenario.role(
                                "replication: {factor: 2}, quorum: {read: One, write: One}, survive: [{lose: {zone: 1}}]")
                        .nodes("x y")
                        .pods("db-0@x db-1@y");
        assertThat(given.goal(0).result()).isEqualTo(Result.UNKNOWN);
        given.up(false, "db-1");
        assertThat(given.goal(0).result()).isEqualTo(Result.FAIL);
        assertThat(given.goal(0).witness()).hasValue(List.of("zone/(unknown)"));
    }

    // --- volumes of unknown place

    @Test
    void oneVolumeIsLostWithSomeNodeWhereverItIs() {
        Scenario given =
                Scenario.role("replication: {factor: 1}, " + DATA)
                        .nodes("a1=a b1=b")
                        .pods("db-0@a1")
                        .somewhere("db-0");
        assertThat(given.goal(0).result()).isEqualTo(Result.FAIL);
        assertThat(given.goal(0).witness()).hasValueSatisfying(lost -> assertThat(lost).hasSize(1));
    }

    @Test
    void aSetThatIsDownWhereverItsVolumesAreNeedsNoFailure() {
        Scenario given =
                Scenario.role("replication: {factor: 1}, survive: [{lose: {node: 1}, after: Now}]")
                        .nodes("a1=a b1=b")
                        .pods("db-0@a1")
                        .somewhere("db-0")
                        .up(false, "db-0");
        assertThat(given.goal(0).witness()).hasValue(List.of());
    }

    @Test
    void whatFailsWhateverALabelIsFails() {
        Scenario given =
                Scenario.role("replication: {factor: 3}, survive: [{lose: {zone: 1}}]")
                        .nodes("a1=a b1=b x")
                        .pods("db-0@a1 db-1@b1 db-2@x");
        assertThat(given.goal(0).result()).isEqualTo(Result.UNKNOWN);
        assertThat(given.up(false, "db-0").goal(0).result()).isEqualTo(Result.FAIL);
    }

    @Test
    void aVolumeMayBeOnANodeThatNothingElseUses() {
        Scenario given =
                Scenario.role("replication: {factor: 2}, " + DATA)
                        .nodes("a1=a a2=a")
                        .pods("db-0@a1 db-1@a1")
                        .local("db-0", "a1")
                        .somewhere("db-1");
        assertThat(given.goal(0).result()).isEqualTo(Result.UNKNOWN);
        assertThat(given.goal(0).unknown())
                .containsExactly("copies of volume pv-db-1-somewhere: the source is away");
        assertThat(given.ready(false, "a2").goal(0).result()).isEqualTo(Result.FAIL);
        given.pods("db-1@a2").somewhere("db-1");
        assertThat(given.goal(0).result()).isEqualTo(Result.FAIL);
    }

    @Test
    void aVolumeThatIsNotInTheViewMayBeAnywhere() {
        SmallCluster cluster =
                new SmallCluster()
                        .policy("p", "{selector: {}, roles: [{replication: {factor: 3}}]}")
                        .nodes("a1", "b1", "c1")
                        .pod("db-0", Optional.of("a1"), Map.of(), List.of("data"))
                        .pod("db-1", "b1", Map.of())
                        .pod("db-2", "c1", Map.of())
                        .put(
                                new Change.ClaimPut(
                                        new ClaimState(
                                                "ns",
                                                "data",
                                                Map.of(),
                                                Optional.of("pv"),
                                                Optional.empty())));
        Survival.GoalReport goal =
                Survival.of(cluster.view(), cluster.members("p"))
                        .roles()
                        .getFirst()
                        .goals()
                        .getFirst();
        assertThat(goal.result()).isEqualTo(Result.UNKNOWN);
        assertThat(goal.unknown()).containsExactly("volume pv is not in the view");
    }

    @Test
    void volumesOfUnknownPlaceMayBeApartInOneZone() {
        String role = "replication: {factor: 3, erasure: {data: 2, parity: 1}}, " + DATA;
        for (String nodes : List.of("a1=a/r a2=a/r", "a1=a/r a2=a/r a3=a/r")) {
            Scenario given =
                    Scenario.role(role)
                            .nodes(nodes)
                            .pods("db-0@a1 db-1@a1 db-2@a1")
                            .local("db-0", "a1")
                            .somewhere("db-1")
                            .somewhere("db-2");
            assertThat(given.goal(0).result())
                    .as(nodes)
                    .isEqualTo(nodes.contains("a3") ? Result.UNKNOWN : Result.FAIL);
        }
    }

    @Test
    void moreWaysThanCanBeTriedAreUnknown() {
        String all = "db-0@a1 db-1@a1 db-2@a1 db-3@a1 db-4@a1 db-5@a1 db-6@a1 db-7@a1";
        Scenario given =
                Scenario.role("replication: {factor: 8, erasure: {data: 8, parity: 0}}, " + DATA)
                        .nodes("a1=a a2=a a3=a a4=a b1=b")
                        .pods(all);
        for (String member : all.replace("@a1", "").split(" ", -1)) {
            given.somewhere(member);
        }
        assertThat(given.goal(0).result()).isEqualTo(Result.UNKNOWN);
    }

    @Test
    void aVolumeOfUnknownPlaceIsThereWhileNothingFails() {
        Scenario given =
                Scenario.role("replication: {factor: 3}, survive: [{lose: {zone: 1}}]")
                        .nodes("a1=a b1=b c1=c")
                        .pods("db-0@a1 db-1@b1 db-2@c1")
                        .somewhere("db-0")
                        .somewhere("db-1");
        assertThat(given.role().exposure().positive()).isEqualTo(1);
        assertThat(given.evict("db-2").allowed()).isTrue();
        assertThat(given.evict("db-1 db-2").allowed()).isFalse();
        given.ready(false, "c1");
        assertThat(given.role().exposure().positive()).isZero();
    }

    @Test
    void howeverManyVolumesOfUnknownPlaceThereAreAllAreThereWhileNothingFails() {
        Scenario given =
                Scenario.role("replication: {factor: 7}, survive: [{lose: {zone: 1}}]")
                        .nodes("a1=a b1=b c1=c d1=d e1=e f1=f g1=g h1=h")
                        .pods("db-0@a1 db-1@b1 db-2@c1 db-3@d1 db-4@e1 db-5@f1 db-6@g1");
        for (int m = 0; m < 7; m++) {
            given.somewhere("db-" + m);
        }
        assertThat(given.evict("db-0 db-1 db-2").allowed()).isTrue();
        assertThat(given.evict("db-0 db-1 db-2 db-3").allowed()).isFalse();
        assertThat(given.evictStorageOn("h1").allowed()).isFalse();
        assertThat(given.ready(false, "h1").evict("db-0").allowed()).isFalse();
    }

    // --- placing

    @Test
    void aNodeWhereASetMayBreakIsRefusedUnlessItMayBreakAnyway() {
        Scenario given =
                Scenario.role("replication: {factor: 5}, " + ZONE)
                        .nodes("a1=a a2=a b1=b c1=c d1=d x")
                        .pods("db-0@a1 db-1@b1 db-2@x db-3@c1 db-4");
        assertThat(given.allowed("db-4")).containsExactly("d1");
        assertThat(given.refusal("db-4", "a2")).hasValue(ReasonCode.SURVIVAL_UNKNOWN);
        assertThat(given.reasons("db-4", "a2"))
                .singleElement()
                .satisfies(reason -> {
                    assertThat(reason.message()).startsWith("unknown: node x has no zone label");
                    assertThat(reason.observed())
                            .isEqualTo(
                                    "goal 0: the loss of zone/a would leave a margin of -1 units,"
                                            + " 0 can be had elsewhere");
                });
        Scenario three =
                Scenario.role(
                                "replication: {factor: 3}, survive: [{lose: {zone: 1}}, {lose: {node: 1}}]")
                        .nodes("a1=a a2=a b1=b c1=c x")
                        .pods("db-0@a1 db-1@x db-2");
        assertThat(three.allowed("db-2")).containsExactly("b1", "c1");
        assertThat(three.refusal("db-2", "a2")).hasValue(ReasonCode.SURVIVAL);
    }

    @Test
    void placesThatAreKnownInOneWorldOnlyAreToldApart() {
        Scenario given =
                Scenario.role("replication: {factor: 3}, survive: [{lose: {node: 1}}]")
                        .nodes("a1=a a2=a a3=a a4=a")
                        .pods("db-0@a1 db-1@a2 db-2")
                        .copies("db-1", "a2 a3:Unknown", Amount.Word.One);
        assertThat(given.allowed("db-2")).contains("a4").doesNotContain("a1", "a2");
    }
}
