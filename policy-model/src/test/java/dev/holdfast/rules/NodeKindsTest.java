package dev.holdfast.rules;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.VolumeState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Nodes that share a verdict because they look alike, and those that must not. */
class NodeKindsTest {
    private static final Map<String, String> MEMBER = Map.of("app", "store");
    private static final String POLICY =
            "{enforcement: Enforce, selector: {matchLabels: {app: store}},"
                    + " roles: [{replication: {factor: 3}, survive: [{lose: {zone: 1}}]}]}";
    private static final int NODES = 60;

    @Test
    void nodesOfOneZoneDifferWhereAVolumesAffinityTellsThemApart() {
        SmallCluster cluster = nodes();
        pendingOn(cluster, affinity("disk", "ssd"));

        PlacementDecision decision = decision(cluster.view());

        for (int id = 0; id < NODES; id++) {
            assertThat(decision.refusal(id))
                    .as("node %d", id)
                    .isEqualTo(
                            id % 2 == 0
                                    ? Optional.empty()
                                    : Optional.of(ReasonCode.VOLUME_ELSEWHERE));
        }
    }

    @Test
    void aVolumeThatOneNodeCanAttachIsRefusedOnAllOthers() {
        SmallCluster cluster = nodes();
        pendingOn(cluster, affinity("serial", "31"));

        PlacementDecision decision = decision(cluster.view());

        for (int id = 0; id < NODES; id++) {
            assertThat(decision.refusal(id).isEmpty()).as("node %d", id).isEqualTo(id == 31);
        }
    }

    @Test
    void storageThatIsDownIsToldNodeByNode() {
        SmallCluster cluster = nodes();
        cluster.volume("data-store-2", Amount.Word.One, "n0", "n1", "n2");
        cluster.put(new Change.NodePut(storageDown(cluster.view(), 7)));
        cluster.pod("store-2", Optional.empty(), MEMBER, List.of("data-store-2"));
        cluster.policy("p", POLICY);

        PlacementDecision decision = decision(cluster.view());

        for (int id = 0; id < NODES; id++) {
            assertThat(decision.refusal(id))
                    .as("node %d", id)
                    .isEqualTo(id == 7 ? Optional.of(ReasonCode.STORAGE_DOWN) : Optional.empty());
        }
    }

    @Test
    void aNodeThatIsNotThereIsUnknown() {
        SmallCluster cluster = nodes();
        pending(cluster);
        cluster.put(new Change.NodeGone("n9"));

        PlacementDecision decision = decision(cluster.view());

        assertThat(decision.refusal(9)).contains(ReasonCode.NODE_UNKNOWN);
        assertThat(decision.refusal(100_000)).contains(ReasonCode.NODE_UNKNOWN);
        assertThat(decision.refusal(12)).isEmpty();
    }

    @Test
    void oneViewAnswersOnceAndTheNextOneAnew() {
        SmallCluster cluster = nodes();
        pending(cluster);
        PlacementDecision before = decision(cluster.view());
        assertThat(decision(cluster.view())).isSameAs(before);

        cluster.pod("store-0", "n0", MEMBER);
        cluster.pod("store-1", "n1", MEMBER);

        assertThat(before.refusal(0)).isEmpty();
        assertThat(decision(cluster.view()).refusal(0)).contains(ReasonCode.SURVIVAL);
        assertThat(decision(cluster.view()).refusal(2)).isEmpty();
    }

    private static SmallCluster nodes() {
        SmallCluster cluster = new SmallCluster();
        for (int i = 0; i < NODES; i++) {
            String zone = "abc".substring(i % 3, i % 3 + 1);
            cluster.node(
                    "n" + i,
                    Map.of(
                            "topology.kubernetes.io/zone",
                            zone,
                            "disk",
                            i % 2 == 0 ? "ssd" : "hdd",
                            "serial",
                            Integer.toString(i)));
        }
        return cluster;
    }

    private static NodeState storageDown(ClusterView view, int id) {
        NodeState node = requireNonNull(view.node(id));
        return new NodeState(
                node.name(), node.labels(), true, true, List.of(), Map.of(), List.of("test"));
    }

    private static NodeAffinity affinity(String key, String value) {
        NodeAffinity.Requirement only = new NodeAffinity.Requirement(key, "In", List.of(value));
        return new NodeAffinity(List.of(new NodeAffinity.Term(List.of(only), List.of())));
    }

    private static void pendingOn(SmallCluster cluster, NodeAffinity affinity) {
        VolumeState.Copies copies = new VolumeState.Copies.FromAffinity();
        cluster.policy("p", POLICY);
        cluster.volume("data-store-2", copies);
        cluster.put(new Change.VolumePut(new VolumeState("pv-data-store-2", affinity, copies, "")));
        cluster.pod("store-2", Optional.empty(), MEMBER, List.of("data-store-2"));
    }

    private static void pending(SmallCluster cluster) {
        cluster.policy("p", POLICY);
        cluster.pod("store-2", Optional.empty(), MEMBER, List.of());
    }

    private static PlacementDecision decision(ClusterView view) {
        PodState pod = requireNonNull(view.pod("ns", "store-2"));
        return Placement.decide(view, pod);
    }
}
