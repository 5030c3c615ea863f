package dev.holdfast.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What rules read of a Pod.
 *
 * @param annotations only those that a policy may read
 * @param owner the controlling owner
 * @param node the node it is bound to
 * @param reservedNode the node that the ledger or a nomination holds for it while it is not bound
 * @param ready condition Ready is True
 * @param readySince when it turned Ready, seconds since the epoch; 0 when unknown
 * @param terminating it has a deletion timestamp
 * @param finished phase Succeeded or Failed
 * @param claims the claims that it mounts
 * @param refused kube-scheduler said that it found no node, and that we refused some
 */
public record PodState(
        String namespace,
        String name,
        String uid,
        Map<String, String> labels,
        Map<String, String> annotations,
        Optional<Owner> owner,
        Optional<String> node,
        Optional<String> reservedNode,
        boolean ready,
        long readySince,
        boolean terminating,
        boolean finished,
        List<Mount> claims,
        boolean refused) {
    public PodState {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        claims = List.copyOf(claims);
    }

    /** A pod that was not refused. */
    public PodState(
            String namespace,
            String name,
            String uid,
            Map<String, String> labels,
            Map<String, String> annotations,
            Optional<Owner> owner,
            Optional<String> node,
            Optional<String> reservedNode,
            boolean ready,
            long readySince,
            boolean terminating,
            boolean finished,
            List<Mount> claims) {
        this(
                namespace,
                name,
                uid,
                labels,
                annotations,
                owner,
                node,
                reservedNode,
                ready,
                readySince,
                terminating,
                finished,
                claims,
                false);
    }

    /** {@code namespace/name}. */
    public String key() {
        return namespace + "/" + name;
    }

    /** This pod while a node is held for it; a nomination does not count beside that. */
    PodState heldOn(String heldNode) {
        return new PodState(
                namespace,
                name,
                uid,
                labels,
                annotations,
                owner,
                node,
                Optional.of(heldNode),
                ready,
                readySince,
                terminating,
                finished,
                claims,
                refused);
    }

    /** The ordinal of a StatefulSet's pod: the number behind the last dash of its name. */
    public Optional<Integer> ordinal() {
        if (owner.isEmpty() || !owner.get().kind().equals("StatefulSet")) {
            return Optional.empty();
        }
        String digits = name.substring(name.lastIndexOf('-') + 1);
        return digits.matches("[0-9]{1,9}")
                ? Optional.of(Integer.parseInt(digits))
                : Optional.empty();
    }

    /** A controlling owner reference. */
    public record Owner(String kind, String name) {}

    /** A volume of the pod that is a claim: the pod's volume name and the claim's name. */
    public record Mount(String volume, String claim) {}
}
