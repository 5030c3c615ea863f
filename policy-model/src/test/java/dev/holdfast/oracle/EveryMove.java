package dev.holdfast.oracle;

import static java.util.Objects.requireNonNull;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every set of moves of one role's members, tried one by one. A member moves if its volumes can
 * follow (or it runs nowhere), to a node that is Ready, not cordoned and allowed by every rule but
 * survival.
 */
record EveryMove(
        ClusterView view,
        DataPlacementPolicy policy,
        Role role,
        List<GoalResult> before,
        List<PodState> single) {

    static EveryMove of(ClusterView view, DataPlacementPolicy policy, int roleIndex) {
        Facts facts = Facts.of(view, policy);
        Role role = policy.spec().roles().get(roleIndex);
        List<PodState> single = new ArrayList<>();
        for (PodState pod : facts.members(role)) {
            if (pod.node().isPresent() && !follows(facts, pod)) {
                continue;
            }
            for (NodeState node : facts.nodes().values()) {
                boolean elsewhere = !pod.node().equals(Optional.of(node.name()));
                if (elsewhere
                        && node.ready()
                        && node.schedulable()
                        && facts.labelled(node)
                        && attaches(facts, pod, node)
                        && sameRack(facts, role, pod, node)) {
                    single.add(moved(facts, pod, node));
                }
            }
        }
        return new EveryMove(view, policy, role, Oracle.survive(view, policy), single);
    }

    int size() {
        return single.size();
    }

    /** A set of at most so many moves with which the goal holds and none that held is lost. */
    Optional<String> holding(int goal, int most) {
        for (int size = 1; size <= most; size++) {
            for (List<PodState> moves : Choices.subsets(single, size)) {
                Set<String> names = new HashSet<>();
                moves.forEach(pod -> names.add(pod.name()));
                if (names.size() == size && holds(goal, moves)) {
                    return Optional.of(
                            moves.stream()
                                    .map(pod -> pod.name() + " on " + pod.node().orElseThrow())
                                    .toList()
                                    .toString());
                }
            }
        }
        return Optional.empty();
    }

    private boolean holds(int goal, List<PodState> moves) {
        ClusterView after = view;
        for (PodState pod : moves) {
            after = after.apply(new Change.PodPut(pod));
        }
        Facts facts = Facts.of(after, policy);
        for (PodState pod : moves) {
            if (!HardRules.allow(facts, pod, pod.node().orElseThrow())) {
                return false;
            }
        }
        List<GoalResult> results = Oracle.survive(after, policy);
        for (int i = 0; i < results.size(); i++) {
            GoalResult result = results.get(i);
            boolean meant = result.role().equals(role.name()) && result.goal() == goal;
            boolean held = before.get(i).answer() == Answer.HOLD;
            if ((meant || held) && result.answer() != Answer.HOLD) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the data of a member is in volumes, all of them bound, or in none that is modelled.
     */
    private static boolean follows(Facts facts, PodState pod) {
        List<Storage.DataClaim> claims = Storage.dataClaims(facts, pod);
        return !claims.isEmpty()
                && (Storage.volume(facts, pod).opaque()
                        || claims.stream().allMatch(claim -> claim.volume().isPresent()));
    }

    /** Whether every volume of the pod, data or not, can be attached on the node. */
    private static boolean attaches(Facts facts, PodState pod, NodeState node) {
        for (PodState.Mount mount : pod.claims()) {
            @Nullable ClaimState claim = facts.view().claim(pod.namespace(), mount.claim());
            @Nullable VolumeState volume =
                    claim == null ? null : claim.volume().map(facts.view()::volume).orElse(null);
            if (volume != null && !volume.affinity().matches(node)) {
                return false;
            }
        }
        return true;
    }

    /** A member with a rack label stays among the rack's values of its domain. */
    private static boolean sameRack(Facts facts, Role role, PodState pod, NodeState node) {
        Optional<Replication.Rack> rack = role.replication().rack();
        Optional<String> key = rack.flatMap(Replication.Rack::label);
        if (rack.isEmpty() || key.isEmpty() || !pod.labels().containsKey(key.get())) {
            return true;
        }
        Set<String> values = new HashSet<>();
        for (PodState other : facts.members(role)) {
            Optional<NodeState> on = other.node().map(facts.nodes()::get);
            if (pod.labels().get(key.get()).equals(other.labels().get(key.get()))
                    && on.isPresent()) {
                values.add(value(facts, rack.get().domain(), on.get()));
            }
        }
        return values.isEmpty() || values.contains(value(facts, rack.get().domain(), node));
    }

    private static String value(Facts facts, String domain, NodeState node) {
        return requireNonNull(Completion.partial(facts, node).get(domain));
    }

    /** It comes up there unless it is down for a reason of its own. */
    private static PodState moved(Facts facts, PodState pod, NodeState node) {
        boolean well =
                pod.node().map(facts.nodes()::get).map(NodeState::ready).orElse(false)
                        && !pod.terminating();
        return new PodState(
                pod.namespace(),
                pod.name(),
                pod.uid(),
                pod.labels(),
                pod.annotations(),
                pod.owner(),
                Optional.of(node.name()),
                Optional.empty(),
                pod.ready() || !well,
                0,
                false,
                pod.finished(),
                pod.claims());
    }
}
