package dev.holdfast.oracle;

import dev.holdfast.policy.Converge;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.policy.Spread;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.VolumeState;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * "A node is refused if a label is missing, or Required spread, converge or the volume says no".
 * Decided: whether a node is Ready or cordoned is not asked here.
 */
final class HardRules {
    private HardRules() {}

    static boolean allow(Facts facts, PodState pod, String name) {
        @Nullable NodeState node = facts.nodes().get(name);
        return node != null
                && facts.labelled(node)
                && facts.rolesOf(pod).stream().allMatch(role -> spread(facts, role, pod, node))
                && Storage.allClaims(facts, pod).stream().allMatch(claim -> attaches(claim, node))
                && Storage.dataClaims(facts, pod).stream()
                        .allMatch(claim -> converges(facts, pod, claim, node))
                && within(facts, pod, node);
    }

    /**
     * "At most max members of one set (of the role, for Any) in one domain value." Decided: counted
     * are bound and reserved members that are not terminating, on nodes whose value is known.
     */
    private static boolean spread(Facts facts, Role role, PodState pod, NodeState node) {
        for (Spread spread : role.spread()) {
            if (spread.mode() == Spread.Mode.Required) {
                for (String set : Facts.sets(role, pod)) {
                    if (others(facts, role, pod, set, spread.domain(), node) + 1 > spread.max()) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static long others(
            Facts facts, Role role, PodState pod, String set, String domain, NodeState node) {
        String value = String.valueOf(Completion.partial(facts, node).get(domain));
        boolean any = role.replication().by() == Replication.By.Any;
        return facts.members(role).stream()
                .filter(other -> !other.name().equals(pod.name()) && !other.terminating())
                .filter(other -> any || Facts.sets(role, other).contains(set))
                .map(other -> other.node().or(other::reservedNode))
                .flatMap(Optional::stream)
                .map(facts.nodes()::get)
                .filter(other ->
                        other != null && value.equals(Completion.partial(facts, other).get(domain)))
                .count();
    }

    private static boolean attaches(Storage.DataClaim claim, NodeState node) {
        boolean down =
                claim.listed()
                        .map(listed -> node.storageDown().contains(listed.source()))
                        .orElse(false);
        return claim.affinity().matches(node) && !down;
    }

    /**
     * "converge Required: a current copy of every bound data volume; unbound: no limit; unknown:
     * refused". Decided: volumes that are not modelled set no limit.
     */
    private static boolean converges(
            Facts facts, PodState pod, Storage.DataClaim claim, NodeState node) {
        Role first = facts.firstRoleOf(pod);
        if (first.converge().mode() != Converge.Mode.Required
                || first.volume().opaque()
                || claim.volume().isEmpty()) {
            return true;
        }
        if (claim.listed().isPresent()) {
            return claim.listed().get().copies().stream()
                    .anyMatch(copy ->
                            copy.node().equals(node.name())
                                    && copy.state() == VolumeState.Copy.State.Current);
        }
        return claim.fromAffinity() && claim.affinity().matches(node);
    }

    /**
     * "within: all copies of one member in one value; else a condition, and new placements only
     * into the value with most copies." Decided: current listed copies count, and of several values
     * with most copies each will do.
     */
    private static boolean within(Facts facts, PodState pod, NodeState node) {
        Optional<String> domain = facts.firstRoleOf(pod).volume().within();
        if (domain.isEmpty() || facts.firstRoleOf(pod).volume().opaque()) {
            return true;
        }
        Map<String, Integer> copies = new TreeMap<>();
        for (Storage.DataClaim claim : Storage.dataClaims(facts, pod)) {
            claim.listed()
                    .ifPresent(listed -> {
                        for (VolumeState.Copy copy : listed.copies()) {
                            @Nullable NodeState at = facts.nodes().get(copy.node());
                            if (at != null && copy.state() == VolumeState.Copy.State.Current) {
                                Optional.ofNullable(Completion.partial(facts, at).get(domain.get()))
                                        .ifPresent(value -> copies.merge(value, 1, Integer::sum));
                            }
                        }
                    });
        }
        int most = copies.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        String value = String.valueOf(Completion.partial(facts, node).get(domain.get()));
        return copies.isEmpty() || copies.getOrDefault(value, 0) == most;
    }
}
