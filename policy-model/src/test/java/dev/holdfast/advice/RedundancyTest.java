package dev.holdfast.advice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Do I need three members when the volume is replicated already? */
class RedundancyTest {
    private static Cluster threeByTwo(String role) {
        return Cluster.withRole(role)
                .zone("a", "a1")
                .zone("b", "b1")
                .zone("c", "c1")
                .replicated("db-0", "a1", "a1", "b1")
                .replicated("db-1", "b1", "b1", "c1")
                .replicated("db-2", "c1", "c1", "a1");
    }

    @Test
    void afterAFailoverOneMemberWithTwoCopiesIsEnough() {
        Cluster cluster =
                threeByTwo(
                        "{name: r, replication: {factor: 3}, survive: [{lose: {node: 1}, after: Failover}]}");

        assertThat(cluster.redundantTexts())
                .contains("db-2 and db-1 together, with factor 1 instead of 3");
    }

    @Test
    void nowEveryMemberIsNeededAndNoSecondCopyIs() {
        Cluster cluster =
                threeByTwo("{name: r, replication: {factor: 3}, survive: [{lose: {node: 1}}]}");

        assertThat(cluster.redundant().notes()).contains("every member is needed");
        assertThat(cluster.redundantTexts())
                .containsExactly(
                        "one copy of every volume: pv-db-0 on b1, pv-db-1 on c1, pv-db-2 on a1");
    }

    @Test
    void aFourthMemberAddsNothingToAMajority() {
        Cluster cluster =
                Cluster.withRole(
                                "{name: r, replication: {factor: 4}, survive: [{lose: {node: 1}}]}")
                        .zone("a", "a1", "a2")
                        .zone("b", "b1")
                        .zone("c", "c1")
                        .local("db-0", "a1")
                        .local("db-1", "b1")
                        .local("db-2", "c1")
                        .local("db-3", "a2");

        assertThat(cluster.redundantTexts())
                .contains("db-3, with factor 3 instead of 4")
                .noneMatch(text -> text.contains("together"));
    }

    @Test
    void nothingIsRedundantWhileAGoalFailsOrIsUnknown() {
        Cluster failing =
                Cluster.withRole(
                                "{name: r, replication: {factor: 2}, survive: [{lose: {node: 1}}]}")
                        .zone("a", "a1", "a2")
                        .local("db-0", "a1")
                        .local("db-1", "a2");
        Cluster unknown =
                Cluster.withRole(
                                "{name: r, replication: {factor: 3}, survive: [{lose: {zone: 1}}]}")
                        .zone("a", "a1")
                        .zone("b", "b1")
                        .zone("", "c1")
                        .local("db-0", "a1")
                        .local("db-1", "b1")
                        .local("db-2", "c1");

        assertThat(failing.redundant().items()).isEmpty();
        assertThat(unknown.redundant().items()).isEmpty();
        assertThat(unknown.redundant().notes())
                .containsExactly("nothing is called redundant while a goal does not hold");
    }

    @Test
    void aZoneThatTheGoalsDoWithoutIsNamedWithItsMembers() {
        Cluster cluster =
                Cluster.withRole(
                                "{name: r, replication: {factor: 5}, survive: [{lose: {node: 1}}]}")
                        .zone("a", "a1", "a2")
                        .zone("b", "b1", "b2")
                        .zone("c", "c1")
                        .local("db-0", "a1")
                        .local("db-1", "a2")
                        .local("db-2", "b1")
                        .local("db-3", "b2")
                        .local("db-4", "c1");

        assertThat(cluster.redundantTexts()).contains("zone a with db-0, db-1");
    }
}
