package dev.holdfast.survival;

import dev.holdfast.view.MatchedNodes;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.Topology;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The nodes where a volume of unknown place may be, those that are alike left out: all nodes that
 * carry something of the set or lack a label, and of each cell as many more as there are volumes to
 * place apart.
 *
 * @param nodes Ready ones
 * @param elsewhere whether some node is not Ready: a volume there does not live
 */
record VolumeNodes(List<Integer> nodes, boolean elsewhere) {
    VolumeNodes {
        nodes = List.copyOf(nodes);
    }

    /**
     * The nodes for the volumes of a model.
     *
     * @param apart how many nodes of a cell must be told apart
     * @param besides a node that is unlike all others, or null
     */
    static VolumeNodes of(
            RoleInView set, SetModelBuilder builder, int apart, @Nullable String besides) {
        if (!builder.unknowns().places()) {
            return new VolumeNodes(List.of(), false);
        }
        SetModel model = builder.build();
        List<Integer> found = new ArrayList<>();
        for (int place = 0; place < model.places; place++) {
            if (!model.bulk[place] && ready(set, model.placeNode[place])) {
                found.add(model.placeNode[place]);
            }
        }
        int unlike = besides == null ? -1 : set.view().nodeId(besides);
        if (unlike >= 0 && ready(set, unlike) && !found.contains(unlike)) {
            found.add(unlike);
        }
        MatchedNodes everywhere = set.matching(NodeAffinity.ANYWHERE);
        boolean elsewhere = false;
        for (int i = 0; i < everywhere.cells().length; i++) {
            boolean alike = everywhere.cells()[i] != Topology.UNKNOWN;
            int more = alike ? apart : Integer.MAX_VALUE;
            for (int node : everywhere.nodes()[i]) {
                if (!ready(set, node)) {
                    elsewhere = true;
                } else if (more > 0 && !found.contains(node)) {
                    found.add(node);
                    more--;
                }
            }
        }
        return new VolumeNodes(found, elsewhere);
    }

    private static boolean ready(RoleInView set, int node) {
        @Nullable NodeState state = set.view().node(node);
        return state != null && state.ready();
    }

    /** How many choices there are; one when there is no node at all. */
    int options() {
        return Math.max(1, nodes.size() + (elsewhere ? 1 : 0));
    }
}
