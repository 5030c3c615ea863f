package dev.holdfast.advice;

import static java.util.Objects.requireNonNull;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.Documents;
import dev.holdfast.policy.Domain;
import dev.holdfast.rules.Survival;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cluster in one namespace with one policy, put together step by step. */
final class Cluster {
    private static final String NAMESPACE = "default";

    private ClusterView view = ClusterView.EMPTY;

    /** A cluster whose policy has one role, written as YAML in flow style. */
    static Cluster withRole(String role) {
        Cluster cluster = new Cluster();
        return cluster.with(
                new Change.PolicyPut(
                        Documents.decoded(
                                Documents.policy(
                                        "selector: {matchLabels: {app: db}}\nroles: ["
                                                + role
                                                + "]"))));
    }

    private Cluster with(Change change) {
        view = view.apply(change);
        return this;
    }

    /** Nodes in a zone, Ready and not cordoned. */
    Cluster zone(String zone, String... nodes) {
        for (String node : nodes) {
            node(node, zone, true, true);
        }
        return this;
    }

    Cluster node(String name, String zone, boolean ready, boolean schedulable) {
        Map<String, String> labels = Map.of(Domain.ZONE.key(), zone, Domain.NODE.key(), name);
        return with(
                new Change.NodePut(
                        new NodeState(
                                name, labels, ready, schedulable, List.of(), Map.of(), List.of())));
    }

    Cluster withoutNode(String name) {
        return with(new Change.NodeGone(name));
    }

    /** A ready member on a node with a volume that is on that node alone. */
    Cluster local(String pod, String node) {
        return volume(pod, on(node), new VolumeState.Copies.FromAffinity()).pod(pod, node, true);
    }

    /** A ready member whose volume has copies on these nodes, any of which serves. */
    Cluster replicated(String pod, String node, String... copies) {
        List<VolumeState.Copy> listed = new ArrayList<>();
        for (String copy : copies) {
            listed.add(new VolumeState.Copy(copy, VolumeState.Copy.State.Current));
        }
        VolumeState.Copies of =
                new VolumeState.Copies.Listed(listed, listed.size(), Amount.Word.One, "longhorn");
        return volume(pod, NodeAffinity.ANYWHERE, of).pod(pod, node, true);
    }

    private Cluster volume(String pod, NodeAffinity affinity, VolumeState.Copies copies) {
        with(new Change.VolumePut(new VolumeState("pv-" + pod, affinity, copies, "driver")));
        return with(
                new Change.ClaimPut(
                        new ClaimState(
                                NAMESPACE,
                                "data-" + pod,
                                Map.of("app", "db"),
                                Optional.of("pv-" + pod),
                                Optional.empty())));
    }

    private static NodeAffinity on(String node) {
        return new NodeAffinity(
                List.of(
                        new NodeAffinity.Term(
                                List.of(
                                        new NodeAffinity.Requirement(
                                                Domain.NODE.key(), "In", List.of(node))),
                                List.of())));
    }

    /** A member with a claim; an empty node means that it runs nowhere. */
    Cluster pod(String name, String node, boolean ready, String... labels) {
        Map<String, String> all = new HashMap<>(Map.of("app", "db"));
        for (int i = 0; i < labels.length; i += 2) {
            all.put(labels[i], labels[i + 1]);
        }
        return with(
                new Change.PodPut(
                        new PodState(
                                NAMESPACE,
                                name,
                                "uid-" + name,
                                all,
                                Map.of(),
                                Optional.of(new PodState.Owner("StatefulSet", "db")),
                                node.isEmpty() ? Optional.empty() : Optional.of(node),
                                Optional.empty(),
                                ready,
                                0,
                                false,
                                false,
                                List.of(new PodState.Mount("data", "data-" + name)))));
    }

    ClusterView view() {
        return view;
    }

    PolicyMembers policy() {
        return requireNonNull(view.policy(NAMESPACE, "p"));
    }

    List<GoalAdvice> advice() {
        return Advice.of(view, policy(), 0);
    }

    /** What one goal's suggestions of a kind say. */
    List<String> texts(int goal, Suggestion.Kind kind) {
        return advice().stream()
                .filter(one -> one.index() == goal)
                .flatMap(one -> one.suggestions().stream())
                .filter(one -> one.kind() == kind)
                .map(Suggestion::text)
                .toList();
    }

    Redundancy redundant() {
        return Redundancies.of(view, policy(), 0);
    }

    List<String> redundantTexts() {
        return redundant().items().stream().map(Redundancy.Item::text).toList();
    }

    List<Removal> removal() {
        return RemovalRanking.of(view, policy(), 0);
    }

    List<String> conditions() {
        return Survival.role(view, policy(), 0).conditions();
    }
}
