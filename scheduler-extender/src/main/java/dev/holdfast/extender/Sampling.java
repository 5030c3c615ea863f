package dev.holdfast.extender;

import dev.holdfast.view.PodState;

/**
 * How many of a pod's data nodes kube-scheduler offered: it looks at a part of the nodes of a large
 * cluster only, and asks extenders about those that fit among them.
 *
 * @param pod the pod asked about
 * @param dataNodes nodes with a current copy of all of its data; 0 when that says nothing about
 *     where it should run
 * @param dataNodesOffered how many of these the request named
 * @param offered how many nodes the request named
 * @param nodes how many there are
 */
public record Sampling(PodState pod, int dataNodes, int dataNodesOffered, int offered, int nodes) {
    /**
     * kube-scheduler never stops looking before it has found so many nodes that fit
     * (minFeasibleNodesToFind in pkg/scheduler/schedule_one.go).
     */
    static final int LEAST_SAMPLE = 100;

    /**
     * Whether the data nodes may be missing because kube-scheduler stopped looking. Below its least
     * sample it looked at all nodes, and those that are missing did not fit.
     */
    public boolean mayHaveStoppedEarly() {
        return offered >= LEAST_SAMPLE && offered < nodes;
    }

    /** Whether the pod has data nodes and kube-scheduler passed all of them over. */
    public boolean missedAll() {
        return dataNodes > 0 && dataNodesOffered == 0 && mayHaveStoppedEarly();
    }
}
