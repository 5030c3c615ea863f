package dev.holdfast.survival;

import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;

/**
 * What one set needs, in units.
 *
 * @param total the size that words like Majority refer to: max(factor, present); the factor for
 *     {@code Any}
 * @param external units outside this cluster, always up
 * @param read votes that a read needs
 * @param write votes that a write needs
 * @param writeData data units that a write needs: max(data units, acks)
 * @param data data units that must live: erasure.data, else 1
 * @param acked data units that hold every acknowledged write: max(write, acks)
 */
public record Terms(
        int factor,
        int total,
        int external,
        int read,
        int write,
        int writeData,
        int data,
        int acked) {

    /**
     * The needs of one set of a role.
     *
     * @param present units of the members that exist; not read for {@code Any}, where more members
     *     than the factor are normal
     */
    public static Terms of(Role role, int present) {
        Replication replication = role.replication();
        boolean any = replication.by() == Replication.By.Any;
        int total =
                any
                        ? replication.factor()
                        : Math.max(replication.factor(), present + replication.external());
        int write = role.quorum().writeOf(total);
        int data = replication.dataUnits();
        int acks = role.quorum().acks();
        return new Terms(
                replication.factor(),
                total,
                replication.external(),
                role.quorum().readOf(total),
                write,
                Math.max(data, acks),
                data,
                Math.max(write, acks));
    }

    /** Whether every unit is needed for a read or a write. */
    boolean noSpare() {
        return total == Math.max(read, write);
    }

    /**
     * have - need of one operation.
     *
     * @param votes votes of the members that are up
     * @param up data units of the members that are up
     * @param living data units with a living copy
     * @param lost data units without one, absent units among them
     */
    public int margin(Goal.Operation operation, int votes, int up, int living, int lost) {
        return switch (operation) {
            case Read -> Math.min(votes - read, up - data);
            case Write -> Math.min(votes - write, up - writeData);
            case Data -> living - data;
            case Acked -> acked - 1 - lost;
        };
    }
}
