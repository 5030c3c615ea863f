package dev.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.check.ClusterFacts;
import dev.holdfast.policy.check.Finding;
import dev.holdfast.policy.check.PolicyValidator;
import dev.holdfast.rules.Reason;
import dev.holdfast.rules.ReasonCode;
import dev.holdfast.survival.SetVerdict.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Troubles that users of other tools reported, each with where; the engine has the answer. */
class ReportedTroublesTest {
    private static final String THREE_OVER_ZONES =
            "replication: {factor: 3}, survive: [{lose: {zone: 1}}]";
    private static final String CASSANDRA =
            "replication: {by: Any, factor: 3, rack: {label: rack, domain: zone}}, survive: [{lose:"
                    + " {zone: 1}}]";

    private static Scenario three(String role) {
        return Scenario.role(role).nodes("a1=a a2=a b1=b b2=b c1=c c2=c");
    }

    /** kubernetes issues 27256, 49906, 41598, 50256: volumes are provisioned before pods are. */
    @Test
    void aMemberWithVolumesInTwoZonesFitsNowhereAndTheReasonNamesTheVolume() {
        Scenario given = three(THREE_OVER_ZONES).pods("db-0").zonal("db-0", "a").zonal("db-0", "b");
        assertThat(given.allowed("db-0")).isEmpty();
        assertThat(given.refusal("db-0", "a1")).hasValue(ReasonCode.VOLUME_ELSEWHERE);
        assertThat(given.reasons("db-0", "a1"))
                .first()
                .extracting(Reason::message)
                .asString()
                .contains("pv-db-0-b", "a1");
    }

    /** karpenter-provider-aws 8914, ECK 1157: the volume's zone is full. */
    @Test
    void aMemberWhoseOnlyCopyIsInOneZoneIsNeverSentToAnother() {
        Scenario given = three(THREE_OVER_ZONES).pods("db-0@a1 db-1@b1 db-2").zonal("db-2", "c");
        assertThat(given.allowed("db-2")).containsExactly("c1", "c2");
        assertThat(given.reasons("db-2", "a2"))
                .first()
                .satisfies(reason -> {
                    assertThat(reason.code()).isEqualTo(ReasonCode.VOLUME_ELSEWHERE);
                    assertThat(reason.evidence()).containsExactly("PersistentVolume/pv-db-2-c");
                });
    }

    /** kubernetes issues 128832, 116629: spread and sticky volumes leave pods pending for ever. */
    @Test
    void aPendingMemberCountsInTheZoneOfItsVolume() {
        Scenario given = three(THREE_OVER_ZONES).pods("db-0@a1 db-1 db-2").zonal("db-2", "c");
        assertThat(given.allowed("db-1")).containsExactly("b1", "b2");
        assertThat(given.allowed("db-2")).containsExactly("c1", "c2");
    }

    /** karpenter issues 1239, 2777: an autoscaler asks whether a new node would help. */
    @Test
    void aNewNodeHelpsAMemberWithAZonalVolumeOnlyInThatZone() {
        Scenario given =
                Scenario.role(THREE_OVER_ZONES)
                        .nodes("a1=a b1=b")
                        .pods("db-0@a1 db-1@b1 db-2")
                        .zonal("db-2", "c");
        assertThat(given.allowed("db-2")).isEmpty();
        assertThat(given.nodes("d1=d").allowed("db-2")).isEmpty();
        assertThat(given.nodes("c1=c").allowed("db-2")).containsExactly("c1");
    }

    /** kubernetes issue 105661: terminating pods skew the count. */
    @Test
    void aLeavingMemberFreesItsPlaceAndIsNoCopyAnyMore() {
        Scenario given =
                three(THREE_OVER_ZONES + ", spread: [{domain: zone, max: 1, mode: Required}]")
                        .pods("db-0@a1 db-1@b1 db-2@c1")
                        .terminating("db-0");
        assertThat(given.goal(0).margin()).hasValue(-1);
        assertThat(given.pods("db-3").allowed("db-3")).containsExactly("a1", "a2");
    }

