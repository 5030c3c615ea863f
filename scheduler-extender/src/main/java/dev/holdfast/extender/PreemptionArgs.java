package dev.holdfast.extender;

import dev.holdfast.view.PodState;
import java.util.List;

/** extender/v1 ExtenderPreemptionArgs: a pod to be placed and where others could die for it. */
record PreemptionArgs(PodState pod, List<Candidate> candidates) {
    PreemptionArgs {
        candidates = List.copyOf(candidates);
    }

    /**
     * A node and its victims.
     *
     * @param victims their UIDs; may be empty (Kubernetes 1.38 asks about such nodes)
     * @param violations how many of them a PodDisruptionBudget would keep
     */
    record Candidate(String node, List<String> victims, long violations) {
        Candidate {
            victims = List.copyOf(victims);
        }
    }
}
