package dev.holdfast.view;

import dev.holdfast.policy.DataPlacementPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The view after one change, while it is put together; what a pod or a volume is found by too. */
final class NextView {
    NodeIndex nodes;
    Grouped<PodState> pods;
    Grouped<ClaimState> claims;
    PersistentMap<String, VolumeState> volumes;
    Grouped<OwnerState> owners;
    Grouped<PolicyMembers> policies;
    Grouped<PodState> podsByClaim;
    PersistentMap<String, String> claimByVolume;
    Grouped<VolumeState> volumesByCopyNode;

    /** Nothing known yet. */
    NextView() {
        nodes = NodeIndex.EMPTY;
        pods = Grouped.empty();
        claims = Grouped.empty();
        volumes = PersistentMap.empty();
        owners = Grouped.empty();
        policies = Grouped.empty();
        podsByClaim = Grouped.empty();
        claimByVolume = PersistentMap.empty();
        volumesByCopyNode = Grouped.empty();
    }

    NextView(ClusterView view) {
        nodes = view.nodes;
        pods = view.pods;
        claims = view.claims;
        volumes = view.volumes;
        owners = view.owners;
        policies = view.policies;
        podsByClaim = view.podsByClaim;
        claimByVolume = view.claimByVolume;
        volumesByCopyNode = view.volumesByCopyNode;
    }

    void apply(Change change) {
        switch (change) {
            case Change.NodePut(NodeState node) -> nodes = nodes.with(node);
            case Change.NodeGone(String name) -> nodes = nodes.without(name);
            case Change.PodPut(PodState pod) -> put(pod);
            case Change.PodGone(String namespace, String name) -> removePod(namespace, name);
            case Change.ClaimPut(ClaimState claim) -> put(claim);
            case Change.ClaimGone(String namespace, String name) -> removeClaim(namespace, name);
            case Change.VolumePut(VolumeState volume) -> put(volume);
            case Change.VolumeGone(String name) -> removeVolume(name);
            case Change.OwnerPut(OwnerState owner) ->
                    owners = owners.with(owner.namespace(), owner.name(), owner);
            case Change.OwnerGone(String namespace, String name) ->
                    owners = owners.without(namespace, name);
            case Change.PolicyPut(DataPlacementPolicy policy) -> put(policy);
            case Change.PolicyGone(String namespace, String name) ->
                    policies = policies.without(namespace, name);
        }
    }

    private void put(PodState pod) {
        removeMounts(pods.get(pod.namespace(), pod.name()));
        pods = pods.with(pod.namespace(), pod.name(), pod);
        for (PodState.Mount mount : pod.claims()) {
            podsByClaim = podsByClaim.with(pod.namespace() + "/" + mount.claim(), pod.name(), pod);
        }
        for (PolicyMembers members : policies.valuesOf(pod.namespace())) {
            policies = policies.with(pod.namespace(), members.policy().name(), members.with(pod));
        }
    }

    private void removePod(String namespace, String name) {
        @Nullable PodState before = pods.get(namespace, name);
        if (before == null) {
            return;
        }
        removeMounts(before);
        pods = pods.without(namespace, name);
        for (PolicyMembers members : policies.valuesOf(namespace)) {
            policies = policies.with(namespace, members.policy().name(), members.without(name));
        }
    }

    private void removeMounts(@Nullable PodState before) {
        if (before == null) {
            return;
        }
        for (PodState.Mount mount : before.claims()) {
            podsByClaim =
                    podsByClaim.without(before.namespace() + "/" + mount.claim(), before.name());
        }
    }

    private void put(ClaimState claim) {
        removeClaim(claim.namespace(), claim.name());
        claims = claims.with(claim.namespace(), claim.name(), claim);
        if (claim.volume().isPresent()) {
            claimByVolume = claimByVolume.with(claim.volume().get(), claim.key());
        }
    }

    private void removeClaim(String namespace, String name) {
        @Nullable ClaimState before = claims.get(namespace, name);
        if (before == null) {
            return;
        }
        claims = claims.without(namespace, name);
        if (before.volume().isPresent()) {
            claimByVolume = claimByVolume.without(before.volume().get());
        }
    }

    private void put(VolumeState volume) {
        removeVolume(volume.name());
        volumes = volumes.with(volume.name(), volume);
        for (String node : copyNodes(volume)) {
            volumesByCopyNode = volumesByCopyNode.with(node, volume.name(), volume);
        }
    }

    private void removeVolume(String name) {
        @Nullable VolumeState before = volumes.get(name);
        if (before == null) {
            return;
        }
        volumes = volumes.without(name);
        for (String node : copyNodes(before)) {
            volumesByCopyNode = volumesByCopyNode.without(node, name);
        }
    }

    private static List<String> copyNodes(VolumeState volume) {
        return volume.copies() instanceof VolumeState.Copies.Listed listed
                ? listed.copies().stream().map(VolumeState.Copy::node).distinct().toList()
                : List.of();
    }

    private void put(DataPlacementPolicy policy) {
        PolicyMembers members = PolicyMembers.of(policy);
        for (PodState pod : pods.valuesOf(policy.namespace())) {
            members = members.with(pod);
        }
        nodes = nodes.declaring(policy.spec().domains());
        policies = policies.with(policy.namespace(), policy.name(), members);
    }
}
