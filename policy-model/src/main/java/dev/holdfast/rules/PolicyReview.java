package dev.holdfast.rules;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Domain;
import dev.holdfast.policy.LabelSelector;
import dev.holdfast.policy.Role;
import dev.holdfast.policy.check.ClusterFacts;
import dev.holdfast.policy.check.ClusterFacts.Owner;
import dev.holdfast.policy.check.ClusterFacts.Shown;
import dev.holdfast.policy.check.Finding;
import dev.holdfast.policy.check.Overlap;
import dev.holdfast.policy.check.PolicyValidator;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is wrong with the policies of a view: the validator with all that the view knows. */
public final class PolicyReview {
    private final ClusterView view;
    private final BestMargins best;
    private final Map<List<Domain>, ClusterFacts> domains = new HashMap<>();

    /**
     * Reviews policies of one view.
     *
     * @param best may be kept for the views that follow
     */
    public PolicyReview(ClusterView view, BestMargins best) {
        this.view = view;
        this.best = best;
    }

    /** The findings of one policy of the view. */
    public List<Finding> of(PolicyMembers policy) {
        return PolicyValidator.validate(policy.policy(), facts(policy));
    }

    /** What the view knows about the cluster of a policy. */
    ClusterFacts facts(PolicyMembers members) {
        DataPlacementPolicy policy = members.policy();
        if (view.nodeCount() == 0) {
            return new ClusterFacts(
                    Map.of(), Map.of(), others(members), owners(members), Optional.empty());
        }
        ClusterFacts counted =
                domains.computeIfAbsent(policy.spec().domains(), _ -> counted(policy));
        return new ClusterFacts(
                counted.domainValues(),
                counted.nodesWithoutLabel(),
                others(members),
                owners(members),
                Optional.of(best.of(view, policy)));
    }

    /** Counts the values of the policy's domains over the nodes. */
    private ClusterFacts counted(DataPlacementPolicy policy) {
        Topology topology = view.topology(policy);
        Map<String, Integer> values = new HashMap<>();
        Map<String, Integer> without = new HashMap<>();
        List<Domain> declared = topology.domains();
        for (int domain = 0; domain < topology.labelled(); domain++) {
            String name = declared.get(domain).name();
            values.put(name, topology.existing(domain));
            int missing = 0;
            for (int node = 0; node < view.nodeBound(); node++) {
                missing += topology.value(domain, node) == Topology.UNKNOWN ? 1 : 0;
            }
            without.put(name, missing);
        }
        values.put(declared.getLast().name(), view.nodeCount());
        return new ClusterFacts(values, without, List.of(), Map.of(), Optional.empty());
    }

    private List<ClusterFacts.OtherPolicy> others(PolicyMembers policy) {
        List<ClusterFacts.OtherPolicy> others = new ArrayList<>();
        for (PolicyMembers other : view.policies(policy.policy().namespace())) {
            if (!other.policy().name().equals(policy.policy().name())) {
                others.add(
                        new ClusterFacts.OtherPolicy(
                                other.policy().key(),
                                other.policy().spec().selector(),
                                shown(policy, other)));
            }
        }
        return others;
    }

    private Shown shown(PolicyMembers one, PolicyMembers other) {
        if (!Overlap.possible(one.policy().spec().selector(), other.policy().spec().selector())) {
            return new Shown.Nothing();
        }
        TreeSet<String> ofOne = new TreeSet<>();
        TreeSet<String> ofOther = new TreeSet<>();
        view.forEachPod(
                one.policy().namespace(),
                pod -> {
                    if (PolicyMembers.counts(pod) && one.selects(pod)) {
                        ofOne.add(pod.name());
                    }
                    if (PolicyMembers.counts(pod) && other.selects(pod)) {
                        ofOther.add(pod.name());
                    }
                });
        boolean bothHavePods = !ofOne.isEmpty() && !ofOther.isEmpty();
        ofOne.retainAll(ofOther);
        if (!ofOne.isEmpty()) {
            return new Shown.Both(ofOne.first());
        }
        return bothHavePods ? new Shown.Apart() : new Shown.Nothing();
    }

    /** The controllers of each role's members: StatefulSets by their template, others by pods. */
    private Map<String, List<Owner>> owners(PolicyMembers policy) {
        Map<String, List<Owner>> owners = new HashMap<>();
        for (int i = 0; i < policy.roles().size(); i++) {
            Map<String, Owner> found = new TreeMap<>();
            Role role = policy.roles().get(i).role();
            view.forEachOwner(
                    policy.policy().namespace(),
                    owner -> {
                        if (selects(policy, role, owner.templateLabels())) {
                            found.put(
                                    "StatefulSet/" + owner.name(),
                                    new Owner("StatefulSet", owner.name(), owner.replicas()));
                        }
                    });
            if (role.members().isPresent()) {
                otherOwners(policy, role, found);
            }
            owners.put(role.name(), List.copyOf(found.values()));
        }
        return owners;
    }

    /** How many pods other kinds want is not known; only ordinals ask for their kind. */
    private void otherOwners(PolicyMembers policy, Role role, Map<String, Owner> found) {
        view.forEachPod(
                policy.policy().namespace(),
                pod -> {
                    if (PolicyMembers.counts(pod) && selects(policy, role, pod.labels())) {
                        pod.owner()
                                .filter(owner -> !owner.kind().equals("StatefulSet"))
                                .ifPresent(owner ->
                                        found.put(
                                                owner.kind() + "/" + owner.name(),
                                                new Owner(owner.kind(), owner.name(), 0)));
                    }
                });
    }

    private static boolean selects(PolicyMembers policy, Role role, Map<String, String> labels) {
        return policy.policy().spec().selector().matches(labels)
                && role.selector().orElse(LabelSelector.EVERYTHING).matches(labels);
    }
}
