package dev.holdfast.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.advice.Suggestion.Kind;
import dev.holdfast.survival.SetVerdict;
import org.junit.jupiter.api.Test;

/** What is suggested for goals that fail, and what is not. */
class AdviceTest {
    private static final String THREE =
            "{name: r, replication: {factor: 3}, survive: [{lose: {zone: 1}}]}";

    @Test
    void oneOfTwoMembersInAZoneMovesToTheZoneThatCameBack() {
        Cluster cluster =
                Cluster.withRole(THREE)
                        .zone("a", "a1", "a2")
                        .zone("b", "b1")
                        .zone("c", "c1")
                        .replicated("db-0", "a1", "a1", "a2", "b1", "c1")
                        .replicated("db-1", "a2", "a1", "a2", "b1", "c1")
                        .replicated("db-2", "b1", "a1", "a2", "b1", "c1");

        assertThat(cluster.texts(0, Kind.Move)).containsExactly("move db-0 from a1 to c1 (zone c)");
    }

    @Test
    void membersWithLocalVolumesAreNotMovedAndItIsSaidWhy() {
        Cluster cluster =
                Cluster.withRole(THREE)
                        .zone("a", "a1", "a2")
                        .zone("b", "b1")
                        .zone("c", "c1")
                        .local("db-0", "a1")
                        .local("db-1", "a2")
                        .local("db-2", "b1");

        assertThat(cluster.texts(0, Kind.Move)).isEmpty();
        assertThat(cluster.advice().getFirst().notes())
                .contains("db-0 cannot move: volume pv-db-0 is on a1 alone");
        assertThat(cluster.texts(0, Kind.Rebuild))
                .containsExactly(
                        "rebuild db-0 on c1 with new, empty volumes (zone c; delete claim data-db-0, then the pod)");
    }

    @Test
    void aMajorityOverTwoZonesNeedsAThirdZone() {
        Cluster cluster =
                Cluster.withRole(THREE)
                        .zone("a", "a1", "a2")
                        .zone("b", "b1", "b2")
                        .replicated("db-0", "a1", "a1", "b1")
                        .replicated("db-1", "a2", "a2", "b2")
                        .replicated("db-2", "b1", "a1", "b1");

        assertThat(cluster.texts(0, Kind.Move)).isEmpty();
        assertThat(cluster.texts(0, Kind.AddMembers)).isEmpty();
        assertThat(cluster.texts(0, Kind.AddNodes))
                .singleElement()
                .asString()
                .startsWith("add a node (new-node) in a new zone, ");
    }

    @Test
    void aMemberThatIsDeclaredAndMissingIsAddedBeforeTheFactorGrows() {
        Cluster cluster =
                Cluster.withRole(THREE)
                        .zone("a", "a1")
                        .zone("b", "b1")
                        .zone("c", "c1")
                        .local("db-0", "a1")
                        .local("db-1", "b1");

        assertThat(cluster.texts(0, Kind.AddMembers))
                .containsExactly("add a member (db-2) on c1 (zone c)");
    }

    @Test
    void aLargerFactorSaysWhatReadsAndWritesNeedThen() {
        Cluster cluster =
                Cluster.withRole(
                                "{name: r, replication: {factor: 3}, survive: [{lose: {node: 2}}]}")
                        .zone("a", "a1", "a2")
                        .zone("b", "b1", "b2")
                        .zone("c", "c1")
                        .local("db-0", "a1")
                        .local("db-1", "b1")
                        .local("db-2", "c1");

        assertThat(cluster.texts(0, Kind.AddMembers))
                .containsExactly(
                        "set factor of role r to 5 (a read then needs 3 and a write 3 of 5),"
                                + " add a member (db-3) on a2 (zone a), add a member (db-4) on b2 (zone b)");
    }

    @Test
    void aMemberThatIsNotReadyIsBroughtBackFirst() {
        Cluster cluster =
                Cluster.withRole(THREE)
                        .zone("a", "a1")
                        .zone("b", "b1")
                        .zone("c", "c1")
                        .local("db-0", "a1")
                        .local("db-1", "b1")
                        .local("db-2", "c1")
                        .pod("db-2", "c1", false);

        assertThat(cluster.advice().getFirst().suggestions().getFirst().text())
                .isEqualTo("make db-2 ready again on c1 (it is not ready)");
    }

