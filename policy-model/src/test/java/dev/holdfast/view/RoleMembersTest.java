package dev.holdfast.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.SmallCluster;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoleMembersTest {
    private static RoleMembers byPattern(String pattern) {
        return new SmallCluster()
                .nodes("a1")
                .policy(
                        "p",
                        "{selector: {}, roles: [{replication: {factor: 2, by: Pattern, pattern: '%s'}}]}"
                                .formatted(pattern))
                .pod("rc-leader-0", "a1", Map.of())
                .pod("rc-follower-0", "a1", Map.of())
                .pod("rc-leader-1", "a1", Map.of())
                .members("p")
                .roles()
                .getFirst();
    }

    @Test
    void membersWithTheSameCapturesAreOneSet() {
        RoleMembers members = byPattern("rc-(?:leader|follower)-(\\d+)$");

        assertThat(members.membersOf("0"))
                .extracting(PodState::name)
                .containsExactlyInAnyOrder("rc-leader-0", "rc-follower-0");
        assertThat(members.membersOf("1")).hasSize(1);
        assertThat(members.unplaced().isEmpty()).isTrue();
    }

    @Test
    void withAPatternThatCannotBeUsedNobodysSetCanBeTold() {
        for (String pattern : new String[] {"(", "(a)\\1", "x-(\\d+)"}) {
            RoleMembers members = byPattern(pattern);

            assertThat(members.sets().isEmpty()).isTrue();
            assertThat(members.unplaced().size()).isEqualTo(3);
        }
    }
}
