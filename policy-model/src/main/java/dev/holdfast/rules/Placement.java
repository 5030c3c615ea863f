package dev.holdfast.rules;

import dev.holdfast.policy.PolicySpec;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import java.util.ArrayList;
import java.util.List;

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
                    roles.add(new RolePlacement(view, policy, role, pod));
                }
            }
            if (roles.size() == before) {
                InitializedMember.of(view, policy, pod)
                        .ifPresent(found -> {
                            for (int role : found.roles()) {
                                roles.add(new RolePlacement(view, policy, role, found.member()));
                            }
                        });
            }
            enforced |=
                    roles.size() > before
                            && policy.policy().spec().enforcement()
                                    == PolicySpec.Enforcement.Enforce;
        }
        return new RolePlacements(roles, enforced, policies > 1);
    }
}