    @Test
    void oneMoreCopyHelpsWhereAFailoverHasNowhereToGo() {
        Cluster cluster =
                Cluster.withRole(
                                "{name: r, replication: {factor: 1}, survive: [{lose: {node: 1}}]}")
                        .zone("a", "a1", "a2")
                        .replicated("db-0", "a1", "a1");

        assertThat(cluster.texts(0, Kind.AddCopies))
                .containsExactly(
                        "add a copy of volume pv-db-0 on a2 (of db-0, 2 copies then, zone a)");
    }

    @Test
    void theOnlyCopyOfTheDataIsNeverRebuiltAway() {
        Cluster cluster =
                Cluster.withRole(
                                "{name: r, replication: {factor: 1}, survive: [{lose: {node: 1}}]}")
                        .zone("a", "a1", "a2")
                        .local("db-0", "a1")
                        .pod("db-0", "a1", false);

        assertThat(cluster.texts(0, Kind.Rebuild)).isEmpty();
    }

    @Test
    void aLowerQuorumComesLastAndSaysWhatItGivesUp() {
        Cluster cluster =
                Cluster.withRole(THREE)
                        .zone("a", "a1", "a2")
                        .zone("b", "b1")
                        .local("db-0", "a1")
                        .local("db-1", "a2")
                        .local("db-2", "b1");
        Suggestion last = cluster.advice().getFirst().suggestions().getLast();

        assertThat(last.kind()).isEqualTo(Kind.LowerQuorum);
        assertThat(last.text()).isEqualTo("lower the quorum of role r to read 1, write 1 (of 3)");
        assertThat(last.givesUp())
                .contains(
                        "a read may miss the last acknowledged write",
                        "an acknowledged write is sure to be on 1 unit only");
    }

    @Test
    void aGoalThatIsUnknownGetsNoAdviceButWhatIsNotKnown() {
        Cluster cluster =
                Cluster.withRole(THREE)
                        .zone("a", "a1")
                        .zone("b", "b1")
                        .zone("", "c1")
                        .local("db-0", "a1")
                        .local("db-1", "b1")
                        .local("db-2", "c1");
        GoalAdvice advice = cluster.advice().getFirst();

        assertThat(advice.result()).isEqualTo(SetVerdict.Result.UNKNOWN);
        assertThat(advice.suggestions()).isEmpty();
        assertThat(advice.notes()).contains("unknown: node c1 has no zone label");
    }

    @Test
    void nothingIsAdvisedWhereAllGoalsHold() {
        Cluster cluster =
                Cluster.withRole(THREE)
                        .zone("a", "a1")
                        .zone("b", "b1")
                        .zone("c", "c1")
                        .local("db-0", "a1")
                        .local("db-1", "b1")
                        .local("db-2", "c1");

        assertThat(cluster.advice()).isEmpty();
    }

    @Test
    void aMemberWhoseVolumeWentWithItsNodeIsRebuiltAndSaidToHaveLostItsData() {
        Cluster cluster =
                Cluster.withRole(THREE)
                        .zone("a", "a1")
                        .zone("b", "b1")
                        .zone("c", "c1", "c2")
                        .local("db-0", "a1")
                        .local("db-1", "b1")
                        .local("db-2", "c1")
                        .pod("db-2", "", false)
                        .withoutNode("c1");

        assertThat(cluster.conditions())
                .contains(
                        "DataLost: member db-2: all data of volume pv-db-2 was on c1, a node that is gone;"
                                + " delete claim data-db-2 and then the pod, so that it starts anew");
        assertThat(cluster.texts(0, Kind.Restore))
                .containsExactly(
                        "rebuild db-2 on c2 with new, empty volumes (zone c; delete claim data-db-2, then the pod)");
    }

    @Test
    void aVolumeOfAZoneWithoutNodesIsNotLost() {
        Cluster cluster =
                Cluster.withRole(THREE)
                        .zone("a", "a1", "a2")
                        .replicated("db-0", "a1", "a1", "gone");

        assertThat(cluster.conditions()).noneMatch(one -> one.startsWith("DataLost"));
    }
}
