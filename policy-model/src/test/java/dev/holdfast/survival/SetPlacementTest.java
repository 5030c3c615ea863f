package dev.holdfast.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.rules.SmallCluster;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.RoleMembers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The margins of a node: with those that are still to come placed as evenly as can be. */
class SetPlacementTest {
    private static SmallCluster cluster(String role) {
        return new SmallCluster().policy("p", "{selector: {}, roles: [{" + role + "}]}");
    }

    private static SmallCluster pending(SmallCluster cluster, String name, String... claims) {
        return cluster.pod(name, Optional.empty(), Map.of(), List.of(claims));
    }

    private static SetPlacement.Verdict at(SmallCluster cluster, String name, String node) {
        RoleMembers role = cluster.members("p").roles().getFirst();
        PodState pod = Objects.requireNonNull(cluster.view().pod("ns", name));
        List<PodState> others = role.membersOf("");
        others.remove(pod);
        return new SetPlacement(cluster.view(), cluster.members("p"), role, pod, others)
                .at(cluster.view().nodeId(node));
    }

    @Test
    void absentMembersGoToTheZonesThatHoldFewest() {
        SmallCluster cluster =
                cluster("replication: {factor: 5}, survive: [{lose: {zone: 1}}, {lose: {zone: 2}}]")
                        .nodes("a1", "a2", "b1", "c1", "d1", "e1")
                        .pod("db-0", "a1", Map.of());
        pending(cluster, "db-1");
        assertThat(at(cluster, "db-1", "b1").margins()).containsExactly(1, 0);
        assertThat(at(cluster, "db-1", "e1").margins()).containsExactly(1, 0);
        assertThat(at(cluster, "db-1", "a2").answer()).isEqualTo(SetPlacement.Answer.REFUSED);
        assertThat(at(cluster, "db-1", "a2").margins()).containsExactly(0, -1);
    }

    @Test
    void unitsCountNotMembers() {
        SmallCluster cluster =
                cluster("replication: {factor: 7, votes: {label: v}}, survive: [{lose: {zone: 1}}]")
                        .nodes("a1", "a2", "b1", "b2")
                        .pod("db-0", "a1", Map.of("v", "3"))
                        .pod("db-1", "b1", Map.of())
                        .pod("db-2", "b2", Map.of());
        pending(pending(cluster, "db-3"), "db-4");
        assertThat(at(cluster, "db-3", "a2").margins()).containsExactly(-1);
        assertThat(at(cluster, "db-3", "a2").answer()).isEqualTo(SetPlacement.Answer.ALLOWED);
    }

    @Test
    void aPendingMemberTakesTheCopyWhoseNodeCarriesFewest() {
        SmallCluster cluster =
                cluster("replication: {factor: 3}, survive: [{lose: {node: 1}}]")
                        .nodes("a1", "a2", "a3")
                        .pod("db-0", "a1", Map.of())
                        .volume("data", Amount.Word.One, "a1", "a2");
        pending(pending(cluster, "db-1"), "db-2", "data");
        assertThat(at(cluster, "db-1", "a3").margins()).containsExactly(0);
        assertThat(at(cluster, "db-1", "a1").answer()).isEqualTo(SetPlacement.Answer.REFUSED);
        assertThat(at(cluster, "db-1", "a1").margins()).containsExactly(-1);
        assertThat(at(cluster, "db-1", "a2").answer()).isEqualTo(SetPlacement.Answer.REFUSED);
    }

    @Test
    void aPendingMemberMayRestartAfterAFailureUnlessAClaimTiesItToItsNode() {
        for (boolean tied : new boolean[] {false, true}) {
            SmallCluster cluster =
                    cluster(
                                    "replication: {factor: 3}, quorum: {read: All, write: All}, survive: [{lose: {node: 1}, after: Failover}]")
                            .nodes("a1", "b1", "c1")
                            .pod("db-0", Optional.of("a1"), Map.of(), List.of("data-0"));
            for (String claim : List.of("data-0", "data-1", "data-2")) {
                cluster.volume(claim, Amount.Word.One, "a1", "b1");
            }
            cluster.put(
                    new Change.ClaimPut(
                            new ClaimState(
                                    "ns", "tmp", Map.of(), Optional.empty(), Optional.empty())));
            pending(cluster, "db-1", "data-1");
            pending(
                    cluster,
                    "db-2",
                    tied ? new String[] {"data-2", "tmp"} : new String[] {"data-2"});
            assertThat(at(cluster, "db-1", "b1").margins()).containsExactly(tied ? -1 : 0);
        }
    }
}
