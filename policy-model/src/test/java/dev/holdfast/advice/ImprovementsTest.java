package dev.holdfast.advice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Moves that raise a margin although all goals hold. */
class ImprovementsTest {
    private static final String ANY_ONE =
            "{name: r, replication: {factor: 4}, quorum: {read: One, write: One}, survive: [{lose: {zone: 1}}]}";

    @Test
    void afterAZoneCameBackAMoveIntoItRaisesTheMargin() {
        Cluster cluster =
                Cluster.withRole(
                                "{name: r, replication: {factor: 3}, quorum: {read: One, write: One},"
                                        + " survive: [{lose: {zone: 1}}]}")
                        .zone("a", "a1", "a2")
                        .zone("b", "b1")
                        .zone("c", "c1")
                        .replicated("db-0", "a1", "a1", "b1", "c1")
                        .replicated("db-1", "a2", "a2", "b1", "c1")
                        .replicated("db-2", "b1", "a1", "b1", "c1");
        List<Improvement> found = Improvements.of(cluster.view(), cluster.policy(), 0);

        assertThat(found).isNotEmpty().hasSizeLessThanOrEqualTo(5);
        assertThat(found.getFirst().text()).isEqualTo("move db-0 from a1 to c1 (zone c)");
        assertThat(found.getFirst().raised()).containsExactly(new Improvement.Raised(0, 0, 1));
    }

    @Test
    void nothingIsImprovedWhereMembersAreSpreadAlready() {
        Cluster cluster =
                Cluster.withRole(ANY_ONE)
                        .zone("a", "a1")
                        .zone("b", "b1")
                        .zone("c", "c1")
                        .zone("d", "d1")
                        .replicated("db-0", "a1", "a1", "b1")
                        .replicated("db-1", "b1", "a1", "b1")
                        .replicated("db-2", "c1", "c1", "d1")
                        .replicated("db-3", "d1", "c1", "d1");

        assertThat(Improvements.of(cluster.view(), cluster.policy(), 0)).isEmpty();
    }
}
