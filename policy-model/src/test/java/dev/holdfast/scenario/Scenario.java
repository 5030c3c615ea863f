package dev.holdfast.scenario;

import static java.util.Objects.requireNonNull;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Documents;
import dev.holdfast.policy.Domain;
import dev.holdfast.rules.Eviction;
import dev.holdfast.rules.Placement;
import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.rules.Reason;
import dev.holdfast.rules.ReasonCode;
import dev.holdfast.rules.Survival;
import dev.holdfast.survival.SetVerdict;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.OwnerState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.VolumeState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A small cluster with one enforced policy, changed step by step and asked in between. */
public final class Scenario {
    /** Nothing in the scenarios has a time. */
    private static final Instant NOW = Instant.EPOCH;

    private static final String RACK = "example.com/rack";

    private final DataPlacementPolicy policy;
    private ClusterView view = ClusterView.EMPTY;

    private Scenario(Map<String, Object> document) {
        policy = Documents.decoded(document);
        apply(new Change.PolicyPut(policy));
    }

    /** The policy of a file among the resources. */
    static Scenario file(String name) {
        return new Scenario(Documents.file(name));
    }

    /** One role that all pods have; the text is what stands in it. */
    public static Scenario role(String role) {
        return roles("- {name: db, " + role + "}");
    }

    /** Several roles, one line each. Domains: zone, rack, node. */
    public static Scenario roles(String roles) {
        String spec =
                """
                enforcement: Enforce
                selector: {matchLabels: {app: db}}
                domains:
                - {name: zone, key: topology.kubernetes.io/zone}
                - {name: rack, key: example.com/rack, onMissing: Alone}
                roles:
                """
                        + roles;
        return new Scenario(Documents.policy(spec));
    }

    private Scenario apply(Change change) {
        view = view.apply(change);
        return this;
    }

