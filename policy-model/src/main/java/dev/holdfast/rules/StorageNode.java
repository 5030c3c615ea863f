package dev.holdfast.rules;

import dev.holdfast.policy.Role;
import dev.holdfast.survival.DataVolume;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.VolumeState;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A node as a storage system's server: whose data it holds and whom it serves. */
record StorageNode(ClusterView view, String name) {
    /**
     * Sets with a current copy on the node, or with a member there on a volume whose copies a
     * storage system keeps.
     */
    Set<String> sets(PolicyMembers policy, RoleMembers members) {
        Set<String> sets = new TreeSet<>();
        members.all()
                .forEach((_, pod) -> {
                    if (serves(policy, members.role(), pod)) {
                        sets.addAll(members.setsOf(pod.name(), pod.labels(), pod.annotations()));
                    }
                });
        return sets;
    }

    /** Whether a member loses a copy or its connection with this server. */
    boolean serves(PolicyMembers policy, Role role, PodState pod) {
        Role first = policy.firstRoleOf(pod, role);
        return !first.volume().opaque()
                && DataVolume.of(view, first, pod).stream().anyMatch(data -> serves(pod, data));
    }

    private boolean serves(PodState pod, DataVolume data) {
        if (!data.keptByStorage()) {
            return false;
        }
        @Nullable VolumeState volume = data.volume();
        boolean attached =
                pod.ready() && !pod.terminating() && pod.node().equals(Optional.of(name));
        return attached
                || volume == null
                || !(volume.copies() instanceof VolumeState.Copies.Listed listed)
                || listed.copies().stream()
                        .anyMatch(copy -> copy.node().equals(name) && mayBeCurrent(copy));
    }

    private static boolean mayBeCurrent(VolumeState.Copy copy) {
        return copy.state() == VolumeState.Copy.State.Current
                || copy.state() == VolumeState.Copy.State.Unknown;
    }
}
