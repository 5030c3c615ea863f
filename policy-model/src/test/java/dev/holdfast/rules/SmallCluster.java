package dev.holdfast.rules;

import static java.util.Objects.requireNonNull;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Decoded;
import dev.holdfast.policy.Documents;
import dev.holdfast.policy.PolicyDecoder;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.OwnerState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.VolumeState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A cluster put together by hand, everything Ready. */
public final class SmallCluster {
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final String NAMESPACE = "ns";

    private ClusterView view = ClusterView.EMPTY;

    /** Nodes {@code a1}, {@code a2} and so on: the letter is the zone. */
    public SmallCluster nodes(String... names) {
        Stream.of(names).forEach(name -> node(name, labels(name)));
        return this;
    }

    /** The labels of a node of {@link #nodes}. */
    public static Map<String, String> labels(String name) {
        return Map.of(ZONE, name.substring(0, 1), "kubernetes.io/hostname", name);
    }

    /** A node with these labels. */
    public SmallCluster node(String name, Map<String, String> labels) {
        return put(
                new Change.NodePut(
                        new NodeState(name, labels, true, true, List.of(), Map.of(), List.of())));
    }

    /** A member without claims on a node. */
    public SmallCluster pod(String name, String node, Map<String, String> labels) {
        return pod(name, Optional.of(node), labels, List.of());
    }

    /** A member, bound or not, with the claims that it mounts as {@code data}. */
    public SmallCluster pod(
            String name, Optional<String> node, Map<String, String> labels, List<String> claims) {
        return put(
                new Change.PodPut(
                        new PodState(
                                NAMESPACE,
                                name,
                                name,
                                labels,
                                Map.of(),
                                Optional.empty(),
                                node,
                                Optional.empty(),
                                node.isPresent(),
                                0,
                                false,
                                false,
                                claims.stream()
                                        .map(claim -> new PodState.Mount("data", claim))
                                        .toList())));
    }

    /** A claim bound to a volume with current copies on these nodes. */
    public SmallCluster volume(String claim, Amount usable, String... nodes) {
        List<VolumeState.Copy> copies =
                Stream.of(nodes)
                        .map(node -> new VolumeState.Copy(node, VolumeState.Copy.State.Current))
                        .toList();
        return volume(claim, new VolumeState.Copies.Listed(copies, copies.size(), usable, "test"));
    }

    /** A claim bound to a volume of which this is known. */
    public SmallCluster volume(String claim, VolumeState.Copies copies) {
        put(
                new Change.ClaimPut(
                        new ClaimState(
                                NAMESPACE,
                                claim,
                                Map.of(),
                                Optional.of("pv-" + claim),
                                Optional.empty())));
        return put(
                new Change.VolumePut(
                        new VolumeState("pv-" + claim, NodeAffinity.ANYWHERE, copies, "")));
    }

    /** A StatefulSet. */
    public SmallCluster owner(String name, int replicas, Map<String, String> labels) {
        return put(new Change.OwnerPut(new OwnerState(NAMESPACE, name, replicas, 0, labels)));
    }

    /** A policy by its spec as YAML. */
    public SmallCluster policy(String name, String spec) {
        Map<String, Object> document =
                Documents.yaml(
                        "{apiVersion: holdfast.dev/v1alpha1, kind: DataPlacementPolicy, metadata: {name: %s, namespace: %s}, spec: %s}"
                                .formatted(name, NAMESPACE, spec));
        return switch (PolicyDecoder.decode(document)) {
            case Decoded.Ok(DataPlacementPolicy policy) -> put(new Change.PolicyPut(policy));
            case Decoded.Refused refused -> throw new AssertionError(refused.toString());
        };
    }

    /** One more change. */
    public SmallCluster put(Change change) {
        view = view.apply(change);
        return this;
    }

    /** What there is. */
    public ClusterView view() {
        return view;
    }

    /** A policy with its members. */
    public PolicyMembers members(String policy) {
        return requireNonNull(view.policy(NAMESPACE, policy));
    }
}
