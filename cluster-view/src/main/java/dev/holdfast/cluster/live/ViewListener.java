package dev.holdfast.cluster.live;

import dev.holdfast.view.ClusterView;
import java.util.Set;

/** Told when there is a new view, first when it is complete. */
@FunctionalInterface
public interface ViewListener {
    /** Hears nothing. */
    ViewListener NONE = (_, _, _, _) -> {};

    /**
     * Called on the one thread that makes views: it must return soon.
     *
     * @param view the newest
     * @param namespaces of which claims, volumes or policies changed
     * @param busy namespaces of which pods, StatefulSets, reservations or grants changed
     * @param nodes whether nodes changed, which concerns every namespace
     */
    void changed(ClusterView view, Set<String> namespaces, Set<String> busy, boolean nodes);
}
