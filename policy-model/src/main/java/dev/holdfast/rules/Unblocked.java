package dev.holdfast.rules;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pending pods that may run on some node now where they could not before, for a cause that
 * kube-scheduler does not watch: where copies of their volumes lie, which storage serves where,
 * what their policy says. It would try them again only after its five minutes' flush.
 */
public final class Unblocked {
    private final ClusterView before;
    private final ClusterView now;
    private final boolean storageCameBack;

    private Unblocked(ClusterView before, ClusterView now) {
        this.before = before;
        this.now = now;
        this.storageCameBack = storageCameBack(before, now);
    }

    /**
     * The pods of these namespaces that gained a node between two views of the same cluster.
     *
     * @param before an earlier view, from which the later one was made by {@link ClusterView#apply}
     */
    public static List<PodState> between(
            ClusterView before, ClusterView now, Set<String> namespaces) {
        Unblocked unblocked = new Unblocked(before, now);
        List<PodState> found = new ArrayList<>();
        for (String namespace : namespaces) {
            if (!now.policies(namespace).isEmpty() || !before.policies(namespace).isEmpty()) {
                now.forEachPod(
                        namespace,
                        pod -> {
                            if (waits(pod) && unblocked.gainsANode(pod)) {
                                found.add(pod);
                            }
                        });
            }
        }
        return found;
    }

    /**
     * The pods of a namespace that wait and that kube-scheduler was refused some node for. It tries
     * them again at whatever it watches, but may do so before the view has that change, too, and
     * then waits with the same refusal.
     */
    public static List<PodState> refused(ClusterView now, String namespace) {
        List<PodState> found = new ArrayList<>();
        if (!now.policies(namespace).isEmpty()) {
            now.forEachPod(
                    namespace,
                    pod -> {
                        if (pod.refused() && waits(pod)) {
                            found.add(pod);
                        }
                    });
        }
        return found;
    }

    /**
     * Whether the policies allow a pod some node now that they refused it before, whatever the
     * cause.
     */
    public static boolean gains(ClusterView before, ClusterView now, PodState pod) {
        PlacementDecision was = Placement.decide(before, pod);
        if (!was.involved() || !was.enforced()) {
            return false;
        }
        PlacementDecision is = Placement.decide(now, pod);
        for (int id = 0; id < now.nodeBound(); id++) {
            if (now.node(id) != null
                    && allows(is, id)
                    && (before.node(id) == null || !allows(was, id))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the policies refuse nodes to a pod, and allow it some node now. */
    public static boolean mayRun(ClusterView now, PodState pod) {
        PlacementDecision is = Placement.decide(now, pod);
        if (!is.involved() || !is.enforced()) {
            return false;
        }
        for (int id = 0; id < now.nodeBound(); id++) {
            if (now.node(id) != null && allows(is, id)) {
                return true;
            }
        }
        return false;
    }

    /** Whether kube-scheduler has still to find a node for the pod. */
    public static boolean waits(PodState pod) {
        return pod.node().isEmpty() && !pod.terminating() && !pod.finished();
    }

    private boolean gainsANode(PodState pod) {
        if (!storageCameBack
                && policies(before, pod).equals(policies(now, pod))
                && volumes(before, pod).equals(volumes(now, pod))) {
            return false;
        }
        return gains(before, now, pod);
    }

    private static boolean allows(PlacementDecision decision, int node) {
        return !decision.involved() || !decision.enforced() || decision.refusal(node).isEmpty();
    }

    private static List<DataPlacementPolicy> policies(ClusterView view, PodState pod) {
        return view.policies(pod.namespace()).stream().map(members -> members.policy()).toList();
    }

    private static List<VolumeState> volumes(ClusterView view, PodState pod) {
        List<VolumeState> volumes = new ArrayList<>();
        for (PodState.Mount mount : pod.claims()) {
            @Nullable ClaimState claim = view.claim(pod.namespace(), mount.claim());
            if (claim != null && claim.volume().isPresent()) {
                @Nullable VolumeState volume = view.volume(claim.volume().get());
                if (volume != null) {
                    volumes.add(volume);
                }
            }
        }
        return volumes;
    }

    private static boolean storageCameBack(ClusterView before, ClusterView now) {
        if (before.sharesNodesWith(now)) {
            return false;
        }
        for (int id = 0; id < before.nodeBound(); id++) {
            @Nullable NodeState was = before.node(id);
            @Nullable NodeState is = now.node(id);
            if (was != null
                    && is != null
                    && !was.storageDown().isEmpty()
                    && !new HashSet<>(is.storageDown()).containsAll(was.storageDown())) {
                return true;
            }
        }
        return false;
    }
}
