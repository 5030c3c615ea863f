package dev.holdfast.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Goal;
import dev.holdfast.reliability.Layout;
import dev.holdfast.rules.SmallCluster;
import dev.holdfast.rules.Survival;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.VolumeState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A set as the reliability model takes it. */
class SetLayoutTest {
    private static SmallCluster cluster(String spec) {
        return new SmallCluster()
                .policy("p", "{selector: {}, %s}".formatted(spec))
                .nodes("a1", "a2", "a3", "a4", "b1", "c1");
    }

    private static SmallCluster three(String spec) {
        return cluster(spec)
                .pod("db-0", "a1", Map.of())
                .pod("db-1", "b1", Map.of())
                .pod("db-2", "c1", Map.of());
    }

    private static SetLayout layout(SmallCluster cluster) {
        return SetLayout.of(
                cluster.view(),
                cluster.members("p"),
                cluster.members("p").roles().getFirst(),
                Survival.sets(cluster.view(), cluster.members("p"), 0).values().iterator().next());
    }

    @Test
    void zonesAreKnownByTheirNameOrByTheWellKnownLabel() {
        String roles = "roles: [{replication: {factor: 3}}]";
        String key = "topology.kubernetes.io/zone";
        for (String domain :
                List.of("{name: zone, key: other}", "{name: az, key: %s}".formatted(key))) {
            assertThat(
                            layout(
                                            three(
                                                    "domains: [{name: hall, key: hall, onMissing: Alone}, %s], %s"
                                                            .formatted(domain, roles)))
                                    .knowsZones())
                    .as(domain)
                    .isTrue();
        }
        SetLayout none =
                layout(three("domains: [{name: hall, key: hall, onMissing: Alone}], " + roles));
        assertThat(none.knowsZones()).isFalse();
        assertThat(none.of(Goal.Operation.Read).places())
                .extracting(Layout.Place::zone)
                .containsOnly(0);
        assertThat(
                        layout(three("domains: [{name: az, key: %s}], %s".formatted(key, roles)))
                                .of(Goal.Operation.Read)
                                .places())
                .extracting(Layout.Place::zone)
                .containsExactly(0, 1, 2);
    }

    @Test
    void aSetOfMoreUnitsThanAreDeclaredHereHasNoLayout() {
        String role = "roles: [{replication: {factor: %d, external: 2}}]";
        assertThat(layout(three(role.formatted(5))).unknown()).isEmpty();
        assertThat(layout(three(role.formatted(4))).unknown())
                .containsExactly("a set has 3 units of 4 declared");
        assertThat(layout(three(role.formatted(6))).absent()).isEqualTo(1);
    }

    @Test
    void aVolumeThatManyNodesReachIsOfAWholeZone() {
        SmallCluster cluster = three("roles: [{replication: {factor: 3}}]");
        assertThat(layout(cluster).hasVolumesOfAWholeZone()).isFalse();
        NodeAffinity inA =
                new NodeAffinity(
                        List.of(
                                new NodeAffinity.Term(
                                        List.of(
                                                new NodeAffinity.Requirement(
                                                        "topology.kubernetes.io/zone",
                                                        "In",
                                                        List.of("a"))),
                                        List.of())));
        cluster.put(
                        new Change.VolumePut(
                                new VolumeState(
                                        "pv", inA, new VolumeState.Copies.FromAffinity(), "")))
                .put(
                        new Change.ClaimPut(
                                new ClaimState(
                                        "ns", "c", Map.of(), Optional.of("pv"), Optional.empty())))
                .pod("db-0", Optional.of("a1"), Map.of(), List.of("c"));
        assertThat(layout(cluster).hasVolumesOfAWholeZone()).isTrue();
    }
}
