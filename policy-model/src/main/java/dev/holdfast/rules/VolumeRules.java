package dev.holdfast.rules;

import dev.holdfast.policy.Converge;
import dev.holdfast.policy.Role;
import dev.holdfast.survival.DataVolume;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.Topology;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the volumes of a pod say about a node: attachable there, a current copy there, storage up
 * there, copies together.
 */
final class VolumeRules {
    private final ClusterView view;
    private final Role role;
    private final List<VolumeState> attached = new ArrayList<>();
    private final List<VolumeState> data = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final @Nullable Within within;

    /** The domain that must hold all copies, and the values that hold most of them. */
    private record Within(Topology topology, int domain, List<Integer> values) {}

    VolumeRules(ClusterView view, PolicyMembers policy, Role role, PodState pod) {
        this.view = view;
        this.role = role;
        List<PodState.Mount> dataMounts = DataVolume.claimsOf(role, pod);
        for (PodState.Mount mount : pod.claims()) {
            @Nullable ClaimState claim = view.claim(pod.namespace(), mount.claim());
            if (claim == null || claim.volume().isEmpty()) {
                continue;
            }
            @Nullable VolumeState volume = view.volume(claim.volume().get());
            boolean isData = dataMounts.contains(mount) && !role.volume().opaque();
            if (volume == null) {
                if (isData) {
                    missing.add(claim.volume().get());
                }
                continue;
            }
            attached.add(volume);
            if (isData) {
                data.add(volume);
            }
        }
        this.within = within(policy);
    }

    private @Nullable Within within(PolicyMembers policy) {
        int domain =
                role.volume()
                        .within()
                        .flatMap(name -> policy.policy().spec().domainIndex(name))
                        .orElse(-1);
        Topology topology = view.topology(policy.policy());
        if (domain < 0 || domain >= topology.labelled()) {
            return null;
        }
        Map<Integer, Integer> copies = new HashMap<>();
        for (VolumeState volume : data) {
            if (volume.copies() instanceof VolumeState.Copies.Listed listed) {
                for (VolumeState.Copy copy : listed.copies()) {
                    int node = view.nodeId(copy.node());
                    int value = node < 0 ? Topology.ABSENT : topology.value(domain, node);
                    if (value >= 0 && copy.state() == VolumeState.Copy.State.Current) {
                        copies.merge(value, 1, Integer::sum);
                    }
                }
            }
        }
        int most = copies.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        List<Integer> values =
                copies.entrySet().stream()
                        .filter(entry -> entry.getValue() == most)
                        .map(Map.Entry::getKey)
                        .toList();
        return values.isEmpty() ? null : new Within(topology, domain, values);
    }

    /** Names what tells nodes apart for these rules. */
    void tellApart(NodeKinds.Builder kinds) {
        for (VolumeState volume : attached) {
            kinds.affinity(volume.affinity());
            if (volume.copies() instanceof VolumeState.Copies.Listed listed) {
                listed.copies().forEach(copy -> kinds.alone(view.nodeId(copy.node())));
            }
        }
    }

    /** The first reason against the node. */
    Optional<ReasonCode> refusal(int id, NodeState node) {
        for (VolumeState volume : attached) {
            if (!volume.affinity().matches(node)) {
                return Optional.of(ReasonCode.VOLUME_ELSEWHERE);
            }
            if (node.lacksStorageOf(volume)) {
                return Optional.of(ReasonCode.STORAGE_DOWN);
            }
        }
        if (leavesDomain(id)) {
            return Optional.of(ReasonCode.COPIES_OUTSIDE);
        }
        return role.converge().mode() == Converge.Mode.Required ? notLocal(node) : Optional.empty();
    }

    private boolean leavesDomain(int id) {
        @Nullable Within where = within;
        return where != null && !where.values.contains(where.topology.value(where.domain, id));
    }

