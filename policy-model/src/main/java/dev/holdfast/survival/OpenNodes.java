package dev.holdfast.survival;

import dev.holdfast.view.MatchedNodes;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.PodState;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.Topology;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which nodes without a label hold something of a role, or may. */
final class OpenNodes {
    private final RoleInView set;
    private final List<Integer> unlabelled;
    private final Set<Integer> open = new LinkedHashSet<>();

    private OpenNodes(RoleInView set, List<Integer> unlabelled) {
        this.set = set;
        this.unlabelled = unlabelled;
    }

    static Set<Integer> of(RoleInView set, Optional<PodState> newcomer) {
        List<Integer> unlabelled = unlabelled(set);
        if (unlabelled.isEmpty()) {
            return Set.of();
        }
        OpenNodes nodes = new OpenNodes(set, unlabelled);
        for (RoleMembers members : set.policy().roles()) {
            if (members.role().equals(set.role())) {
                members.all().forEach((_, pod) -> nodes.add(pod));
            }
        }
        newcomer.ifPresent(nodes::add);
        return nodes.open;
    }

    private static List<Integer> unlabelled(RoleInView set) {
        MatchedNodes everywhere = set.matching(NodeAffinity.ANYWHERE);
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < everywhere.cells().length; i++) {
            if (everywhere.cells()[i] == Topology.UNKNOWN) {
                for (int node : everywhere.nodes()[i]) {
                    found.add(node);
                }
            }
        }
        return found;
    }

    private void add(PodState pod) {
        pod.node().ifPresent(this::add);
        pod.reservedNode().ifPresent(this::add);
        if (!set.firstRole(pod).volume().opaque()) {
            set.dataVolumes(pod).stream().filter(DataVolume::bound).forEach(this::add);
        }
    }

    private void add(String name) {
        int node = set.view().nodeId(name);
        if (unlabelled.contains(node)) {
            open.add(node);
        }
    }

    private void add(DataVolume data) {
        @Nullable VolumeState volume = data.volume();
        if (volume == null) {
            open.addAll(unlabelled);
        } else if (volume.copies() instanceof VolumeState.Copies.Listed listed) {
            listed.copies().forEach(copy -> addCopy(copy));
        } else if (data.keptByStorage()) {
            open.addAll(unlabelled);
        } else {
            MatchedNodes matched = set.matching(volume.affinity());
            unlabelled.stream()
                    .filter(node -> matched.contains(Topology.UNKNOWN, node))
                    .forEach(open::add);
        }
    }

    private void addCopy(VolumeState.Copy copy) {
        switch (copy.state()) {
            case Current, Unknown -> add(copy.node());
            case Stale, Rebuilding, Leaving -> {
                // no copy of the data
            }
        }
    }
}
