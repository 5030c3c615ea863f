package dev.holdfast.view;

import dev.holdfast.policy.DataPlacementPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An immutable snapshot of a cluster. {@link #apply} makes a new one that shares all unchanged
 * parts; an event about a pod, a claim, a volume or a node's readiness costs the same in a cluster
 * of any size.
 */
public final class ClusterView {
    /** Nothing known yet. */
    public static final ClusterView EMPTY = new ClusterView(new NextView());

    final NodeIndex nodes;
    final Grouped<PodState> pods;
    final Grouped<ClaimState> claims;
    final PersistentMap<String, VolumeState> volumes;
    final Grouped<OwnerState> owners;
    final Grouped<PolicyMembers> policies;
    final Grouped<PendingPolicy> pending;
    final Grouped<PersistentMap<String, PodState>> podsByClaim;
    final Grouped<ClaimState> idleClaims;
    final PersistentMap<String, ClaimState> claimByVolume;
    final Grouped<VolumeState> volumesByCopyNode;
    final Grouped<Reservation> reservations;
    final Grouped<Grant> grants;
    private final Memo memo = new Memo();

    private ClusterView(NextView next) {
        nodes = next.nodes;
        pods = next.pods;
        claims = next.claims;
        volumes = next.volumes;
        owners = next.owners;
        policies = next.policies;
        pending = next.pending;
        podsByClaim = next.podsByClaim;
        idleClaims = next.idleClaims;
        claimByVolume = next.claimByVolume;
        volumesByCopyNode = next.volumesByCopyNode;
        reservations = next.reservations;
        grants = next.grants;
    }

    /** A view with all these changes applied in order. */
    public static ClusterView of(Iterable<Change> changes) {
        ClusterView view = EMPTY;
        for (Change change : changes) {
            view = view.apply(change);
        }
        return view;
    }

    // --- nodes

    /** Node ids are below this. Ids are never given to another name. */
    public int nodeBound() {
        return nodes.bound();
    }

    /** How many nodes there are. */
    public int nodeCount() {
        return nodes.size();
    }

    /** The id of a node, or -1 when there is none of this name. */
    public int nodeId(String name) {
        return nodes.id(name);
    }

    /** The node of an id, or null when it is gone. */
    public @Nullable NodeState node(int id) {
        return nodes.state(id);
    }

    /**
     * Whether this view and another have the same nodes in the same states, as far as that can be
     * told at once: false does not say that they differ.
     */
    public boolean sharesNodesWith(ClusterView other) {
        return nodes == other.nodes;
    }

    /** The domains of a policy's nodes. */
    public Topology topology(DataPlacementPolicy policy) {
        return nodes.topology(policy.spec().domains());
    }

    /** What is alike of nodes besides their labels. */
    public Traits traits() {
        return nodes.traits();
    }

    /** The nodes that an affinity matches, grouped by the cells of the policy's domains. */
    public MatchedNodes matching(NodeAffinity affinity, DataPlacementPolicy policy) {
        return nodes.matching(affinity, policy.spec().domains());
    }

    /**
     * An answer that depends on this view and the question only, from memory when it was computed
     * shortly before.
     *
     * @param compute without side effects
     */
    public <Q, A> A remembered(Class<A> type, Q question, Function<Q, A> compute) {
        return memo.answer(type, question, compute);
    }

    // --- the rest

    /** A pod, on the node that the ledger holds for it while it is not bound; or null. */
    public @Nullable PodState pod(String namespace, String name) {
        @Nullable PodState pod = pods.get(namespace, name);
        return pod == null ? null : NextView.held(pod, reservations);
    }

    /** A claim, or null. */
    public @Nullable ClaimState claim(String namespace, String name) {
        return claims.get(namespace, name);
    }

    /** A volume, or null. */
    public @Nullable VolumeState volume(String name) {
        return volumes.get(name);
    }

    /** A StatefulSet, or null. */
    public @Nullable OwnerState owner(String namespace, String name) {
        return owners.get(namespace, name);
    }

    /** A policy with its members, or null. */
    public @Nullable PolicyMembers policy(String namespace, String name) {
        return policies.get(namespace, name);
    }

    /** The pods that mount a claim, in no order. */
    public List<PodState> podsMounting(String namespace, String claim) {
        List<PodState> mounting = new ArrayList<>();
        @Nullable PersistentMap<String, PodState> byName = podsByClaim.get(namespace, claim);
        if (byName != null) {
            byName.forEach((_, pod) -> mounting.add(pod));
        }
        return mounting;
    }

    /** The key ({@code namespace/name}) of the claim bound to a volume, or null. */
    public @Nullable String claimOf(String volume) {
        @Nullable ClaimState claim = claimByVolume.get(volume);
        return claim == null ? null : claim.key();
    }

    /** The volumes of which a storage system lists a copy on this node, in no order. */
    public List<VolumeState> volumesWithCopyOn(String node) {
        return volumesByCopyNode.valuesOf(node);
    }

    /** Every claim of a namespace, in no order. */
    public void forEachClaim(String namespace, Consumer<ClaimState> consumer) {
        claims.forEach(namespace, consumer);
    }

    /** Every claim of a namespace that no pod mounts, in no order. */
    public void forEachIdleClaim(String namespace, Consumer<ClaimState> consumer) {
        idleClaims.forEach(namespace, consumer);
    }

    /** Every StatefulSet of a namespace, in no order. */
    public void forEachOwner(String namespace, Consumer<OwnerState> consumer) {
        owners.forEach(namespace, consumer);
    }

    /** Every pod of a namespace, in no order. */
    public void forEachPod(String namespace, Consumer<PodState> consumer) {
        pods.forEach(namespace, pod -> consumer.accept(NextView.held(pod, reservations)));
    }

    /** The granted eviction of the pod of this uid, or null. */
    public @Nullable Grant grant(String namespace, String uid) {
        return grants.get(namespace, uid);
    }

    /** Every policy, in no order. */
    public void forEachPolicy(Consumer<PolicyMembers> consumer) {
        policies.forEach(consumer);
    }

    /** The policies of a namespace, sorted by name. */
    public List<PolicyMembers> policies(String namespace) {
        List<PolicyMembers> found = policies.valuesOf(namespace);
        found.sort(Comparator.comparing(members -> members.policy().name()));
        return found;
    }

    /** What is pending of this name, or null. */
    public @Nullable PendingPolicy pendingPolicy(String namespace, String name) {
        return pending.get(namespace, name);
    }

    /** Every policy that cannot be followed yet, in no order. */
    public void forEachPending(Consumer<PendingPolicy> consumer) {
        pending.forEach(consumer);
    }

    /** Whether a policy that cannot be followed yet may refuse the pod nodes. */
    public boolean awaitsPolicy(PodState pod) {
        return pending.has(pod.namespace())
                && pending.valuesOf(pod.namespace()).stream()
                        .anyMatch(policy -> policy.mayRefuse(pod));
    }

    /**
     * The policies that speak for a pod, sorted by name; more than one is a mistake of whoever
     * wrote them.
     */
    public List<PolicyMembers> policiesOf(PodState pod) {
        List<PolicyMembers> found = policies(pod.namespace());
        found.removeIf(members -> !members.selects(pod));
        return found;
    }

    // --- changes

    /**
     * The view after one change; every change may be repeated, and a removal of what is not there
     * changes nothing.
     */
    public ClusterView apply(Change change) {
        NextView next = new NextView(this);
        next.apply(change);
        return new ClusterView(next);
    }
}
