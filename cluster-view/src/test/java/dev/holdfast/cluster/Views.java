package dev.holdfast.cluster;

import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A view as plain maps, to compare. */
public final class Views {
    private Views() {}

    /** All that a view holds of these namespaces and volumes, nodes by id. */
    static Map<String, Object> content(
            ClusterView view, Collection<String> namespaces, Collection<String> volumes) {
        return content(view, namespaces, volumes, "");
    }

    /** The same, with the policies of one namespace only; of all when it is empty. */
    public static Map<String, Object> content(
            ClusterView view,
            Collection<String> namespaces,
            Collection<String> volumes,
            String policies) {
        TreeMap<String, Object> content = new TreeMap<>();
        for (int id = 0; id < view.nodeBound(); id++) {
            NodeState node = view.node(id);
            if (node != null) {
                content.put("node " + node.name(), node);
            }
        }
        for (String namespace : namespaces) {
            view.forEachPod(namespace, pod -> content.put("pod " + pod.key(), pod));
            view.forEachClaim(namespace, claim -> content.put("claim " + claim.key(), claim));
            view.forEachOwner(namespace, owner -> content.put("owner " + owner.key(), owner));
        }
        for (String volume : volumes) {
            content.put("volume " + volume, String.valueOf(view.volume(volume)));
        }
        view.forEachPolicy(p -> {
            if (policies.isEmpty() || p.policy().namespace().equals(policies)) {
                content.put("policy " + p.policy().key(), p.policy());
            }
        });
        return content;
    }

    /** The names of the nodes in the order of their ids. */
    static List<String> nodes(ClusterView view) {
        return java.util.stream.IntStream.range(0, view.nodeBound())
                .mapToObj(view::node)
                .filter(java.util.Objects::nonNull)
                .map(NodeState::name)
                .toList();
    }

    static List<PodState> pods(ClusterView view, String namespace) {
        List<PodState> pods = new java.util.ArrayList<>();
        view.forEachPod(namespace, pods::add);
        return pods;
    }
}
