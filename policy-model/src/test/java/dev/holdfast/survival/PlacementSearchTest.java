package dev.holdfast.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.SmallCluster;
import dev.holdfast.view.PodState;
import dev.holdfast.view.RoleMembers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is answered about sets with more failures than can be tried while somebody waits. */
class PlacementSearchTest {
    private static final String ZONES = "abcdefghijklmnopqrst";

    /** Twenty zones, some members of a set spread over them, and one more pending. */
    private static SmallCluster cluster(int members, int bound, String lose) {
        SmallCluster cluster =
                new SmallCluster()
                        .policy(
                                "p",
                                "{selector: {}, roles: [{replication: {factor: %d}, survive: [{lose: %s}]}]}"
                                        .formatted(members, lose))
                        .nodes(
                                IntStream.range(0, 100)
                                        .mapToObj(PlacementSearchTest::node)
                                        .toArray(String[]::new));
        for (int i = 0; i < bound; i++) {
            cluster.pod("db-" + i, node(i), Map.of());
        }
        return cluster.pod("last", Optional.empty(), Map.of(), List.of());
    }

    private static String node(int number) {
        return ZONES.charAt(number % ZONES.length()) + String.valueOf(number / ZONES.length());
    }

    private static SetPlacement placement(SmallCluster cluster) {
        RoleMembers role = cluster.members("p").roles().getFirst();
        PodState pod = Objects.requireNonNull(cluster.view().pod("ns", "last"));
        List<PodState> others = role.membersOf("");
        others.remove(pod);
        return new SetPlacement(cluster.view(), cluster.members("p"), role, pod, others);
    }

    @Test
    void aSearchThatRunsOutIsNeverAPass() {
        SmallCluster cluster = cluster(41, 20, "{node: 7}");
        int node = cluster.view().nodeId("o4");

        PlacementWorld enough = world(cluster, SetPlacement.EVALUATIONS);
        PlacementWorld few = world(cluster, 0);

        assertThat(enough.at(node, enough.targets()).feasible()).isTrue();
        assertThat(enough.targetsKnown()).isTrue();
        PlacementWorld.Outcome outcome = few.at(node, enough.targets());
        assertThat(outcome.feasible()).isFalse();
        assertThat(outcome.incomplete()).isTrue();
    }

    private static PlacementWorld world(SmallCluster cluster, long evaluations) {
        RoleMembers role = cluster.members("p").roles().getFirst();
        PodState pod = Objects.requireNonNull(cluster.view().pod("ns", "last"));
        List<PodState> others = role.membersOf("");
        others.remove(pod);
        return new PlacementWorld(
                new RoleInView(cluster.view(), cluster.members("p"), role.role()),
                pod,
                others,
                others.size() + 1,
                Outlook.Bound.WORST,
                evaluations);
    }

    @Test
    void whatANodeIsAnsweredDoesNotDependOnWhoWasAskedAboutBefore() {
        SmallCluster cluster = cluster(40, 12, "{zone: 3, node: 16}");
        SetPlacement forward = placement(cluster);
        SetPlacement backward = placement(cluster);
        List<Integer> nodes = IntStream.range(0, 100).boxed().toList();

        List<SetPlacement.Verdict> answers =
                nodes.stream().map(n -> forward.at(cluster.view().nodeId(node(n)))).toList();
        List<SetPlacement.Verdict> reversed =
                nodes.reversed().stream()
                        .map(n -> backward.at(cluster.view().nodeId(node(n))))
                        .toList()
                        .reversed();

        assertThat(answers.stream().map(SetPlacement.Verdict::answer).toList())
                .isEqualTo(reversed.stream().map(SetPlacement.Verdict::answer).toList());
    }

    @Test
    void goalsOfSeveralZonesAndNodesAreDecidedForOrdinarySets() {
        SmallCluster cluster = cluster(15, 14, "{zone: 3, node: 3}");

        assertThat(placement(cluster).at(cluster.view().nodeId("o4")).answer())
                .isEqualTo(SetPlacement.Answer.ALLOWED);
    }
}
