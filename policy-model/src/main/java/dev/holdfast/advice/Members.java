package dev.holdfast.advice;

import dev.holdfast.policy.Domain;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.survival.DataVolume;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.Topology;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be said of a member before it is moved, and how it stands after it. */
final class Members {
    private Members() {}

    /** The members of some sets of a role, sorted by name. */
    static List<PodState> of(Trial trial, int role, Set<String> sets) {
        RoleMembers members = trial.policy().roles().get(role);
        List<PodState> pods = new ArrayList<>();
        members.all()
                .forEach((_, pod) -> {
                    if (members.setsOf(pod.name(), pod.labels(), pod.annotations()).stream()
                            .anyMatch(sets::contains)) {
                        pods.add(pod);
                    }
                });
        pods.sort(Comparator.comparing(PodState::name));
        return pods;
    }

    /** The bound volumes of a member's data, those that the view does not know left out. */
    static List<VolumeState> volumes(Trial trial, PodState pod) {
        List<VolumeState> volumes = new ArrayList<>();
        for (PodState.Mount mount : dataClaims(trial, pod)) {
            @Nullable VolumeState volume = volume(trial.view(), pod, mount);
            if (volume != null) {
                volumes.add(volume);
            }
        }
        return volumes;
    }

    /** The claims of a member that hold data. */
    static List<PodState.Mount> dataClaims(Trial trial, PodState pod) {
        return DataVolume.claimsOf(firstRole(trial, pod), pod);
    }

    private static @Nullable VolumeState volume(
            ClusterView view, PodState pod, PodState.Mount mount) {
        @Nullable ClaimState claim = view.claim(pod.namespace(), mount.claim());
        return claim == null ? null : claim.volume().map(view::volume).orElse(null);
    }

    /** The role whose volume and converge speak for a member. */
    static Role firstRole(Trial trial, PodState pod) {
        return trial.policy().firstRoleOf(pod, trial.policy().roles().getFirst().role());
    }

    /**
     * Whether a member finds its data again on another node. One without claims, or with a claim
     * that is not bound, has it where it runs and nowhere else.
     */
    static boolean takesItsData(Trial trial, PodState pod) {
        List<PodState.Mount> claims = dataClaims(trial, pod);
        return !claims.isEmpty()
                && (firstRole(trial, pod).volume().opaque()
                        || claims.stream().allMatch(mount -> bound(trial.view(), pod, mount)));
    }

    private static boolean bound(ClusterView view, PodState pod, PodState.Mount mount) {
        @Nullable ClaimState claim = view.claim(pod.namespace(), mount.claim());
        return claim != null && claim.volume().isPresent();
    }

    /**
     * The member on another node. It is up there if it was, and also if it stood on a node that is
     * not Ready, was ending, or ran nowhere; one that is not ready on a good node is no readier
     * elsewhere.
     */
    static PodState movedTo(ClusterView view, PodState pod, String node) {
        @Nullable NodeState before = nodeOf(view, pod);
        boolean restarts = before == null || !before.ready() || pod.terminating();
        return with(pod, Optional.of(node), pod.ready() || restarts);
    }

    /** The node that a member stands on, or null. */
    static @Nullable NodeState nodeOf(ClusterView view, PodState pod) {
        int id = pod.node().map(view::nodeId).orElse(-1);
        return id < 0 ? null : view.node(id);
    }

    /** The member on a node (or nowhere), ready or not, and not ending. */
    static PodState with(PodState pod, Optional<String> node, boolean ready) {
        return new PodState(
                pod.namespace(),
                pod.name(),
                pod.uid(),
                pod.labels(),
                pod.annotations(),
                pod.owner(),
                node,
                Optional.empty(),
                ready,
                0,
                false,
                pod.finished(),
                pod.claims());
    }

    /**
     * Whether a member stays in its database's rack on a node: where racks are labels, the node's
     * value of the rack's domain is its own now, or that of another member of its rack.
     */
    static boolean staysInRack(Trial trial, RoleMembers members, PodState pod, int node) {
        Optional<Replication.Rack> rack = members.role().replication().rack();
        Optional<String> key = rack.flatMap(Replication.Rack::label);
        Optional<String> name = key.map(label -> pod.labels().get(label));
        if (rack.isEmpty() || name.isEmpty()) {
            return true;
        }
        int domain = trial.policy().policy().spec().domainIndex(rack.get().domain()).orElse(-1);
        List<Integer> values = new ArrayList<>();
        members.all()
                .forEach((_, other) -> {
                    if (name.get().equals(other.labels().get(key.get()))) {
                        values.add(valueOf(trial, domain, other.node()));
                    }
                });
        values.removeIf(value -> value < 0);
        Topology topology = trial.view().topology(trial.policy().policy());
        int value =
                domain < 0 || domain >= topology.labelled() ? node : topology.value(domain, node);
        return values.isEmpty() || values.contains(value);
    }

    private static int valueOf(Trial trial, int domain, Optional<String> node) {
        int id = node.map(trial.view()::nodeId).orElse(-1);
        Topology topology = trial.view().topology(trial.policy().policy());
        return id < 0 || domain < 0 || domain >= topology.labelled()
                ? id
                : topology.value(domain, id);
    }

    /** The domain values around a node for people, for example {@code zone c, rack c/r1}. */
    static String where(Trial trial, int node) {
        Topology topology = trial.view().topology(trial.policy().policy());
        List<String> values = new ArrayList<>();
        for (int i = 0; i < topology.labelled(); i++) {
            Domain domain = topology.domains().get(i);
            int value = topology.value(i, node);
            if (value >= 0) {
                values.add(domain.name() + " " + topology.name(i, value));
            }
        }
        return String.join(", ", values);
    }
}
