package dev.holdfast.survival;

import dev.holdfast.policy.Role;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import java.util.Collection;

/** Makes the judges of the sets of one role, which share what they read of view and policy. */
public final class Judges {
    private final RoleInView role;

    /** Judges of a role's sets in a view. */
    public Judges(ClusterView view, PolicyMembers policy, Role role) {
        this.role = new RoleInView(view, policy, role);
    }

    /**
     * The judge of one set.
     *
     * @param members the pods of the set, and the synthetic pods of members that are expected but
     *     missing
     * @param gone what is gone besides all that is down
     * @param budget evaluations per goal before the answer is unknown
     */
    public SetJudge of(Collection<PodState> members, Gone gone, long budget) {
        return new SetJudge(role, members, gone, budget);
    }
}
