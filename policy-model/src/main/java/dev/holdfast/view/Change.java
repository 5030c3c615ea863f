package dev.holdfast.view;

import dev.holdfast.policy.DataPlacementPolicy;

/** One change of a cluster, as a watch reports it, a dump lists it or the ledger has it. */
public sealed interface Change {
    /** A Node was added or changed. */
    record NodePut(NodeState node) implements Change {}

    /** A Node is gone. */
    record NodeGone(String name) implements Change {}

    /** A Pod was added or changed. */
    record PodPut(PodState pod) implements Change {}

    /** A Pod is gone. */
    record PodGone(String namespace, String name) implements Change {}

    /** A PersistentVolumeClaim was added or changed. */
    record ClaimPut(ClaimState claim) implements Change {}

    /** A PersistentVolumeClaim is gone. */
    record ClaimGone(String namespace, String name) implements Change {}

    /** A PersistentVolume, or what its storage says about its copies, was added or changed. */
    record VolumePut(VolumeState volume) implements Change {}

    /** A PersistentVolume is gone. */
    record VolumeGone(String name) implements Change {}

    /** A StatefulSet was added or changed. */
    record OwnerPut(OwnerState owner) implements Change {}

    /** A StatefulSet is gone. */
    record OwnerGone(String namespace, String name) implements Change {}

    /** A policy was added or changed; it is not pending any more. */
    record PolicyPut(DataPlacementPolicy policy) implements Change {}

    /** A policy, or a newer one of this name, is there that the view cannot follow yet. */
    record PolicyPending(PendingPolicy policy) implements Change {}

    /** A policy is gone. */
    record PolicyGone(String namespace, String name) implements Change {}

    /** The ledger holds a node for a pod. */
    record ReservationPut(Reservation reservation) implements Change {}

    /** The ledger holds no node for the pod of this name any more. */
    record ReservationGone(String namespace, String pod) implements Change {}

    /** The eviction of a pod was granted. */
    record GrantPut(Grant grant) implements Change {}

    /** A grant is used up or taken back. */
    record GrantGone(String namespace, String uid) implements Change {}
}
