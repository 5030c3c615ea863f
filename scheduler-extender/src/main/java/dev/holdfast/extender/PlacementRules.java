package dev.holdfast.extender;

import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;

/** The rules for placing a pod, as far as this protocol needs them. */
@FunctionalInterface
public interface PlacementRules {
    /** What the policies say about every node for a pod that is not bound; throws nothing. */
    PlacementDecision decide(ClusterView view, PodState pod);
}
