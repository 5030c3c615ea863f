package dev.holdfast.advice;

import static java.util.Objects.requireNonNull;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.rules.Survival;
import dev.holdfast.survival.SetVerdict;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PolicyMembers;
import java.util.List;
import java.util.Set;

/** A policy in a view as it is, or as it would be with some changes. */
record Trial(ClusterView view, PolicyMembers policy) {
    /** Evaluations per set and goal before the answer is unknown. */
    private static final long BUDGET = 100_000;

    /** The same with these changes, in this order. */
    Trial with(List<Change> changes) {
        ClusterView changed = view;
        for (Change change : changes) {
            changed = changed.apply(change);
        }
        DataPlacementPolicy same = policy.policy();
        return new Trial(changed, requireNonNull(changed.policy(same.namespace(), same.name())));
    }

    /** What a goal comes to over some sets; over all of them when none is named. */
    Survival.GoalReport verdict(int role, int goal, Set<String> sets) {
        return Survival.verdict(view, policy, role, goal, sets, BUDGET);
    }

    /** Whether a goal holds over some sets. */
    boolean holds(int role, int goal, Set<String> sets) {
        return verdict(role, goal, sets).result() == SetVerdict.Result.HOLD;
    }
}