    /** kubernetes issues 61856, 104213, 138546: a pod is let in before the last one is bound. */
    @Test
    void aReservedNodeIsTakenBeforeItsMemberIsBound() {
        Scenario given = three(THREE_OVER_ZONES).pods("db-0@a1 db-1 db-2");
        assertThat(given.allowed("db-2")).containsExactly("b1", "b2", "c1", "c2");
        assertThat(given.reserved("db-1", "b1").allowed("db-2")).containsExactly("c1", "c2");
    }

    /** tidb-operator issue 1968: preemption nominates a node that the extender then refuses. */
    @Test
    void victimsThatMayGoOneByOneMayNotGoTogetherAndTheirNodeStaysRefused() {
        Scenario given = three(THREE_OVER_ZONES).pods("db-0@a1 db-1@b1 db-2@c1");
        assertThat(given.evict("db-0").allowed()).isTrue();
        assertThat(given.evict("db-1").allowed()).isTrue();
        assertThat(given.evict("db-0 db-1").reasons())
                .singleElement()
                .asString()
                .contains("HF4001", "Read (1 units short)", "Write (1 units short)");
        given.gone("db-2").pods("db-2");
        assertThat(given.refusal("db-2", "a2")).hasValue(ReasonCode.SURVIVAL);
    }

    /** tidb-operator issue 2604: a cordoned zone makes the rest pending. */
    @Test
    void aCordonedZoneHoldsUpOnlyTheMembersThatMustGoThere() {
        Scenario given =
                three("replication: {factor: 5}, survive: [{lose: {zone: 1}}]")
                        .cordoned("c1 c2")
                        .pods("db-0@a1 db-1@b1 db-2 db-3 db-4");
        assertThat(given.allowed("db-2")).contains("a2", "b2");
        given.pods("db-2@a2");
        assertThat(given.allowed("db-3")).contains("b2").doesNotContain("a1");
        given.pods("db-3@b2");
        assertThat(given.allowed("db-4")).containsExactly("c1", "c2");
        assertThat(given.goal(0).result()).isEqualTo(Result.FAIL);
        assertThat(given.goal(0).margin()).hasValue(-1);
    }

    /** tidb-operator issue 652: four members on three nodes. */
    @Test
    void aFourthMemberIsLetInWhereThreeHoldEachSet() {
        Scenario given =
                Scenario.role(
                                "replication: {by: Any, factor: 3, rack: {domain: zone}}, survive:"
                                        + " [{lose: {zone: 1}}]")
                        .nodes("a1=a b1=b c1=c")
                        .pods("db-0@a1 db-1@b1 db-2@c1 db-3");
        assertThat(given.allowed("db-3")).containsExactly("a1", "b1", "c1");
    }

    /** tidb-operator issue 2698: the rule was silently not applied. */
    @Test
    void aPolicyThatMatchesNoPodSaysSoAndFails() {
        Scenario given = three(THREE_OVER_ZONES);
        assertThat(given.role().conditions()).containsExactly("NoMembers: role db matches no pod");
        assertThat(given.goal(0).result()).isEqualTo(Result.FAIL);
        assertThat(given.goal(0).witness()).hasValue(List.of());
    }

    /** kubernetes issues 104583, 114010; cass-operator 824: a whole rack at once, never two. */
    @Test
    void aWholeRackMayBeDrainedButNoMemberOfASecond() {
        Scenario given =
                three(CASSANDRA)
                        .pods("r1-0@a1 r1-1@a2 r2-0@b1 r2-1@b2 r3-0@c1 r3-1@c2")
                        .labelled("rack", "r1", "r1-0 r1-1")
                        .labelled("rack", "r2", "r2-0 r2-1")
                        .labelled("rack", "r3", "r3-0 r3-1");
        assertThat(given.evict("r1-0").allowed()).isTrue();
        given.up(false, "r1-0");
        assertThat(given.evict("r1-1").allowed()).isTrue();
        given.up(false, "r1-1");
        assertThat(given.evict("r2-0").reasons())
                .singleElement()
                .asString()
                .startsWith("HF4001")
                .contains("already down: r1-0, r1-1");
    }

