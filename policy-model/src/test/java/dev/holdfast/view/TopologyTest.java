package dev.holdfast.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.SmallCluster;
import dev.holdfast.rules.Survival;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopologyTest {
    private static final String POLICY =
            "{selector: {}, domains: [{name: zone, key: topology.kubernetes.io/zone, onMissing: Alone}, {name: rack, key: r, onMissing: Alone}], roles: [{replication: {factor: 3}, survive: [{lose: {zone: 1}}]}]}";

    private final SmallCluster cluster =
            new SmallCluster()
                    .policy("p", POLICY)
                    .nodes("a1", "b1")
                    .node("a", Map.of("r", "r1"))
                    .pod("db-0", "a1", Map.of())
                    .pod("db-1", "b1", Map.of())
                    .pod("db-2", "a", Map.of());

    @Test
    void aNodeThatIsAloneAndCalledLikeAZoneIsNoPartOfThatZone() {
        Topology topology = cluster.view().topology(cluster.members("p").policy());
        int zone = topology.value(0, cluster.view().nodeId("a1"));
        int alone = topology.value(0, cluster.view().nodeId("a"));

        assertThat(alone).isNotEqualTo(zone);
        assertThat(topology.existing(0)).isEqualTo(3);
        assertThat(List.of(topology.name(0, zone), topology.name(0, alone)))
                .containsExactly("a", "a");
        assertThat(topology.id(0, topology.key(0, alone))).isEqualTo(alone);
        assertThat(topology.name(1, topology.value(1, cluster.view().nodeId("a"))))
                .isEqualTo("a/r1");
    }

    @Test
    void theLossOfTheZoneDoesNotTakeTheNodeOfItsName() {
        Survival.GoalReport goal =
                Survival.role(cluster.view(), cluster.members("p"), 0).goals().getFirst();

        assertThat(goal.margin()).hasValue(0);
        assertThat(goal.witness()).isEqualTo(Optional.empty());
    }
}
