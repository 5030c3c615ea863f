package dev.holdfast.oracle;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A small cluster with one policy.
 *
 * @param changes all that is in the view, the policy first; any order makes the same cluster
 */
public record RandomWorld(DataPlacementPolicy policy, List<Change> changes) {
    public RandomWorld {
        changes = List.copyOf(changes);
    }

    /** The view, with the policy declared. */
    public ClusterView view() {
        return ClusterView.of(changes);
    }

    /** The members that no node was chosen for, sorted by name. */
    public List<PodState> pending() {
        return members().stream().filter(pod -> pod.node().isEmpty()).toList();
    }

    /** The members that are bound, sorted by name. */
    public List<PodState> bound() {
        return members().stream().filter(pod -> pod.node().isPresent()).toList();
    }

    private List<PodState> members() {
        Facts facts = Facts.of(view(), policy);
        List<PodState> members = new ArrayList<>(facts.pods());
        members.removeIf(pod -> facts.rolesOf(pod).isEmpty());
        members.sort(Comparator.comparing(PodState::name));
        return members;
    }

    /** The names of all nodes. */
    public List<String> nodes() {
        return changes.stream()
                .filter(Change.NodePut.class::isInstance)
                .map(change -> ((Change.NodePut) change).node().name())
                .toList();
    }
}
