package dev.holdfast.rules;

import java.util.List;
import java.util.Optional;

/**
 * What the policies say about every node for one pod. Made by {@code Placement.decide} and shared
 * by requests and threads; asking about a node costs an array access.
 */
public interface PlacementDecision {
    /** The verdict on a node that is allowed. */
    int ALLOWED = 0;

    /** Whether a policy speaks for the pod; if not, every node is allowed with score 0. */
    boolean involved();

    /** Whether a refusal is to be carried out ({@code Enforce}) or only told ({@code Warn}). */
    boolean enforced();

    /**
     * The first reason against the node, or empty when the rules allow it (whatever the
     * enforcement).
     */
    Optional<ReasonCode> refusal(int node);

    /**
     * The same as a number, for callers that ask about thousands of nodes: {@link #ALLOWED}, or
     * that of the reason.
     */
    default int verdict(int node) {
        return refusal(node).map(ReasonCode::number).orElse(ALLOWED);
    }

    /**
     * The verdicts on many nodes at once.
     *
     * @param nodes ids, of which the first {@code into.length} are asked about
     * @param into their verdicts, in the same order
     */
    default void verdicts(int[] nodes, byte[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = (byte) verdict(nodes[i]);
        }
    }

    /** How good the node is, 0 to 10, higher is better; 0 for refused nodes. */
    int score(int node);

    /**
     * The scores of many nodes at once.
     *
     * @param nodes ids, of which the first {@code into.length} are asked about
     * @param into their scores, in the same order
     */
    default void scores(int[] nodes, byte[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = (byte) score(nodes[i]);
        }
    }

    /** Every reason against the node in full, empty when it is allowed. Costs more: for people. */
    List<Reason> reasons(int node);

    /**
     * The components of the score and the rules that passed, one sentence each. Costs more: for
     * people.
     */
    List<String> passed(int node);

    /**
     * The ids of the nodes that hold a current copy of every data volume of which a storage system
     * lists copies, where the policy wants the pod near them; empty when there is no such volume,
     * or when it is not known. Volumes that can be attached on one node only are left out:
     * kube-scheduler itself looks for that node.
     */
    default int[] dataNodes() {
        return new int[0];
    }
}
