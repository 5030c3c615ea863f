package dev.holdfast.view;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.PolicySpec;
import java.util.Optional;

/**
 * A policy that is there and that no rule can follow yet. What it said before, if anything, stands
 * meanwhile.
 *
 * @param policy empty when it cannot be read
 */
public record PendingPolicy(String namespace, String name, Optional<DataPlacementPolicy> policy) {

    /** Whether it may refuse the pod nodes once it is known; sure to be true if it will. */
    boolean mayRefuse(PodState pod) {
        return policy.map(DataPlacementPolicy::spec).map(spec -> refuses(spec, pod)).orElse(true);
    }

    private static boolean refuses(PolicySpec spec, PodState pod) {
        return spec.enforcement() == PolicySpec.Enforcement.Enforce
                && (spec.selector().matches(pod.labels())
                        || spec.roles().stream()
                                .flatMap(role -> role.initializers().stream())
                                .anyMatch(selector -> selector.matches(pod.labels())));
    }
}
