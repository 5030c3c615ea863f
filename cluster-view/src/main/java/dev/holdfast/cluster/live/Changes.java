package dev.holdfast.cluster.live;

import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom the changes since the last view concern. Those of pods, owners, reservations and grants are
 * told apart: kube-scheduler tries pods again at these by itself, and whoever looked at every
 * waiting pod of a namespace with every binding there would do nothing else.
 */
final class Changes {
    private final Set<String> namespaces = new HashSet<>();
    private final Set<String> volumes = new HashSet<>();
    private final Set<String> busy = new HashSet<>();
    private boolean nodes;

    void add(Change change) {
        switch (change) {
            case Change.NodePut _, Change.NodeGone _ -> nodes = true;
            case Change.ClaimPut(var claim) -> namespaces.add(claim.namespace());
            case Change.ClaimGone(String namespace, _) -> namespaces.add(namespace);
            case Change.PolicyPut(var policy) -> namespaces.add(policy.namespace());
            case Change.PolicyGone(String namespace, _) -> namespaces.add(namespace);
            case Change.PolicyPending(var policy) -> busy.add(policy.namespace());
            case Change.PodPut(var pod) -> busy.add(pod.namespace());
            case Change.PodGone(String namespace, _) -> busy.add(namespace);
            case Change.OwnerPut(var owner) -> busy.add(owner.namespace());
            case Change.OwnerGone(String namespace, _) -> busy.add(namespace);
            case Change.ReservationPut(var reservation) -> busy.add(reservation.namespace());
            case Change.ReservationGone(String namespace, _) -> busy.add(namespace);
            case Change.GrantPut(var grant) -> busy.add(grant.namespace());
            case Change.GrantGone(String namespace, _) -> busy.add(namespace);
            case Change.VolumePut(var volume) -> volumes.add(volume.name());
            case Change.VolumeGone(String name) -> volumes.add(name);
        }
    }

    /** Tells the listener, if there was anything, and forgets it. */
    void tell(ClusterView view, ViewListener listener) {
        boolean any = nodes || !busy.isEmpty() || !namespaces.isEmpty() || !volumes.isEmpty();
        for (String volume : volumes) {
            @Nullable String claim = view.claimOf(volume);
            if (claim != null) {
                namespaces.add(claim.substring(0, claim.indexOf('/')));
            }
        }
        if (any) {
            listener.changed(view, Set.copyOf(namespaces), Set.copyOf(busy), nodes);
        }
        forget();
        nodes = false;
    }

    /**
     * In place of all that there were, one change of everything: while a cluster is listed nobody
     * can use a view, and who compares views would keep the incomplete ones in memory.
     */
    void becomeOne() {
        forget();
        nodes = true;
    }

    private void forget() {
        namespaces.clear();
        volumes.clear();
        busy.clear();
    }
}