    /** CloudNativePG 10103, rollout-operator 370: a missing or relabelled member is not counted. */
    @Test
    void anAbsentMemberCountsAsFailedAndALabelOfItsStateChangesNothing() {
        Scenario given =
                three(THREE_OVER_ZONES)
                        .pods("db-0@a1 db-1@b1 db-2@c1")
                        .labelled("cnpg.io/instanceRole", "primary", "db-0");
        assertThat(given.evict("db-1").allowed()).isTrue();
        given.labelled("cnpg.io/instanceRole", "replica", "db-0")
                .labelled("cnpg.io/instanceRole", "primary", "db-1");
        assertThat(given.evict("db-1").allowed()).isTrue();
        assertThat(given.gone("db-2").evict("db-1").reasons())
                .singleElement()
                .asString()
                .contains("absent: 1 of 3");
    }

    /** CloudNativePG 2570, 7416: a single instance blocks drains for ever. */
    @Test
    void theOnlyMemberMayGoWithAWarningWhereItsVolumeHasAnotherCopy() {
        Scenario given = three("replication: {factor: 1}").pods("db-0@a1");
        given.copies("db-0", "a1 b1", Amount.Word.One);
        assertThat(given.evict("db-0").allowed()).isTrue();
        assertThat(given.evict("db-0").warnings())
                .singleElement()
                .asString()
                .contains("no member to spare");
        Scenario alone = three("replication: {factor: 1}").pods("db-0@a1").local("db-0", "a1");
        assertThat(alone.evict("db-0").allowed()).isFalse();
        assertThat(alone.evict("db-0").reasons()).first().asString().startsWith("HF4001");
    }

    /** Rook 2128, 12375, 15840: as many drains as nodes, and a budget that is out of date. */
    @Test
    void everyDrainIsJudgedByWhatIsUpNowAndNothingIsRemembered() {
        Scenario given = three(THREE_OVER_ZONES).pods("db-0@a1 db-1@b1 db-2@c1");
        for (String pod : List.of("db-0", "db-1", "db-2")) {
            assertThat(given.evict(pod).allowed()).as(pod).isTrue();
            given.up(false, pod);
            String next = pod.equals("db-2") ? "db-0" : "db-2";
            assertThat(given.evict(next).allowed()).as(next).isFalse();
            given.up(true, pod);
            assertThat(given.evict(next).allowed()).as(next).isTrue();
        }
    }

    /** Longhorn 2639, 5910, 10833: a storage pod is held although other copies are healthy. */
    @Test
    void aStoragePodMayGoWhileEverySetKeepsItsQuorumWithoutItsCopies() {
        Scenario given = three(THREE_OVER_ZONES).pods("db-0@a1 db-1@b1 db-2@c1");
        given.copies("db-0", "a1 b1", Amount.Word.One)
                .copies("db-1", "b1 c1", Amount.Word.One)
                .copies("db-2", "c1 a1", Amount.Word.One);
        assertThat(given.evictStorageOn("a1").allowed()).isTrue();
        assertThat(given.evictStorageOn("a2").allowed()).isTrue();
        assertThat(given.up(false, "db-1").evictStorageOn("a1").allowed()).isFalse();
        assertThat(given.evictStorageOn("b1").allowed()).isTrue();
    }

