package dev.holdfast.extender;

import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import java.util.List;

/** The rules for losing pods to preemption. */
@FunctionalInterface
public interface VictimCheck {
    /**
     * Whether the policies of the victims bear the loss of all of them together.
     *
     * @param victims pods that the view knows, bound to one node; never empty
     */
    boolean mayLose(ClusterView view, List<PodState> victims);
}
