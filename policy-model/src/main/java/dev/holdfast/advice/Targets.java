package dev.holdfast.advice;

import dev.holdfast.rules.Fit;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that a search tries: each one that carries something of the policy, and of those that
 * are alike in all that is asked only as many as can be used at once. Nodes that are not Ready,
 * cordoned or without a label of the policy are none.
 */
final class Targets {
    private final Trial trial;
    private final List<VolumeState> volumes = new ArrayList<>();
    private final Map<String, Integer> members = new HashMap<>();
    private final Set<String> carrying = new HashSet<>();

    private Targets(Trial trial) {
        this.trial = trial;
        for (RoleMembers role : trial.policy().roles()) {
            role.all().forEach((_, pod) -> add(pod));
        }
    }

    private void add(PodState pod) {
        pod.node().ifPresent(node -> members.merge(node, 1, Integer::sum));
        pod.node().or(pod::reservedNode).ifPresent(carrying::add);
        for (VolumeState volume : Members.volumes(trial, pod)) {
            volumes.add(volume);
            if (volume.copies() instanceof VolumeState.Copies.Listed listed) {
                listed.copies().forEach(copy -> carrying.add(copy.node()));
            }
        }
    }

    /**
     * Nodes for some members, those with fewest members of the policy first.
     *
     * @param few how many of one kind are enough
     */
    static List<Integer> of(Trial trial, List<PodState> movers, int few) {
        return new Targets(trial).pick(movers, few);
    }

    private List<Integer> pick(List<PodState> movers, int few) {
        List<Fit> fits =
                movers.stream().map(pod -> Fit.of(trial.view(), trial.policy(), pod)).toList();
        List<NodeState> nodes = new ArrayList<>();
        for (int id = 0; id < trial.view().nodeBound(); id++) {
            @Nullable NodeState node = trial.view().node(id);
            if (node != null && usable(node, id)) {
                nodes.add(node);
            }
        }
        nodes.sort(
                Comparator.comparingInt((NodeState node) -> members.getOrDefault(node.name(), 0))
                        .thenComparing(NodeState::name));
        Map<String, Integer> picked = new HashMap<>();
        List<Integer> ids = new ArrayList<>();
        for (NodeState node : nodes) {
            int id = trial.view().nodeId(node.name());
            if (picked.merge(kind(node, id, fits), 1, Integer::sum) <= few) {
                ids.add(id);
            }
        }
        return ids;
    }

    private boolean usable(NodeState node, int id) {
        var topology = trial.view().topology(trial.policy().policy());
        return node.ready()
                && node.schedulable()
                && (topology.labelled() == 0 || topology.cell(id) >= 0);
    }

    private String kind(NodeState node, int id, List<Fit> fits) {
        if (carrying.contains(node.name())) {
            return node.name();
        }
        StringBuilder kind = new StringBuilder("/");
        kind.append(trial.view().topology(trial.policy().policy()).cell(id));
        kind.append(node.storageDown()).append(' ');
        fits.forEach(fit -> kind.append(fit.refusal(id).isEmpty() ? '1' : '0'));
        kind.append(' ');
        volumes.forEach(volume -> kind.append(volume.affinity().matches(node) ? '1' : '0'));
        return kind.toString();
    }
}
