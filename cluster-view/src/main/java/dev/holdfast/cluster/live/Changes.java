package dev.holdfast.cluster.live;

import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whom the changes since the last view concern. */
final class Changes {
    private final Set<String> namespaces = new HashSet<>();
    private final Set<String> volumes = new HashSet<>();
    private boolean nodes;

    void add(Change change) {
        switch (change) {
            case Change.NodePut _, Change.NodeGone _ -> nodes = true;
            case Change.PodPut(var pod) -> namespaces.add(pod.namespace());
            case Change.PodGone(String namespace, _) -> namespaces.add(namespace);
            case Change.ClaimPut(var claim) -> namespaces.add(claim.namespace());
            case Change.ClaimGone(String namespace, _) -> namespaces.add(namespace);
            case Change.OwnerPut(var owner) -> namespaces.add(owner.namespace());
            case Change.OwnerGone(String namespace, _) -> namespaces.add(namespace);
            case Change.PolicyPut(var policy) -> namespaces.add(policy.namespace());
            case Change.PolicyGone(String namespace, _) -> namespaces.add(namespace);
            case Change.ReservationPut(var reservation) -> namespaces.add(reservation.namespace());
            case Change.ReservationGone(String namespace, _) -> namespaces.add(namespace);
            case Change.GrantPut(var grant) -> namespaces.add(grant.namespace());
            case Change.GrantGone(String namespace, _) -> namespaces.add(namespace);
            case Change.VolumePut(var volume) -> volumes.add(volume.name());
            case Change.VolumeGone(String name) -> volumes.add(name);
        }
    }

    /** Tells the listener, if there was anything, and forgets it. */
    void tell(ClusterView view, ViewListener listener) {
        boolean any = nodes || !namespaces.isEmpty() || !volumes.isEmpty();
        for (String volume : volumes) {
            @Nullable String claim = view.claimOf(volume);
            if (claim != null) {
                namespaces.add(claim.substring(0, claim.indexOf('/')));
            }
        }
        if (any) {
            listener.changed(view, Set.copyOf(namespaces), nodes);
        }
        namespaces.clear();
        volumes.clear();
        nodes = false;
    }
}
