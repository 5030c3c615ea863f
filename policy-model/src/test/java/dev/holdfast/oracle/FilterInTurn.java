package dev.holdfast.oracle;

import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.rules.Placement;
import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Members of a random world that are placed anew: in any order, each on any node that the engine
 * allows, every node Ready. Volumes come into being where a member runs.
 */
final class FilterInTurn {
    private final RandomWorld world;
    private final Random random;
    private final List<PodState> members;
    private ClusterView view;

    private FilterInTurn(RandomWorld world, long seed) {
        this.world = world;
        this.random = new Random(seed);
        this.members = new ArrayList<>();
        world.pending().forEach(pod -> members.add(at(pod, Optional.empty())));
        world.bound().forEach(pod -> members.add(at(pod, Optional.empty())));
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.PolicyPut(world.policy()));
        for (Change change : world.changes()) {
            if (change instanceof Change.NodePut(NodeState node)) {
                changes.add(
                        new Change.NodePut(
                                new NodeState(
                                        node.name(),
                                        node.labels(),
                                        true,
                                        true,
                                        List.of(),
                                        Map.of(),
                                        List.of())));
            }
        }
        members.forEach(pod -> changes.add(new Change.PodPut(pod)));
        this.view = ClusterView.of(changes);
    }

    private static PodState at(PodState pod, Optional<String> node) {
        return new PodState(
                pod.namespace(),
                pod.name(),
                pod.uid(),
                pod.labels(),
                pod.annotations(),
                pod.owner(),
                node,
                Optional.empty(),
                node.isPresent(),
                0,
                false,
                false,
                List.of());
    }

    /** What one random order of one world came to. */
    enum End {
        /** Sets of the world are not of their declared size: nothing to say. */
        NOT_WHOLE,
        /** A member had to wait: no node was allowed for it. */
        WAITS,
        /** All stand, and every goal that could hold does. */
        HOLDS,
        /** All stand, and a goal that could hold does not. */
        BROKEN
    }

    /** Places all members of a world's known sets. */
    static End known(RandomWorld world, long seed) {
        FilterInTurn turn = new FilterInTurn(world, seed);
        return turn.whole() ? turn.place() : End.NOT_WHOLE;
    }

    private Facts facts() {
        return Facts.of(view, world.policy());
    }

    /** Every set has exactly the units that are declared, so nobody stays absent. */
    private boolean whole() {
        Facts facts = facts();
        for (Role role : world.policy().spec().roles()) {
            Replication replication = role.replication();
            Map<String, Integer> units = new TreeMap<>();
            for (PodState pod : facts.members(role)) {
                Facts.sets(role, pod)
                        .forEach(set -> units.merge(set, Facts.votes(role, pod), Integer::sum));
            }
            int wanted = replication.factor() - replication.external();
            boolean plain = replication.votes().isEmpty() && replication.by() != Replication.By.Any;
            if (!plain
                    || units.isEmpty()
                    || !units.values().stream().allMatch(some -> some == wanted)) {
                return false;
            }
        }
        return true;
    }

    private End place() {
        Set<String> reachable = reachable();
        Collections.shuffle(members, random);
        for (PodState pod : members) {
            List<String> allowed = allowed(view, pod);
            if (allowed.isEmpty()) {
                return End.WAITS;
            }
            String node = allowed.get(random.nextInt(allowed.size()));
            view = view.apply(new Change.PodPut(at(pod, Optional.of(node))));
        }
        for (GoalResult goal : Oracle.survive(view, world.policy())) {
            if (reachable.contains(goal.role() + goal.goal()) && goal.answer() != Answer.HOLD) {
                return End.BROKEN;
            }
        }
        return End.HOLDS;
    }

    /** The goals that every set of their role can hold alone, by enumeration. */
    private Set<String> reachable() {
        Facts facts = facts();
        Set<String> reachable = new HashSet<>();
        for (Role role : world.policy().spec().roles()) {
            for (int goal = 0; goal < role.survive().size(); goal++) {
                reachable.add(role.name() + goal);
            }
            Casting casting = Oracle.castings(facts, role).getFirst();
            for (PodState pod : facts.members(role)) {
                for (String set : Facts.sets(role, pod)) {
                    List<Integer> best = Placing.best(new Stage(casting, set, pod));
                    for (int goal = 0; goal < best.size(); goal++) {
                        if (best.get(goal) < 0) {
                            reachable.remove(role.name() + goal);
                        }
                    }
                }
            }
        }
        return reachable;
    }

    /** The nodes that the engine allows, sorted. */
    static List<String> allowed(ClusterView view, PodState pod) {
        PlacementDecision decision = Placement.decide(view, pod);
        List<String> allowed = new ArrayList<>();
        for (int id = 0; id < view.nodeBound(); id++) {
            @Nullable NodeState node = view.node(id);
            if (node != null && decision.refusal(id).isEmpty()) {
                allowed.add(node.name());
            }
        }
        Collections.sort(allowed);
        return allowed;
    }
}
