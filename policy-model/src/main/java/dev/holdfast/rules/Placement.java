package dev.holdfast.rules;

import dev.holdfast.policy.LabelSelector;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a pod may run: the policies' answer for every node. */
public final class Placement {
    private Placement() {}

    /**
     * What the policies say about every node for a pod. Asked again about the same pod and view, it
     * is the same decision; several threads may ask it.
     *
     * @param pod the pod to be placed, which may be newer than the view
     */
    public static PlacementDecision decide(ClusterView view, PodState pod) {
        return view.remembered(PlacementDecision.class, pod, asked -> decided(view, asked));
    }

    private static PlacementDecision decided(ClusterView view, PodState pod) {
        List<RolePlacement> roles = new ArrayList<>();
        boolean enforced = false;
        int policies = 0;
        for (PolicyMembers policy : view.policies(pod.namespace())) {
            int before = roles.size();
            if (policy.selects(pod) && PolicyMembers.counts(pod)) {
                policies++;
                for (int role : policy.rolesOf(pod)) {
                    roles.add(new RolePlacement(view, policy, role, pod, Optional.empty()));
                }
            }
            if (roles.size() == before) {
                addInitializer(view, policy, pod, roles);
            }
            enforced |=
                    roles.size() > before
                            && policy.policy().spec().enforcement()
                                    == PolicySpec.Enforcement.Enforce;
        }
        return new RolePlacements(roles, enforced, policies > 1);
    }

    /** A pod that mounts a member's claim before the member exists goes where the member may go. */
    private static void addInitializer(
            ClusterView view, PolicyMembers policy, PodState pod, List<RolePlacement> roles) {
        if (pod.claims().isEmpty() || pod.finished()) {
            return;
        }
        for (int i = 0; i < policy.roles().size(); i++) {
            RoleMembers members = policy.roles().get(i);
            Optional<LabelSelector> initializers = members.role().initializers();
            if (initializers.isPresent() && initializers.get().matches(pod.labels())) {
                roles.add(new RolePlacement(view, policy, i, pod, memberOf(view, policy, i, pod)));
                return;
            }
        }
    }

    /** The pending member whose claim an initializer mounts, if there is one already. */
    private static Optional<PodState> memberOf(
            ClusterView view, PolicyMembers policy, int role, PodState pod) {
        for (PodState.Mount mount : pod.claims()) {
            for (PodState other : view.podsMounting(pod.namespace(), mount.claim())) {
                if (policy.rolesOf(other).contains(role)) {
                    return Optional.of(other);
                }
            }
        }
        return Optional.empty();
    }
}
