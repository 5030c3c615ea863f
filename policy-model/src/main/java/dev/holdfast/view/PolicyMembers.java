package dev.holdfast.view;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * A policy with the members of its roles.
 *
 * @param roles in the order of the policy
 */
public record PolicyMembers(DataPlacementPolicy policy, List<RoleMembers> roles) {
    public PolicyMembers {
        roles = List.copyOf(roles);
    }

    static PolicyMembers of(DataPlacementPolicy policy) {
        return new PolicyMembers(
                policy, policy.spec().roles().stream().map(RoleMembers::of).toList());
    }

    /** Whether the policy speaks for the pod, with or without a role for it. */
    public boolean selects(PodState pod) {
        return pod.namespace().equals(policy.namespace())
                && policy.spec().selector().matches(pod.labels());
    }

    /** Whether this pod may be a member at all: not owned by a Job and not finished. */
    public static boolean counts(PodState pod) {
        return !pod.finished()
                && pod.owner().map(owner -> !owner.kind().equals("Job")).orElse(true);
    }

    /** The indices of the roles that the pod is a member of; empty when it is no member. */
    public List<Integer> rolesOf(PodState pod) {
        if (!selects(pod) || !counts(pod)) {
            return List.of();
        }
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < roles.size(); i++) {
            if (roles.get(i).matches(pod.labels(), pod)) {
                indices.add(i);
            }
        }
        return indices;
    }

    /**
     * The role whose volume and converge speak for a pod: the first that it has.
     *
     * @param otherwise the role that speaks for a pod without one
     */
    public Role firstRoleOf(PodState pod, Role otherwise) {
        List<Integer> member = rolesOf(pod);
        return member.isEmpty() ? otherwise : roles.get(member.getFirst()).role();
    }

    PolicyMembers with(PodState pod) {
        List<Integer> member = rolesOf(pod);
        List<RoleMembers> changed = new ArrayList<>();
        for (int i = 0; i < roles.size(); i++) {
            RoleMembers role = roles.get(i);
            changed.add(member.contains(i) ? role.with(pod) : role.without(pod.name()));
        }
        return new PolicyMembers(policy, changed);
    }

    PolicyMembers without(String podName) {
        return new PolicyMembers(
                policy, roles.stream().map(role -> role.without(podName)).toList());
    }
}
