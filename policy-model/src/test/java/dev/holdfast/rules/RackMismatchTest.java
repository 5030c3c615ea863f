package dev.holdfast.rules;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.view.PodState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The database's racks, by the members' label, and the cluster's zones. */
class RackMismatchTest {
    private static final String POLICY =
            "{enforcement: Enforce, selector: {}, roles: [{replication: {by: Any, factor: 3, rack: {domain: zone, label: rack}}, survive: [{lose: {%s: 1}}]}]}";
    private static final String CODE = "HF1010: member's rack lies in another failure domain: ";

    private final SmallCluster cluster =
            new SmallCluster()
                    .nodes("a1", "a2", "b1", "b2", "c1", "c2")
                    .policy("p", POLICY.formatted("zone"));

    private PlacementDecision place(String name, String rack) {
        cluster.pod(name, Optional.empty(), Map.of("rack", rack), List.of());
        PodState pod = requireNonNull(cluster.view().pod("ns", name));
        return Placement.decide(cluster.view(), pod);
    }

    private void members() {
        cluster.pod("r1-0", "a1", Map.of("rack", "r1"));
        cluster.pod("r2-0", "b1", Map.of("rack", "r2"));
    }

    private List<String> told(PlacementDecision decision, String node) {
        return decision.passed(cluster.view().nodeId(node)).stream()
                .filter(text -> text.startsWith("HF1010"))
                .toList();
    }

    private int score(PlacementDecision decision, String node) {
        return decision.score(cluster.view().nodeId(node));
    }

    @Test
    void aMemberOfARackIsToldWhenTheNodeIsInAnotherZoneThanTheRack() {
        members();
        PlacementDecision decision = place("r1-1", "r1");

        assertThat(told(decision, "a2")).isEmpty();
        assertThat(told(decision, "c1"))
                .containsExactly(CODE + "rack r1 is in zone a, the node is in c");
        assertThat(told(decision, "b2"))
                .containsExactly(CODE + "rack r1 is in zone a, the node is in b");
    }

    @Test
    void aNewRackIsToldWhenTheZoneIsAnotherRackAlready() {
        members();
        PlacementDecision decision = place("r3-0", "r3");

        assertThat(told(decision, "c1")).isEmpty();
        assertThat(told(decision, "a2")).containsExactly(CODE + "zone a is rack r1, not r3");
    }

    @Test
    void itLowersTheScoreAndRefusesNothing() {
        members();
        cluster.policy("p", POLICY.formatted("node"));
        PlacementDecision decision = place("r1-1", "r1");

        assertThat(score(decision, "c1")).isLessThan(score(decision, "a2"));
        assertThat(decision.enforced()).isTrue();
        for (String node : List.of("a2", "b2", "c1")) {
            assertThat(decision.refusal(cluster.view().nodeId(node)))
                    .isNotEqualTo(Optional.of(ReasonCode.RACK_MISMATCH));
        }
        assertThat(decision.refusal(cluster.view().nodeId("c1"))).isEmpty();
    }

    @Test
    void aMappingThatIsBrokenAlreadyIsNotHeldAgainstANodeOfBoth() {
        members();
        cluster.pod("r1-1", "b2", Map.of("rack", "r1"));

        assertThat(told(place("r1-2", "r1"), "b1")).isEmpty();
        assertThat(Survival.role(cluster.view(), cluster.members("p"), 0).conditions())
                .contains(
                        "RackMismatch: racks r1 and r2 are both in zone b",
                        "RackMismatch: rack r1 spans zones a and b");
    }

    @Test
    void theMemberItselfAndThoseWithoutTheLabelSayNothing() {
        cluster.pod("r1-0", "a1", Map.of());
        assertThat(told(place("r1-0", "r1"), "b1")).isEmpty();
        assertThat(told(place("x-0", "r9"), "a2")).isEmpty();
    }
}
