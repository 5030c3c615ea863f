package dev.holdfast.cluster.object;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.OwnerState;
import dev.holdfast.view.PodState;
import java.util.List;

/** What one object says that rules may want to know. */
public sealed interface Fact {
    /** A core/v1 Node. */
    record OfNode(NodeState node) implements Fact {}

    /** A core/v1 Pod. */
    record OfPod(PodState pod) implements Fact {}

    /** A core/v1 PersistentVolumeClaim. */
    record OfClaim(ClaimState claim) implements Fact {}

    /** A core/v1 PersistentVolume. */
    record OfVolume(PersistentVolume volume) implements Fact {}

    /** An apps/v1 StatefulSet. */
    record OfOwner(OwnerState owner) implements Fact {}

    /** A policy. */
    record OfPolicy(DataPlacementPolicy policy) implements Fact {}

    /** An object of a storage system, which may say several things. */
    record OfStorage(List<StorageFact> facts) implements Fact {
        public OfStorage {
            facts = List.copyOf(facts);
        }
    }
}
