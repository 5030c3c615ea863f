package dev.holdfast.oracle;

import dev.holdfast.policy.Disruption;
import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Role;
import dev.holdfast.view.PodState;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Evictions. Decided: what is unknown must allow it in every completion; a pod that is no member is
 * let go; the ledger (granted, not settled) is not modelled here: a test marks such a pod unready.
 */
final class Evicting {
    private static final List<Goal.Operation> READ_AND_WRITE =
            List.of(Goal.Operation.Read, Goal.Operation.Write);

    private Evicting() {}

    static boolean allowed(Facts facts, PodState pod) {
        return facts.rolesOf(pod).stream()
                .flatMap(role -> Oracle.castings(facts, role).stream())
                .allMatch(casting -> allowed(casting, pod));
    }

    private static boolean allowed(Casting casting, PodState pod) {
        World world = casting.world();
        // "Allowed if the pod counts as down already."
        if (!casting.now(pod).up(world.alive(Set.of()))) {
            return true;
        }
        return casting.groups().stream()
                .allMatch(group ->
                        keeps(
                                casting,
                                group,
                                set -> set.contains(pod.name()),
                                actor -> actor.name().equals(pod.name()) ? actor.down() : actor,
                                pod.node().orElseThrow()));
    }

    /**
     * "The copies on its node go, and the members attached there." Decided: attached there is a
     * bound member on that node with a volume whose copies a storage system keeps; judged are the
     * sets that lose something: a member that was not down for reasons of its own, or a current
     * copy.
     */
    static boolean storageAllowed(Facts facts, String node) {
        for (Role role : facts.policy().spec().roles()) {
            for (Casting casting : Oracle.castings(facts, role)) {
                UnaryOperator<Actor> change = actor -> withoutServer(actor, node);
                for (Group group : casting.groups()) {
                    if (!keeps(
                            casting,
                            group,
                            set ->
                                    set.actors().stream()
                                            .anyMatch(actor -> !change.apply(actor).equals(actor)),
                            change,
                            node)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static Actor withoutServer(Actor actor, String node) {
        boolean attached =
                actor.node().map(node::equals).orElse(false)
                        && actor.disks().stream().anyMatch(Disk::listed);
        Actor changed = attached ? actor.down() : actor;
        return changed.withDisks(
                actor.disks().stream().map(disk -> disk.withoutServerOn(node)).toList());
    }

    /** Whether the sets that are judged keep what their role's disruption says. */
    private static boolean keeps(
            Casting casting,
            Group group,
            Predicate<DataSet> judged,
            UnaryOperator<Actor> change,
            String node) {
        for (DataSet set : group.sets()) {
            if (judged.test(set)) {
                boolean spare = set.size() > Math.max(set.need().read(), set.need().write());
                Group alone =
                        spare
                                ? changed(group, set, change)
                                : new Group(group.population(), List.of(set), group.spreads());
                // "No spare at all (size = max(read, write)): judged by Failover with its node
                // lost." Decided: so are the goals of Survive.
                Set<String> lost = spare ? Set.of() : Set.of(node);
                if (!keeps(casting, alone, !spare, lost)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Group changed(Group group, DataSet set, UnaryOperator<Actor> change) {
        return new Group(
                group.population().stream().map(change).toList(),
                List.of(set.replaced(set.actors().stream().map(change).toList())),
                group.spreads());
    }

    private static boolean keeps(Casting casting, Group group, boolean failover, Set<String> lost) {
        Role role = casting.role();
        World world = casting.world();
        if (group.margin(READ_AND_WRITE, failover, world, lost) < 0) {
            return false;
        }
        if (role.disruption().keep() == Disruption.Keep.Quorum) {
            return true;
        }
        for (Goal goal : role.survive()) {
            for (World.Failure failure : world.exactly(goal.lose())) {
                Set<String> all = new TreeSet<>(failure.nodes());
                all.addAll(lost);
                boolean restarts = failover || goal.afterFailover();
                if (group.margin(goal.keep(), restarts, world, all) < 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