    private Optional<ReasonCode> notLocal(NodeState node) {
        if (!missing.isEmpty()) {
            return Optional.of(ReasonCode.COPIES_UNKNOWN);
        }
        for (VolumeState volume : data) {
            Optional<ReasonCode> refusal = notLocal(volume, node);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private static Optional<ReasonCode> notLocal(VolumeState volume, NodeState node) {
        return switch (volume.copies()) {
            case VolumeState.Copies.Unknown _ -> Optional.of(ReasonCode.COPIES_UNKNOWN);
            case VolumeState.Copies.FromAffinity() ->
                    volume.affinity().isEmpty()
                            ? Optional.of(ReasonCode.COPIES_UNKNOWN)
                            : volume.affinity().matches(node)
                                    ? Optional.empty()
                                    : Optional.of(ReasonCode.NO_CURRENT_COPY);
            case VolumeState.Copies.Listed listed -> notListed(listed, node);
        };
    }

    private static Optional<ReasonCode> notListed(
            VolumeState.Copies.Listed listed, NodeState node) {
        Optional<ReasonCode> refusal = Optional.of(ReasonCode.NO_CURRENT_COPY);
        for (VolumeState.Copy copy : listed.copies()) {
            if (!copy.node().equals(node.name())) {
                continue;
            }
            switch (copy.state()) {
                case Current -> {
                    return Optional.empty();
                }
                case Unknown -> refusal = Optional.of(ReasonCode.COPIES_UNKNOWN);
                case Stale, Rebuilding, Leaving ->
                        refusal = Optional.of(ReasonCode.COPY_NOT_CURRENT);
            }
        }
        return refusal;
    }

    /**
     * Share of the data volumes with a current copy on the node; 1 when there are none to be near
     * to.
     */
    double locality(int id) {
        @Nullable NodeState node = view.node(id);
        if (data.isEmpty() || node == null || role.converge().mode() == Converge.Mode.Off) {
            return 1;
        }
        long local = data.stream().filter(volume -> notLocal(volume, node).isEmpty()).count();
        return (double) local / data.size();
    }

    /** Nodes with a current copy of all data volumes whose storage lists them, ids ascending. */
    int[] dataNodes() {
        if (role.converge().mode() == Converge.Mode.Off || !missing.isEmpty()) {
            return new int[0];
        }
        @Nullable BitSet common = null;
        for (VolumeState volume : data) {
            if (volume.copies() instanceof VolumeState.Copies.Listed listed) {
                BitSet current = new BitSet();
                for (VolumeState.Copy copy : listed.copies()) {
                    int node = view.nodeId(copy.node());
                    if (node >= 0 && copy.state() == VolumeState.Copy.State.Current) {
                        current.set(node);
                    }
                }
                if (common == null) {
                    common = current;
                } else {
                    common.and(current);
                }
            }
        }
        return common == null ? new int[0] : common.stream().toArray();
    }

    List<Reason> reasons(int id, NodeState node, String field) {
        List<Reason> reasons = new ArrayList<>();
        for (VolumeState volume : attached) {
            if (!volume.affinity().matches(node)) {
                reasons.add(
                        reason(
                                ReasonCode.VOLUME_ELSEWHERE,
                                "volume "
                                        + volume.name()
                                        + " cannot be attached on "
                                        + node.name()
                                        + ": its node affinity does not match",
                                field + ".volume",
                                volume,
                                "free room on a node that the volume's affinity matches, or give"
                                        + " the member a new volume"));
            }
            if (node.lacksStorageOf(volume)) {
                reasons.add(
                        reason(
                                ReasonCode.STORAGE_DOWN,
                                "the storage system of volume "
                                        + volume.name()
                                        + " does not serve on "
                                        + node.name(),
                                field + ".volume",
                                volume,
                                "bring the storage system back on the node"));
            }
        }
        if (leavesDomain(id)) {
            reasons.add(
                    new Reason(
                            ReasonCode.COPIES_OUTSIDE,
                            "most copies of the member's volumes lie in another "
                                    + role.volume().within().orElse(""),
                            field + ".volume.within",
                            node.name(),
                            "the value with most copies",
                            List.of(),
                            List.of("place the member where most of its copies are")));
        }
        if (role.converge().mode() == Converge.Mode.Required) {
            for (VolumeState volume : data) {
                notLocal(volume, node)
                        .ifPresent(code ->
                                reasons.add(
                                        reason(
                                                code,
                                                code == ReasonCode.COPY_NOT_CURRENT
                                                        ? "the copy of volume "
                                                                + volume.name()
                                                                + " on "
                                                                + node.name()
                                                                + " is not current"
                                                        : code == ReasonCode.NO_CURRENT_COPY
                                                                ? "no current copy of volume "
                                                                        + volume.name()
                                                                        + " is on "
                                                                        + node.name()
                                                                : "where the copies of volume "
                                                                        + volume.name()
                                                                        + " lie is unknown",
                                                field + ".converge",
                                                volume,
                                                "place the member on a node with a current copy, or"
                                                        + " rebuild one there")));
            }
            missing.forEach(name ->
                    reasons.add(
                            new Reason(
                                    ReasonCode.COPIES_UNKNOWN,
                                    "volume " + name + " is not known yet",
                                    field + ".converge",
                                    "PersistentVolume " + name + " is not in the view",
                                    "a current copy on the node",
                                    List.of(),
                                    List.of())));
        }
        return reasons;
    }

    private static Reason reason(
            ReasonCode code, String message, String field, VolumeState volume, String fix) {
        return new Reason(
                code,
                message,
                field,
                message,
                "",
                List.of("PersistentVolume/" + volume.name()),
                List.of(fix));
    }
}
