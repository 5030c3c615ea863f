package dev.holdfast.cluster.live;

import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom the changes since the last view concern. A pod, owner, reservation or grant opens no node to
 * another pod that kube-scheduler would not try again by itself, so these name no namespace: who
 * looks for such nodes would look at every waiting pod of a namespace with every binding there.
 */
final class Changes {
    private final Set<String> namespaces = new HashSet<>();
    private final Set<String> volumes = new HashSet<>();
    private boolean nodes;
    private boolean others;

    void add(Change change) {
        switch (change) {
            case Change.NodePut _, Change.NodeGone _ -> nodes = true;
            case Change.ClaimPut(var claim) -> namespaces.add(claim.namespace());
            case Change.ClaimGone(String namespace, _) -> namespaces.add(namespace);
            case Change.PolicyPut(var policy) -> namespaces.add(policy.namespace());
            case Change.PolicyGone(String namespace, _) -> namespaces.add(namespace);
            case Change.PodPut _,
                    Change.PodGone _,
                    Change.PolicyPending _,
                    Change.OwnerPut _,
                    Change.OwnerGone _,
                    Change.ReservationPut _,
                    Change.ReservationGone _,
                    Change.GrantPut _,
                    Change.GrantGone _ ->
                    others = true;
            case Change.VolumePut(var volume) -> volumes.add(volume.name());
            case Change.VolumeGone(String name) -> volumes.add(name);
        }
    }

    /** Tells the listener, if there was anything, and forgets it. */
    void tell(ClusterView view, ViewListener listener) {
        boolean any = others || nodes || !namespaces.isEmpty() || !volumes.isEmpty();
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
        others = false;
    }
}
