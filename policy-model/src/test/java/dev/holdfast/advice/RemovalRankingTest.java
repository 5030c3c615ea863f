package dev.holdfast.advice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which member to remove first. */
class RemovalRankingTest {
    private static final String FOUR =
            "{name: r, replication: {factor: 4}, survive: [{lose: {zone: 1}}]}";

    private static Cluster four() {
        return Cluster.withRole(FOUR)
                .zone("a", "a1", "a2")
                .zone("b", "b1")
                .zone("c", "c1")
                .local("db-0", "a1")
                .local("db-1", "b1")
                .local("db-2", "c1")
                .local("db-3", "a2");
    }

    private static List<String> names(Cluster cluster) {
        return cluster.removal().stream().map(Removal::member).toList();
    }

    @Test
    void theMemberOnTheDyingNodeIsRemovedFirst() {
        Cluster cluster = four().node("b1", "b", false, true);

        assertThat(names(cluster)).startsWith("db-1");
        assertThat(cluster.removal().getFirst().because()).contains("its node b1 is not Ready");
    }

    @Test
    void whoLeavesAnywayComesBeforeWhoIsNotReadyAndThatBeforeACordonedNode() {
        Cluster cluster =
                four().pod(
                                "db-2",
                                "c1",
                                true,
                                "cassandra.datastax.com/node-state",
                                "Decommissioning")
                        .pod("db-1", "b1", false)
                        .node("a1", "a", true, false);

        assertThat(names(cluster)).containsExactly("db-2", "db-1", "db-0", "db-3");
    }

    @Test
    void ofHealthyMembersTheOneWhoseRemovalKeepsTheGoalsComesFirst() {
        Cluster cluster = four();

        assertThat(names(cluster)).startsWith("db-3", "db-0");
        assertThat(cluster.removal().getFirst().hold()).isEqualTo(1);
        assertThat(cluster.removal().getFirst().because())
                .containsExactly("a scale-down of its StatefulSet removes this one");
        assertThat(cluster.removal().getLast().fail()).isEqualTo(1);
        assertThat(cluster.removal().getLast().because())
                .contains("it is the only member in zone b");
    }

    @Test
    void theLastCopyIsRemovedLastHoweverItsMemberStands() {
        Cluster cluster =
                Cluster.withRole(
                                "{name: r, replication: {factor: 2}, quorum: {read: One, write: One}}")
                        .zone("a", "a1", "a2")
                        .local("db-0", "a1")
                        .pod("db-0", "a1", false)
                        .local("db-1", "gone");

        assertThat(names(cluster)).containsExactly("db-1", "db-0");
        assertThat(cluster.removal().getLast().losesData()).isTrue();
    }
}
