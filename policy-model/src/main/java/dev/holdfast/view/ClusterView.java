package dev.holdfast.view;

import dev.holdfast.policy.DataPlacementPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable snapshot of a cluster. {@link #apply} makes a new one that shares all unchanged
 * parts; an event about a pod, a claim, a volume or a node's readiness costs the same in a cluster
 * of any size.
 */
public final class ClusterView {
    /** Nothing known yet. */
    public static final ClusterView EMPTY =
            new ClusterView(
                    NodeIndex.EMPTY,
                    PersistentMap.empty(),
                    PersistentMap.empty(),
                    PersistentMap.empty(),
                    PersistentMap.empty(),
                    PersistentMap.empty(),
                    PersistentMap.empty(),
                    PersistentMap.empty(),
                    PersistentMap.empty());

    private final NodeIndex nodes;
    private final PersistentMap<String, PersistentMap<String, PodState>> pods;
    private final PersistentMap<String, PersistentMap<String, ClaimState>> claims;
    private final PersistentMap<String, VolumeState> volumes;
    private final PersistentMap<String, PersistentMap<String, OwnerState>> owners;
    private final PersistentMap<String, PersistentMap<String, PolicyMembers>> policies;
    private final PersistentMap<String, PersistentMap<String, PodState>> podsByClaim;
    private final PersistentMap<String, String> claimByVolume;
    private final PersistentMap<String, PersistentMap<String, VolumeState>> volumesByCopyNode;

    private ClusterView(
            NodeIndex nodes,
            PersistentMap<String, PersistentMap<String, PodState>> pods,
            PersistentMap<String, PersistentMap<String, ClaimState>> claims,
            PersistentMap<String, VolumeState> volumes,
            PersistentMap<String, PersistentMap<String, OwnerState>> owners,
            PersistentMap<String, PersistentMap<String, PolicyMembers>> policies,
            PersistentMap<String, PersistentMap<String, PodState>> podsByClaim,
            PersistentMap<String, String> claimByVolume,
            PersistentMap<String, PersistentMap<String, VolumeState>> volumesByCopyNode) {
        this.nodes = nodes;
        this.pods = pods;
        this.claims = claims;
        this.volumes = volumes;
        this.owners = owners;
        this.policies = policies;
        this.podsByClaim = podsByClaim;
        this.claimByVolume = claimByVolume;
        this.volumesByCopyNode = volumesByCopyNode;
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

    /** The nodes that an affinity matches, grouped by the cells of the policy's domains. */
    public MatchedNodes matching(NodeAffinity affinity, DataPlacementPolicy policy) {
        return nodes.matching(affinity, policy.spec().domains());
    }

    // --- the rest

    /** A pod, or null. */
    public @Nullable PodState pod(String namespace, String name) {
        return nested(pods, namespace, name);
    }

    /** A claim, or null. */
    public @Nullable ClaimState claim(String namespace, String name) {
        return nested(claims, namespace, name);
    }

    /** A volume, or null. */
    public @Nullable VolumeState volume(String name) {
        return volumes.get(name);
    }

    /** A StatefulSet, or null. */
    public @Nullable OwnerState owner(String namespace, String name) {
        return nested(owners, namespace, name);
    }

    /** A policy with its members, or null. */
    public @Nullable PolicyMembers policy(String namespace, String name) {
        return nested(policies, namespace, name);
    }

    /** The pods that mount a claim, in no order. */
    public List<PodState> podsMounting(String namespace, String claim) {
        return valuesOf(podsByClaim.get(namespace + "/" + claim));
    }

    /** The key ({@code namespace/name}) of the claim bound to a volume, or null. */
    public @Nullable String claimOf(String volume) {
        return claimByVolume.get(volume);
    }

    /** The volumes of which a storage system lists a copy on this node, in no order. */
    public List<VolumeState> volumesWithCopyOn(String node) {
        return valuesOf(volumesByCopyNode.get(node));
    }

    /** Every claim of a namespace, in no order. */
    public void forEachClaim(String namespace, Consumer<ClaimState> consumer) {
        each(claims.get(namespace), consumer);
    }

    /** Every StatefulSet of a namespace, in no order. */
    public void forEachOwner(String namespace, Consumer<OwnerState> consumer) {
        each(owners.get(namespace), consumer);
    }

    /** Every pod of a namespace, in no order. */
    public void forEachPod(String namespace, Consumer<PodState> consumer) {
        each(pods.get(namespace), consumer);
    }

    /** Every policy, in no order. */
    public void forEachPolicy(Consumer<PolicyMembers> consumer) {
        policies.forEach((_, byName) -> byName.forEach((_, policy) -> consumer.accept(policy)));
    }

    /** The policies of a namespace, sorted by name. */
    public List<PolicyMembers> policies(String namespace) {
        List<PolicyMembers> found = valuesOf(policies.get(namespace));
        found.sort(java.util.Comparator.comparing(members -> members.policy().name()));
        return found;
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
        return switch (change) {
            case Change.NodePut(NodeState node) -> copy().nodes(nodes.with(node)).view();
            case Change.NodeGone(String name) -> copy().nodes(nodes.without(name)).view();
            case Change.PodPut(PodState pod) -> withPod(pod);
            case Change.PodGone(String namespace, String name) -> withoutPod(namespace, name);
            case Change.ClaimPut(ClaimState claim) -> withClaim(claim);
            case Change.ClaimGone(String namespace, String name) -> withoutClaim(namespace, name);
            case Change.VolumePut(VolumeState volume) -> withVolume(volume);
            case Change.VolumeGone(String name) -> withoutVolume(name);
            case Change.OwnerPut(OwnerState owner) ->
                    copy().owners(put(owners, owner.namespace(), owner.name(), owner)).view();
            case Change.OwnerGone(String namespace, String name) ->
                    copy().owners(drop(owners, namespace, name)).view();
            case Change.PolicyPut(DataPlacementPolicy policy) -> withPolicy(policy);
            case Change.PolicyGone(String namespace, String name) ->
                    copy().policies(drop(policies, namespace, name)).view();
        };
    }

    private ClusterView withPod(PodState pod) {
        ClusterView base = withoutMounts(pod(pod.namespace(), pod.name()));
        Draft draft = base.copy().pods(put(pods, pod.namespace(), pod.name(), pod));
        PersistentMap<String, PersistentMap<String, PodState>> mounts = base.podsByClaim;
        for (PodState.Mount mount : pod.claims()) {
            mounts = put(mounts, pod.namespace() + "/" + mount.claim(), pod.name(), pod);
        }
        PersistentMap<String, PolicyMembers> changed = policiesIn(pod.namespace());
        for (PolicyMembers members : valuesOf(policies.get(pod.namespace()))) {
            changed = changed.with(members.policy().name(), members.with(pod));
        }
        return draft.podsByClaim(mounts)
                .policies(changed.isEmpty() ? policies : policies.with(pod.namespace(), changed))
                .view();
    }

    private ClusterView withoutPod(String namespace, String name) {
        @Nullable PodState before = pod(namespace, name);
        if (before == null) {
            return this;
        }
        ClusterView base = withoutMounts(before);
        PersistentMap<String, PolicyMembers> changed = policiesIn(namespace);
        for (PolicyMembers members : valuesOf(policies.get(namespace))) {
            changed = changed.with(members.policy().name(), members.without(name));
        }
        return base.copy()
                .pods(drop(pods, namespace, name))
                .policies(changed.isEmpty() ? policies : policies.with(namespace, changed))
                .view();
    }

    private ClusterView withoutMounts(@Nullable PodState before) {
        if (before == null || before.claims().isEmpty()) {
            return this;
        }
        PersistentMap<String, PersistentMap<String, PodState>> mounts = podsByClaim;
        for (PodState.Mount mount : before.claims()) {
            mounts = drop(mounts, before.namespace() + "/" + mount.claim(), before.name());
        }
        return copy().podsByClaim(mounts).view();
    }

    private ClusterView withClaim(ClaimState claim) {
        ClusterView base = withoutClaim(claim.namespace(), claim.name());
        PersistentMap<String, String> bound = base.claimByVolume;
        if (claim.volume().isPresent()) {
            bound = bound.with(claim.volume().get(), claim.key());
        }
        return base.copy()
                .claims(put(base.claims, claim.namespace(), claim.name(), claim))
                .claimByVolume(bound)
                .view();
    }

    private ClusterView withoutClaim(String namespace, String name) {
        @Nullable ClaimState before = claim(namespace, name);
        if (before == null) {
            return this;
        }
        PersistentMap<String, String> bound = claimByVolume;
        if (before.volume().isPresent()) {
            bound = bound.without(before.volume().get());
        }
        return copy().claims(drop(claims, namespace, name)).claimByVolume(bound).view();
    }

    private ClusterView withVolume(VolumeState volume) {
        ClusterView base = withoutVolume(volume.name());
        PersistentMap<String, PersistentMap<String, VolumeState>> byNode = base.volumesByCopyNode;
        for (String node : copyNodes(volume)) {
            byNode = put(byNode, node, volume.name(), volume);
        }
        return base.copy()
                .volumes(base.volumes.with(volume.name(), volume))
                .volumesByCopyNode(byNode)
                .view();
    }

    private ClusterView withoutVolume(String name) {
        @Nullable VolumeState before = volumes.get(name);
        if (before == null) {
            return this;
        }
        PersistentMap<String, PersistentMap<String, VolumeState>> byNode = volumesByCopyNode;
        for (String node : copyNodes(before)) {
            byNode = drop(byNode, node, name);
        }
        return copy().volumes(volumes.without(name)).volumesByCopyNode(byNode).view();
    }

    private static List<String> copyNodes(VolumeState volume) {
        return volume.copies() instanceof VolumeState.Copies.Listed listed
                ? listed.copies().stream().map(VolumeState.Copy::node).distinct().toList()
                : List.of();
    }

    private ClusterView withPolicy(DataPlacementPolicy policy) {
        List<PolicyMembers> holder = new ArrayList<>(List.of(PolicyMembers.of(policy)));
        forEachPod(policy.namespace(), pod -> holder.set(0, holder.getFirst().with(pod)));
        return copy().nodes(nodes.declaring(policy.spec().domains()))
                .policies(put(policies, policy.namespace(), policy.name(), holder.getFirst()))
                .view();
    }

    private PersistentMap<String, PolicyMembers> policiesIn(String namespace) {
        @Nullable PersistentMap<String, PolicyMembers> found = policies.get(namespace);
        return found == null ? PersistentMap.empty() : found;
    }

    private static <V> @Nullable V nested(
            PersistentMap<String, PersistentMap<String, V>> map, String outer, String inner) {
        @Nullable PersistentMap<String, V> found = map.get(outer);
        return found == null ? null : found.get(inner);
    }

    private static <V> PersistentMap<String, PersistentMap<String, V>> put(
            PersistentMap<String, PersistentMap<String, V>> map,
            String outer,
            String inner,
            V value) {
        @Nullable PersistentMap<String, V> found = map.get(outer);
        PersistentMap<String, V> base = found == null ? PersistentMap.empty() : found;
        return map.with(outer, base.with(inner, value));
    }

    private static <V> PersistentMap<String, PersistentMap<String, V>> drop(
            PersistentMap<String, PersistentMap<String, V>> map, String outer, String inner) {
        @Nullable PersistentMap<String, V> found = map.get(outer);
        if (found == null) {
            return map;
        }
        PersistentMap<String, V> rest = found.without(inner);
        return rest.isEmpty() ? map.without(outer) : map.with(outer, rest);
    }

    private static <V> List<V> valuesOf(@Nullable PersistentMap<String, V> map) {
        List<V> values = new ArrayList<>();
        each(map, values::add);
        return values;
    }

    private static <V> void each(@Nullable PersistentMap<String, V> map, Consumer<V> consumer) {
        if (map != null) {
            map.forEach((_, value) -> consumer.accept(value));
        }
    }

    private Draft copy() {
        return new Draft(this);
    }

    /** The next view while it is put together. */
    private static final class Draft {
        private NodeIndex nodes;
        private PersistentMap<String, PersistentMap<String, PodState>> pods;
        private PersistentMap<String, PersistentMap<String, ClaimState>> claims;
        private PersistentMap<String, VolumeState> volumes;
        private PersistentMap<String, PersistentMap<String, OwnerState>> owners;
        private PersistentMap<String, PersistentMap<String, PolicyMembers>> policies;
        private PersistentMap<String, PersistentMap<String, PodState>> podsByClaim;
        private PersistentMap<String, String> claimByVolume;
        private PersistentMap<String, PersistentMap<String, VolumeState>> volumesByCopyNode;

        Draft(ClusterView view) {
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

        Draft nodes(NodeIndex changed) {
            nodes = changed;
            return this;
        }

        Draft pods(PersistentMap<String, PersistentMap<String, PodState>> changed) {
            pods = changed;
            return this;
        }

        Draft claims(PersistentMap<String, PersistentMap<String, ClaimState>> changed) {
            claims = changed;
            return this;
        }

        Draft volumes(PersistentMap<String, VolumeState> changed) {
            volumes = changed;
            return this;
        }

        Draft owners(PersistentMap<String, PersistentMap<String, OwnerState>> changed) {
            owners = changed;
            return this;
        }

        Draft policies(PersistentMap<String, PersistentMap<String, PolicyMembers>> changed) {
            policies = changed;
            return this;
        }

        Draft podsByClaim(PersistentMap<String, PersistentMap<String, PodState>> changed) {
            podsByClaim = changed;
            return this;
        }

        Draft claimByVolume(PersistentMap<String, String> changed) {
            claimByVolume = changed;
            return this;
        }

        Draft volumesByCopyNode(PersistentMap<String, PersistentMap<String, VolumeState>> changed) {
            volumesByCopyNode = changed;
            return this;
        }

        ClusterView view() {
            return new ClusterView(
                    nodes,
                    pods,
                    claims,
                    volumes,
                    owners,
                    policies,
                    podsByClaim,
                    claimByVolume,
                    volumesByCopyNode);
        }
    }
}
