package dev.holdfast.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which nodes a view has, after nodes came, went and were reported again. */
class NodesOfAViewTest {
    private static final int MANY = 200;

    private static NodeState node(int number, boolean ready) {
        return new NodeState("n" + number, Map.of(), ready, true, List.of(), Map.of(), List.of());
    }

    private static ClusterView many() {
        ClusterView view = ClusterView.EMPTY;
        for (int i = 0; i < MANY; i++) {
            view = view.apply(new Change.NodePut(node(i, true)));
        }
        return view;
    }

    @Test
    void aNodeThatIsReportedAgainUnchangedChangesNoNode() {
        ClusterView view = many();

        assertThat(view.apply(new Change.NodePut(node(7, true))).sharesNodesWith(view)).isTrue();
        assertThat(view.apply(new Change.NodePut(node(7, false))).sharesNodesWith(view)).isFalse();
    }

    @Test
    void aChangeOfOneNodeLeavesAllOthersAndTheViewBeforeAlone() {
        ClusterView before = many();
        ClusterView after = before.apply(new Change.NodePut(node(130, false)));

        for (int i = 0; i < MANY; i++) {
            assertThat(before.node(before.nodeId("n" + i))).isEqualTo(node(i, true));
            assertThat(after.node(after.nodeId("n" + i))).isEqualTo(node(i, i != 130));
        }
    }

    @Test
    void aNodeThatIsGoneIsNotThereAndReturnsWithItsId() {
        ClusterView all = many();
        int id = all.nodeId("n64");

        ClusterView without = all.apply(new Change.NodeGone("n64"));
        assertThat(without.nodeCount()).isEqualTo(MANY - 1);
        assertThat(without.nodeId("n64")).isEqualTo(-1);
        assertThat(without.node(id)).isNull();

        ClusterView back = without.apply(new Change.NodePut(node(64, false)));
        assertThat(back.nodeCount()).isEqualTo(MANY);
        assertThat(back.nodeId("n64")).isEqualTo(id);
        assertThat(back.node(id)).isEqualTo(node(64, false));
    }

    @Test
    void idsThatNoNodeHasAreOfNoNode() {
        assertThat(many().node(-1)).isNull();
        assertThat(many().node(MANY)).isNull();
        assertThat(many().node(1_000_000)).isNull();
    }
}
