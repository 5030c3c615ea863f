package dev.holdfast.view;

import dev.holdfast.policy.DataPlacementPolicy;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The view after one change, while it is put together; what a pod or a volume is found by too. */
final class NextView {
    NodeIndex nodes;
    Grouped<PodState> pods;
    Grouped<ClaimState> claims;
    PersistentMap<String, VolumeState> volumes;
    Grouped<OwnerState> owners;
    Grouped<PolicyMembers> policies;
    Grouped<PendingPolicy> pending;
    Grouped<PersistentMap<String, PodState>> podsByClaim;
    Grouped<ClaimState> idleClaims;
    PersistentMap<String, ClaimState> claimByVolume;
    Grouped<VolumeState> volumesByCopyNode;
    Grouped<Reservation> reservations;
    Grouped<Grant> grants;

    /** Nothing known yet. */
    NextView() {
        nodes = NodeIndex.EMPTY;
        pods = Grouped.empty();
        claims = Grouped.empty();
        volumes = PersistentMap.empty();
        owners = Grouped.empty();
        policies = Grouped.empty();
        pending = Grouped.empty();
        podsByClaim = Grouped.empty();
        idleClaims = Grouped.empty();
        claimByVolume = PersistentMap.empty();
        volumesByCopyNode = Grouped.empty();
        reservations = Grouped.empty();
        grants = Grouped.empty();
    }

    NextView(ClusterView view) {
        nodes = view.nodes;
        pods = view.pods;
        claims = view.claims;
        volumes = view.volumes;
        owners = view.owners;
        policies = view.policies;
        pending = view.pending;
        podsByClaim = view.podsByClaim;
        idleClaims = view.idleClaims;
        claimByVolume = view.claimByVolume;
        volumesByCopyNode = view.volumesByCopyNode;
        reservations = view.reservations;
        grants = view.grants;
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
            case Change.PolicyPending(PendingPolicy policy) ->
                    pending = pending.with(policy.namespace(), policy.name(), policy);
            case Change.PolicyGone(String namespace, String name) -> {
                policies = policies.without(namespace, name);
                pending = pending.without(namespace, name);
            }
            case Change.ReservationPut(Reservation reservation) -> put(reservation);
            case Change.ReservationGone(String namespace, String pod) ->
                    removeReservation(namespace, pod);
            case Change.GrantPut(Grant grant) ->
                    grants = grants.with(grant.namespace(), grant.uid(), grant);
            case Change.GrantGone(String namespace, String uid) ->
                    grants = grants.without(namespace, uid);
        }
    }

    private void put(PodState reported) {
        @Nullable PodState before = pods.get(reported.namespace(), reported.name());
        removeMounts(before);
        pods = pods.with(reported.namespace(), reported.name(), reported);
        PodState pod = held(reported, reservations);
        for (PodState.Mount mount : pod.claims()) {
            mounting(pod.namespace(), mount.claim(), those -> those.with(pod.name(), pod));
        }
        settleClaims(before);
        settleClaims(pod);
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
        settleClaims(before);
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
            mounting(before.namespace(), mount.claim(), those -> those.without(before.name()));
        }
    }

    private void mounting(
            String namespace, String claim, UnaryOperator<PersistentMap<String, PodState>> change) {
        @Nullable PersistentMap<String, PodState> before = podsByClaim.get(namespace, claim);
        PersistentMap<String, PodState> now =
                change.apply(before == null ? PersistentMap.empty() : before);
        podsByClaim =
                now.isEmpty()
                        ? podsByClaim.without(namespace, claim)
                        : podsByClaim.with(namespace, claim, now);
    }

    private void settleClaims(@Nullable PodState pod) {
        if (pod != null) {
            for (PodState.Mount mount : pod.claims()) {
                settleClaim(pod.namespace(), mount.claim());
            }
        }
    }

    /** Tells whether a claim is idle, after it or what mounts it changed. */
    private void settleClaim(String namespace, String name) {
        @Nullable ClaimState claim = claims.get(namespace, name);
        idleClaims =
                claim == null || podsByClaim.get(namespace, name) != null
                        ? idleClaims.without(namespace, name)
                        : idleClaims.with(namespace, name, claim);
    }

    private void put(ClaimState claim) {
        removeClaim(claim.namespace(), claim.name());
        claims = claims.with(claim.namespace(), claim.name(), claim);
        if (claim.volume().isPresent()) {
            claimByVolume = claimByVolume.with(claim.volume().get(), claim);
        }
        settleClaim(claim.namespace(), claim.name());
    }

    private void removeClaim(String namespace, String name) {
        @Nullable ClaimState before = claims.get(namespace, name);
        if (before == null) {
            return;
        }
        claims = claims.without(namespace, name);
        settleClaim(namespace, name);
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

    private void put(Reservation reservation) {
        reservations = reservations.with(reservation.namespace(), reservation.pod(), reservation);
        putAgain(reservation.namespace(), reservation.pod());
    }

    private void removeReservation(String namespace, String pod) {
        reservations = reservations.without(namespace, pod);
        putAgain(namespace, pod);
    }

    private void putAgain(String namespace, String name) {
        @Nullable PodState pod = pods.get(namespace, name);
        if (pod != null) {
            put(pod);
        }
    }

    /** A pod as it counts: on the node that is held for it, while it is not bound. */
    static PodState held(PodState pod, Grouped<Reservation> reservations) {
        @Nullable Reservation held = reservations.get(pod.namespace(), pod.name());
        return held == null || pod.node().isPresent() || !held.uid().equals(pod.uid())
                ? pod
                : pod.heldOn(held.node());
    }

    private void put(DataPlacementPolicy policy) {
        PolicyMembers members = PolicyMembers.of(policy);
        for (PodState pod : pods.valuesOf(policy.namespace())) {
            members = members.with(held(pod, reservations));
        }
        nodes = nodes.declaring(policy.spec().domains());
        policies = policies.with(policy.namespace(), policy.name(), members);
        pending = pending.without(policy.namespace(), policy.name());
    }
}
