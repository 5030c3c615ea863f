package dev.holdfast.rules;

import dev.holdfast.policy.Role;
import dev.holdfast.survival.DataVolume;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Members whose data is gone for good: all copies of a volume lay on nodes that were deleted. Such
 * a member stays Pending, for its claim asks for a node that there is not, until somebody removes
 * claim and pod (kubernetes issues 113139 and 89910).
 */
public final class LostData {
    /**
     * What the last part of a label's key is called where its values are single nodes. A zonal
     * volume without a node in its zone is not lost, only out of reach.
     */
    private static final Set<String> NODE_KEYS = Set.of("hostname", "node", "nodename");

    private LostData() {}

    /**
     * One member and the volume that it lost.
     *
     * @param nodes the nodes that had it
     */
    public record Loss(PodState member, String claim, String volume, List<String> nodes) {
        public Loss {
            nodes = List.copyOf(nodes);
        }

        /** For people. */
        public String text() {
            return "all data of volume "
                    + volume
                    + " was on "
                    + String.join(" and ", nodes)
                    + ", "
                    + (nodes.size() == 1 ? "a node that is" : "nodes that are")
                    + " gone; delete claim "
                    + claim
                    + " and then the pod, so that it starts anew";
        }
    }

    /** The members of a role that lost a data volume, sorted by name. */
    public static List<Loss> of(ClusterView view, PolicyMembers policy, RoleMembers members) {
        List<PodState> all = new ArrayList<>(members.all().size());
        members.all().forEach((_, pod) -> all.add(pod));
        return of(view, policy, members, all);
    }

    /** Those of some members of a role that lost a data volume, sorted by name. */
    static List<Loss> of(
            ClusterView view, PolicyMembers policy, RoleMembers members, List<PodState> some) {
        List<Loss> losses = new ArrayList<>();
        for (PodState pod : some) {
            Role first = policy.firstRoleOf(pod, members.role());
            if (first.volume().opaque()) {
                continue;
            }
            for (DataVolume data : DataVolume.of(view, first, pod)) {
                @Nullable VolumeState volume = data.volume();
                List<String> nodes = volume == null ? List.of() : lost(view, volume);
                if (volume != null && !nodes.isEmpty()) {
                    losses.add(new Loss(pod, data.mount().claim(), volume.name(), nodes));
                }
            }
        }
        losses.sort(Comparator.comparing(loss -> loss.member().name() + " " + loss.volume()));
        return losses;
    }

    /** The nodes that had the copies, when none of them exists any more; else empty. */
    private static List<String> lost(ClusterView view, VolumeState volume) {
        List<String> nodes =
                switch (volume.copies()) {
                    case VolumeState.Copies.Unknown _ -> List.of();
                    case VolumeState.Copies.Listed listed ->
                            listed.copies().stream()
                                    .map(VolumeState.Copy::node)
                                    .distinct()
                                    .sorted()
                                    .toList();
                    case VolumeState.Copies.FromAffinity() -> namedNodes(volume.affinity());
                };
        boolean gone = nodes.stream().allMatch(node -> view.nodeId(node) < 0);
        return gone && !matchesSomewhere(view, volume) ? nodes : List.of();
    }

    private static boolean matchesSomewhere(ClusterView view, VolumeState volume) {
        if (!(volume.copies() instanceof VolumeState.Copies.FromAffinity)) {
            return false;
        }
        for (int id = 0; id < view.nodeBound(); id++) {
            @Nullable NodeState node = view.node(id);
            if (node != null && volume.affinity().matches(node)) {
                return true;
            }
        }
        return false;
    }

    /** The nodes that an affinity names one by one; empty when a term names none. */
    private static List<String> namedNodes(NodeAffinity affinity) {
        List<String> nodes = new ArrayList<>();
        for (NodeAffinity.Term term : affinity.terms()) {
            List<String> named = new ArrayList<>();
            term.fields().stream()
                    .filter(one -> one.operator().equals("In"))
                    .forEach(one -> named.addAll(one.values()));
            term.labels().stream()
                    .filter(one -> one.operator().equals("In") && ofNodes(one.key()))
                    .forEach(one -> named.addAll(one.values()));
            if (named.isEmpty()) {
                return List.of();
            }
            nodes.addAll(named);
        }
        return nodes.stream().distinct().sorted().toList();
    }

    private static boolean ofNodes(String key) {
        return NODE_KEYS.contains(key.substring(key.lastIndexOf('/') + 1));
    }
}
