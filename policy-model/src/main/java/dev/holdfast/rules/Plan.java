package dev.holdfast.rules;

import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where pods that wait together would go: each in turn on the allowed node with the best score, of
 * all nodes, with those before it counted as placed.
 */
public final class Plan {
    private final Room room;
    private final Map<String, String> nodes = new LinkedHashMap<>();
    private ClusterView view;

    private Plan(ClusterView view, Room room) {
        this.view = view;
        this.room = room;
    }

    /** What the rules do not know about nodes: what pods ask for, and what is left of it. */
    public interface Room {
        /** Whether the pod could start on the node now, without anybody being preempted for it. */
        boolean fits(PodState pod, NodeState node);

        /** How much is left on the node, to choose between equals; more is better. */
        double left(NodeState node);

        /** Counts the pod as placed on the node, for all that is asked from here on. */
        void take(PodState pod, NodeState node);
    }

    /**
     * The node of each pod that has one, by the pod's key.
     *
     * @param pods in the order in which they choose; none of them bound
     * @param kept nodes that some of them hold already, by the pod's key; each is kept while it is
     *     allowed and fits, whatever better there is
     * @param room is told of every placement
     */
    public static Map<String, String> of(
            ClusterView view, List<PodState> pods, Map<String, String> kept, Room room) {
        Plan plan = new Plan(withoutReservations(view, pods), room);
        for (PodState pod : pods) {
            @Nullable String held = kept.get(pod.key());
            if (held != null) {
                plan.keep(pod, held);
            }
        }
        for (PodState pod : pods) {
            if (!plan.nodes.containsKey(pod.key())) {
                plan.choose(pod);
            }
        }
        return Map.copyOf(plan.nodes);
    }

    /** Who is planned for holds nothing but what the plan gives. */
    private static ClusterView withoutReservations(ClusterView view, List<PodState> pods) {
        ClusterView free = view;
        for (PodState pod : pods) {
            if (pod.reservedNode().isPresent()) {
                free = free.apply(new Change.PodPut(reserved(pod, Optional.empty())));
            }
        }
        return free;
    }

    private void keep(PodState pod, String held) {
        int id = view.nodeId(held);
        @Nullable NodeState node = id < 0 ? null : view.node(id);
        PlacementDecision decision = Placement.decide(view, pod);
        if (node != null && decision.involved() && isOpen(decision, pod, id, node)) {
            place(pod, node);
        }
    }

    private void choose(PodState pod) {
        PlacementDecision decision = Placement.decide(view, pod);
        @Nullable NodeState best = null;
        int bestScore = -1;
        for (int id = 0; decision.involved() && id < view.nodeBound(); id++) {
            @Nullable NodeState node = view.node(id);
            if (node == null || !isOpen(decision, pod, id, node)) {
                continue;
            }
            int score = decision.score(id);
            if (best == null
                    || score > bestScore
                    || (score == bestScore && room.left(node) > room.left(best))) {
                best = node;
                bestScore = score;
            }
        }
        if (best != null) {
            place(pod, best);
        }
    }

    private boolean isOpen(PlacementDecision decision, PodState pod, int id, NodeState node) {
        return node.ready()
                && node.schedulable()
                && room.fits(pod, node)
                && decision.refusal(id).isEmpty();
    }

    private void place(PodState pod, NodeState node) {
        nodes.put(pod.key(), node.name());
        room.take(pod, node);
        view = view.apply(new Change.PodPut(reserved(pod, Optional.of(node.name()))));
    }

    private static PodState reserved(PodState pod, Optional<String> node) {
        return new PodState(
                pod.namespace(),
                pod.name(),
                pod.uid(),
                pod.labels(),
                pod.annotations(),
                pod.owner(),
                pod.node(),
                node,
                pod.ready(),
                pod.readySince(),
                pod.terminating(),
                pod.finished(),
                pod.claims());
    }
}
