package dev.holdfast.rules;

import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether members may go: one by one, several together, or with the copies that a storage system's
 * pod serves. Members whose eviction was granted (the view's grants) or that have not settled since
 * they turned Ready count as down; {@code now} is compared with the times in the view.
 */
public final class Eviction {
    private Eviction() {}

    /**
     * The answer.
     *
     * @param reasons why not; empty when allowed
     * @param warnings what to know although it is allowed
     */
    public record Answer(boolean allowed, List<String> reasons, List<String> warnings) {
        public Answer {
            reasons = List.copyOf(reasons);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Whether a pod may be evicted. A pod that is no member, or counts as down already, may always.
     */
    public static Answer of(ClusterView view, PodState pod, Instant now) {
        return together(view, List.of(pod), now);
    }

    /** Whether these pods may go at the same time, as the victims of one preemption do. */
    public static Answer together(ClusterView view, Collection<PodState> pods, Instant now) {
        EvictionFindings findings = new EvictionFindings();
        Set<String> done = new HashSet<>();
        for (PodState pod : pods) {
            for (PolicyMembers policy : view.policiesOf(pod)) {
                for (int role : policy.rolesOf(pod)) {
                    RoleMembers members = policy.roles().get(role);
                    for (String set : members.setsOf(pod.name(), pod.labels(), pod.annotations())) {
                        if (done.add(policy.policy().key() + " " + role + " " + set)) {
                            new SetEviction(view, policy, role, set, now, findings).remove(pods);
                        }
                    }
                }
            }
        }
        return findings.answer();
    }

    /**
     * Whether a storage system's pod on a node may be evicted: the copies there go, and the members
     * attached there.
     */
    public static Answer ofStorage(ClusterView view, String node, Instant now) {
        EvictionFindings findings = new EvictionFindings();
        StorageNode storage = new StorageNode(view, node);
        view.forEachPolicy(policy -> {
            for (int role = 0; role < policy.roles().size(); role++) {
                for (String set : storage.sets(policy, policy.roles().get(role))) {
                    new SetEviction(view, policy, role, set, now, findings).removeStorage(storage);
                }
            }
        });
        return findings.answer();
    }
}
