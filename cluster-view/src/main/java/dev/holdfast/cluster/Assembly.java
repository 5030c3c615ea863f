package dev.holdfast.cluster;

import dev.holdfast.cluster.object.Fact;
import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.ObjectReader;
import dev.holdfast.cluster.object.StorageFact;
import dev.holdfast.cluster.storage.CopyIndex;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PendingPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Puts a view together from what single objects say, in any order, with one step per object that
 * does not depend on the size of the cluster. Not thread-safe: one writer owns it, and hands out
 * the immutable {@link #view}.
 */
public final class Assembly {
    private final Consumer<Change> listener;
    private final AssembledNodes nodes;
    private final AssembledVolumes volumes;
    private ClusterView view = ClusterView.EMPTY;

    /**
     * An empty cluster.
     *
     * @param profiles how storage systems list copies; of several for one driver the first speaks
     * @param listener told of every change that made a new view
     */
    public Assembly(List<StorageProfile> profiles, Consumer<Change> listener) {
        this.listener = listener;
        this.volumes = new AssembledVolumes(profiles, name -> view.volume(name), this::apply);
        this.nodes = new AssembledNodes(profiles, this::apply, volumes::nodeRenamed);
        volumes.nodeNames(nodes);
    }

    /** The view of everything put so far. */
    public ClusterView view() {
        return view;
    }

    /** Enters an object that was added or changed. */
    public void put(ObjectId id, Fact fact) {
        switch (fact) {
            case Fact.OfNode(var node) -> nodes.put(node);
            case Fact.OfPod(var pod) -> {
                if (!pod.equals(view.pod(pod.namespace(), pod.name()))) {
                    apply(new Change.PodPut(pod));
                }
            }
            case Fact.OfClaim(var claim) -> {
                if (!claim.equals(view.claim(claim.namespace(), claim.name()))) {
                    apply(new Change.ClaimPut(claim));
                }
            }
            case Fact.OfOwner(var owner) -> {
                if (!owner.equals(view.owner(owner.namespace(), owner.name()))) {
                    apply(new Change.OwnerPut(owner));
                }
            }
            case Fact.OfPolicy(var policy) -> {
                var before = view.policy(policy.namespace(), policy.name());
                if (before == null
                        || !policy.equals(before.policy())
                        || view.pendingPolicy(policy.namespace(), policy.name()) != null) {
                    apply(new Change.PolicyPut(policy));
                }
            }
            case Fact.OfVolume(var volume) -> volumes.put(volume);
            case Fact.OfStorage(var facts) -> put(Map.of(id, facts));
        }
    }

    /** Enters a policy that cannot be followed yet; one that stood under its name goes on to. */
    public void put(PendingPolicy policy) {
        if (!policy.equals(view.pendingPolicy(policy.namespace(), policy.name()))) {
            apply(new Change.PolicyPending(policy));
        }
    }

    /**
     * Enters what objects of storage systems say now, nothing where they are gone. Each volume and
     * each node changes at most once.
     */
    public void put(Map<ObjectId, List<StorageFact>> facts) {
        nodes.put(facts);
        volumes.put(facts);
    }

    /** Takes out an object that is gone; nothing happens when it never was there. */
    public void remove(ObjectId id) {
        switch (id.type()) {
            case "Node" -> nodes.remove(id.name());
            case "Pod" -> {
                if (view.pod(id.namespace(), id.name()) != null) {
                    apply(new Change.PodGone(id.namespace(), id.name()));
                }
            }
            case "PersistentVolumeClaim" -> {
                if (view.claim(id.namespace(), id.name()) != null) {
                    apply(new Change.ClaimGone(id.namespace(), id.name()));
                }
            }
            case "StatefulSet.apps" -> {
                if (view.owner(id.namespace(), id.name()) != null) {
                    apply(new Change.OwnerGone(id.namespace(), id.name()));
                }
            }
            case ObjectReader.POLICY -> {
                if (view.policy(id.namespace(), id.name()) != null
                        || view.pendingPolicy(id.namespace(), id.name()) != null) {
                    apply(new Change.PolicyGone(id.namespace(), id.name()));
                }
            }
            case "PersistentVolume" -> volumes.remove(id.name());
            default -> put(Map.of(id, List.of()));
        }
    }

    /** Takes out all pods, claims, StatefulSets and policies of a namespace. */
    public void forget(String namespace) {
        List<Change> gone = new ArrayList<>();
        view.policies(namespace)
                .forEach(p -> gone.add(new Change.PolicyGone(namespace, p.policy().name())));
        view.forEachPod(namespace, p -> gone.add(new Change.PodGone(namespace, p.name())));
        view.forEachClaim(namespace, c -> gone.add(new Change.ClaimGone(namespace, c.name())));
        view.forEachOwner(namespace, o -> gone.add(new Change.OwnerGone(namespace, o.name())));
        gone.forEach(this::apply);
    }

    /** Takes out the pods of a namespace other than these. */
    public void keepPods(String namespace, Set<ObjectId> pods) {
        List<Change> gone = new ArrayList<>();
        view.forEachPod(
                namespace,
                pod -> {
                    if (!pods.contains(new ObjectId("", "Pod", namespace, pod.name()))) {
                        gone.add(new Change.PodGone(namespace, pod.name()));
                    }
                });
        gone.forEach(this::apply);
    }

    /** Sets how far a copy source can be trusted; it is fresh at first. */
    public void trust(StorageProfile profile, CopyIndex.Trust trust) {
        volumes.trust(profile, trust);
        nodes.trust(profile, trust);
    }

    /**
     * Tells the time, by which signs of life are missed; without it none ever is.
     *
     * @param nanos of one clock that only goes forward
     */
    public void tick(long nanos) {
        nodes.tick(nanos);
    }

    private void apply(Change change) {
        view = view.apply(change);
        listener.accept(change);
    }
}
