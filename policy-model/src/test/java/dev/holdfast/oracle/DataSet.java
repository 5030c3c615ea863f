package dev.holdfast.oracle;

import dev.holdfast.policy.Goal;
import java.util.List;
import java.util.Set;

/**
 * Members that hold the same data, with what operations need of them.
 *
 * @param absent units of the declared size that no member gives: failed
 * @param external units outside this cluster: up, in domains of their own
 * @param size votes in all, for thresholds
 * @param larger more present than declared
 */
record DataSet(List<Actor> actors, int absent, int external, int size, boolean larger, Need need) {

    /** Thresholds in units; {@code k}: data units that must live. */
    record Need(int read, int write, int k, int acks) {}

    boolean contains(String name) {
        return actors.stream().anyMatch(actor -> actor.name().equals(name));
    }

    DataSet replaced(List<Actor> changed) {
        return new DataSet(changed, absent, external, size, larger, need);
    }

    /**
     * have - need of one operation, in units.
     *
     * @param up names of the members that are up
     * @param alive the nodes that are Ready and did not fail
     */
    int margin(Goal.Operation operation, Set<String> up, Set<String> alive) {
        int votes = external;
        int data = external;
        int living = external;
        int lost = absent;
        for (Actor actor : actors) {
            if (up.contains(actor.name())) {
                votes += actor.votes();
                data += actor.data();
            }
            if (actor.hasCopy(alive)) {
                living += actor.data();
            } else {
                lost += actor.data();
            }
        }
        return switch (operation) {
            case Read -> Math.min(votes - need.read, data - need.k);
            case Write -> Math.min(votes - need.write, data - Math.max(need.k, need.acks));
            case Data -> living - need.k;
            // "Acked: fewer than max(write, acks) data units without one": an absent unit has none.
            case Acked -> Math.max(need.write, need.acks) - 1 - lost;
        };
    }
}