    /** kubernetes issues 74947, 64869: a pod stays Terminating on a node that is dead. */
    @Test
    void aTerminatingMemberOnADeadNodeCountsAsFailedUntilItIsBack() {
        Scenario given = three(THREE_OVER_ZONES).pods("db-0@a1 db-1@b1 db-2@c1");
        given.ready(false, "a1").terminating("db-0");
        assertThat(given.goal(0).margin()).hasValue(-1);
        assertThat(given.evict("db-0").allowed()).isTrue();
        assertThat(given.evict("db-1").reasons())
                .singleElement()
                .asString()
                .contains("already down: db-0");
        given.gone("db-0").pods("db-0@a2");
        assertThat(given.goal(0).margin()).hasValue(0);
        assertThat(given.evict("db-1").allowed()).isTrue();
    }

    /** ECK 3627, 4367: the database's zone and the pods' real zone differ. */
    @Test
    void racksThatAreNotOneToOneWithZonesAreACondition() {
        Scenario given =
                three(CASSANDRA)
                        .pods("r1-0@a1 r2-0@a2 r3-0@c1 r3-1@b1")
                        .labelled("rack", "r1", "r1-0")
                        .labelled("rack", "r2", "r2-0")
                        .labelled("rack", "r3", "r3-0 r3-1");
        assertThat(given.role().conditions())
                .containsExactlyInAnyOrder(
                        "RackMismatch: racks r1 and r2 are both in zone a",
                        "RackMismatch: rack r3 spans zones b and c");
    }

    /** Strimzi 36, 11509: brokers are not spread although rack is set. */
    @Test
    void brokersInFewerRacksThanCopiesDoNotHoldAndABoundVolumeKeepsItsRack() {
        Scenario given =
                three(
                                "replication: {by: Any, factor: 3, rack: {domain: zone, max: 1}},"
                                        + " quorum: {read: 2, write: 2}, survive: [{lose: {zone: 1}}]")
                        .pods("k-0@a1 k-1@a2 k-2@b1 k-3@b2");
        assertThat(given.goal(0).margin()).hasValue(-1);
        assertThat(given.pods("k-4@c1").goal(0).margin()).hasValue(0);
        given.pods("k-5").zonal("k-5", "b");
        assertThat(given.allowed("k-5")).containsExactly("b1", "b2");
    }

    /** Enumerated: two copies each as a ring on three nodes, both needed to attach. */
    @Test
    void aRingOfCopiesThatAreAllNeededLosesTwoMembersWithOneNode() {
        String role =
                "replication: {factor: 3}, survive: [{lose: {node: 1}}, {lose: {node: 1}, after:"
                        + " Failover}]";
        Scenario given = three(role).pods("db-0@a1 db-1@b1 db-2@c1");
        given.copies("db-0", "a1 b1", Amount.Word.All)
                .copies("db-1", "b1 c1", Amount.Word.All)
                .copies("db-2", "c1 a1", Amount.Word.All);
        assertThat(given.results()).containsExactly(Result.FAIL, Result.FAIL);
        assertThat(given.goal(0).margin()).hasValue(-1);
        assertThat(given.goal(0).witness().orElseThrow())
                .singleElement()
                .asString()
                .isIn("node/a1", "node/b1", "node/c1");
    }

    /** Computed: a majority of three over two zones. */
    @Test
    void threeMembersInTwoZonesAreRefusedForTheLossOfAZone() {
        Scenario given =
                Scenario.role(THREE_OVER_ZONES)
                        .nodes("a1=a a2=a b1=b")
                        .pods("db-0@a1 db-1@a2 db-2@b1");
        assertThat(given.goal(0).witness()).hasValue(List.of("zone/a"));
        List<Finding> findings =
                PolicyValidator.validate(
                        given.policy(), ClusterFacts.ofDomains(Map.of("zone", 2, "node", 3)));
        assertThat(PolicyValidator.refused(findings)).isTrue();
        assertThat(findings)
                .extracting(Finding::toString)
                .anyMatch(text ->
                        text.contains(
                                "a majority of 3 over 2 zones cannot survive the loss of either"));
    }
}