    private static Stream<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+", -1));
    }

    /** Ready nodes: {@code name=zone}, {@code name=zone/rack}, or {@code name} without labels. */
    public Scenario nodes(String nodes) {
        words(nodes)
                .forEach(node -> {
                    String[] parts = node.split("[=/]", -1);
                    Map<String, String> labels = new LinkedHashMap<>();
                    labels.put(Domain.NODE.key(), parts[0]);
                    if (parts.length > 1) {
                        labels.put(Domain.ZONE.key(), parts[1]);
                    }
                    if (parts.length > 2) {
                        labels.put(RACK, parts[2]);
                    }
                    put(
                            new NodeState(
                                    parts[0], labels, true, true, List.of(), Map.of(), List.of()));
                });
        return this;
    }

    private void put(NodeState node) {
        apply(new Change.NodePut(node));
    }

    /** The nodes stop or start answering. */
    public Scenario ready(boolean ready, String nodes) {
        words(nodes).forEach(name -> put(with(node(name), ready, node(name).schedulable())));
        return this;
    }

    /** The nodes take no new pods. */
    public Scenario cordoned(String nodes) {
        words(nodes).forEach(name -> put(with(node(name), node(name).ready(), false)));
        return this;
    }

    private static NodeState with(NodeState node, boolean ready, boolean schedulable) {
        return new NodeState(
                node.name(), node.labels(), ready, schedulable, List.of(), Map.of(), List.of());
    }

    private NodeState node(String name) {
        return requireNonNull(view.node(view.nodeId(name)), name);
    }

    /** Members: {@code name@node} bound and Ready, {@code name} pending. */
    public Scenario pods(String pods) {
        words(pods)
                .forEach(pod -> {
                    String[] parts = pod.split("@", -1);
                    Optional<String> node =
                            Optional.of(parts).filter(p -> p.length > 1).map(p -> p[1]);
                    put(member(parts[0], Map.of("app", "db"), node));
                });
        return this;
    }

    /** A Ready member with these labels. */
    Scenario member(String name, Map<String, String> labels, String node) {
        put(member(name, labels, Optional.of(node)));
        return this;
    }

    private PodState member(String name, Map<String, String> labels, Optional<String> node) {
        return new PodState(
                policy.namespace(),
                name,
                "uid-" + name,
                labels,
                Map.of(),
                Optional.of(new PodState.Owner("StatefulSet", "db")),
                node,
                Optional.empty(),
                node.isPresent(),
                0,
                false,
                false,
                List.of());
    }

    private void put(PodState pod) {
        apply(new Change.PodPut(pod));
    }

    /** The pod. */
    public PodState pod(String name) {
        return requireNonNull(view.pod(policy.namespace(), name), name);
    }

    private Scenario change(String pods, UnaryOperator<PodState> how) {
        words(pods).forEach(name -> put(how.apply(pod(name))));
        return this;
    }

    private static PodState with(
            PodState pod, boolean ready, boolean terminating, Optional<String> reserved) {
        return copy(pod, pod.labels(), pod.claims(), ready, terminating, reserved);
    }

    private static PodState with(
            PodState pod, Map<String, String> labels, List<PodState.Mount> claims) {
        return copy(pod, labels, claims, pod.ready(), pod.terminating(), pod.reservedNode());
    }

    private static PodState copy(
            PodState pod,
            Map<String, String> labels,
            List<PodState.Mount> claims,
            boolean ready,
            boolean terminating,
            Optional<String> reserved) {
        return new PodState(
                pod.namespace(),
                pod.name(),
                pod.uid(),
                labels,
                pod.annotations(),
                pod.owner(),
                pod.node(),
                reserved,
                ready,
                0,
                terminating,
                false,
                claims);
    }

    /** The pods are Ready, or not. */
    public Scenario up(boolean ready, String pods) {
        return change(pods, pod -> with(pod, ready, pod.terminating(), Optional.empty()));
    }

    /** The pods have a deletion timestamp. */
    public Scenario terminating(String pods) {
        return change(pods, pod -> with(pod, pod.ready(), true, Optional.empty()));
    }

    /** The ledger holds a node for the pod, which is not bound yet. */
    public Scenario reserved(String pod, String node) {
        return change(pod, one -> with(one, false, false, Optional.of(node)));
    }

    /** The pods get one more label. */
    public Scenario labelled(String key, String value, String pods) {
        return change(
                pods,
                pod -> {
                    Map<String, String> labels = new LinkedHashMap<>(pod.labels());
                    labels.put(key, value);
                    return with(pod, labels, pod.claims());
                });
    }

    /** The pods are gone. */
    public Scenario gone(String pods) {
        words(pods).forEach(name -> apply(new Change.PodGone(policy.namespace(), name)));
        return this;
    }

    /** A StatefulSet that is to have so many pods of these labels. */
    public Scenario owner(String name, int replicas, Map<String, String> labels) {
        return apply(
                new Change.OwnerPut(new OwnerState(policy.namespace(), name, replicas, 0, labels)));
    }

    /** One more volume of the pod, on this node only. */
    public Scenario local(String pod, String node) {
        return volume(
                pod, only(Domain.NODE.key(), node), new VolumeState.Copies.FromAffinity(), "local");
    }

    /** One more volume of the pod, which every node of the zone reaches. */
    public Scenario zonal(String pod, String zone) {
        return volume(
                pod, only(Domain.ZONE.key(), zone), new VolumeState.Copies.FromAffinity(), zone);
    }

    /**
     * One more volume of the pod that a storage system keeps.
     *
     * @param copies {@code node} or {@code node:State}
     * @param usable how many copies must live
     */
    public Scenario copies(String pod, String copies, Amount usable) {
        List<VolumeState.Copy> listed =
                words(copies)
                        .map(copy -> copy.split(":", -1))
                        .map(copy ->
                                new VolumeState.Copy(
                                        copy[0],
                                        copy.length > 1
                                                ? VolumeState.Copy.State.valueOf(copy[1])
                                                : VolumeState.Copy.State.Current))
                        .toList();
        return volume(
                pod,
                NodeAffinity.ANYWHERE,
                new VolumeState.Copies.Listed(listed, listed.size(), usable, "storage"),
                "kept");
    }

    /** One more volume of the pod of which nobody can tell where its copies are. */
    public Scenario somewhere(String pod) {
        return volume(
                pod,
                NodeAffinity.ANYWHERE,
                new VolumeState.Copies.Unknown("the source is away"),
                "somewhere");
    }

    /** One more claim of the pod that is bound to no volume yet. */
    public Scenario unbound(String pod) {
        return claim(pod, "unbound", Optional.empty());
    }

    private static NodeAffinity only(String key, String value) {
        NodeAffinity.Requirement requirement =
                new NodeAffinity.Requirement(key, "In", List.of(value));
        return new NodeAffinity(List.of(new NodeAffinity.Term(List.of(requirement), List.of())));
    }

    private Scenario volume(
            String pod, NodeAffinity affinity, VolumeState.Copies copies, String kind) {
        String name = "pv-" + pod + "-" + kind;
        apply(new Change.VolumePut(new VolumeState(name, affinity, copies, "driver")));
        return claim(pod, kind, Optional.of(name));
    }

    private Scenario claim(String pod, String kind, Optional<String> volume) {
        String name = kind + "-" + pod;
        apply(
                new Change.ClaimPut(
                        new ClaimState(
                                policy.namespace(),
                                name,
                                pod(pod).labels(),
                                volume,
                                Optional.of("any"))));
        return change(
                pod,
                one -> {
                    List<PodState.Mount> mounts = new ArrayList<>(one.claims());
                    mounts.add(new PodState.Mount(kind, name));
                    return with(one, one.labels(), mounts);
                });
    }

    private List<Survival.RoleReport> report() {
        return Survival.of(view, requireNonNull(view.policy(policy.namespace(), policy.name())))
                .roles();
    }

    /** What stands for the first role. */
    public Survival.RoleReport role() {
        return report().getFirst();
    }

    /** The results of all goals of a role. */
    public List<SetVerdict.Result> results(String role) {
        return report().stream()
                .filter(one -> one.name().equals(role))
                .flatMap(one -> one.goals().stream())
                .map(Survival.GoalReport::result)
                .toList();
    }

    /** What stands for a goal of the first role. */
    public Survival.GoalReport goal(int index) {
        return role().goals().get(index);
    }

    /** The results of all goals of the first role. */
    public List<SetVerdict.Result> results() {
        return role().goals().stream().map(Survival.GoalReport::result).toList();
    }

    /** The nodes where a pending pod may run, sorted. */
    public Set<String> allowed(String pod) {
        PlacementDecision decision = Placement.decide(view, pod(pod));
        Set<String> allowed = new TreeSet<>();
        for (int id = 0; id < view.nodeBound(); id++) {
            @Nullable NodeState node = view.node(id);
            if (node != null && decision.refusal(id).isEmpty()) {
                allowed.add(node.name());
            }
        }
        return allowed;
    }

    /** The first code against a node. */
    public Optional<ReasonCode> refusal(String pod, String node) {
        return Placement.decide(view, pod(pod)).refusal(view.nodeId(node));
    }

    /** Everything against a node. */
    public List<Reason> reasons(String pod, String node) {
        return Placement.decide(view, pod(pod)).reasons(view.nodeId(node));
    }

    /** Whether the pods may go together. */
    public Eviction.Answer evict(String pods) {
        return Eviction.together(view, words(pods).map(this::pod).toList(), NOW);
    }

    /** Whether the storage system's pod on a node may go. */
    public Eviction.Answer evictStorageOn(String node) {
        return Eviction.ofStorage(view, node, NOW);
    }

    /** The policy. */
    public DataPlacementPolicy policy() {
        return policy;
    }
}
