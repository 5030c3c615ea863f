package dev.holdfast.policy.check;

import dev.holdfast.policy.Domain;
import dev.holdfast.policy.Goal;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.policy.Quorum;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import java.util.Map;
import java.util.OptionalInt;

/**
 * An upper bound of margins by counting alone: of m members over K domain values the fullest n
 * values hold at least n * floor(m / K) + min(n, m mod K), reached when they are spread evenly.
 * Holds for {@code Any} as well, where more members than the factor never make the worst subset
 * better. Says something for Read and Write with {@code after: Now}; copies of volumes, failover
 * and votes from labels are left to the engine.
 */
record Pigeonhole(PolicySpec spec, Map<String, Integer> values) implements BestPlacement {
    @Override
    public OptionalInt bestMargin(int roleIndex, int goalIndex, int absent) {
        Role role = spec.roles().get(roleIndex);
        Goal goal = role.survive().get(goalIndex);
        Replication replication = role.replication();
        boolean weighted =
                replication.votes().isPresent()
                        || (replication.witness().isPresent() && replication.unitsPerMember() > 1);
        OptionalInt need = need(role, goal);
        if (goal.afterFailover() || weighted || need.isEmpty()) {
            return OptionalInt.empty();
        }
        int units = replication.unitsPerMember();
        int here = Math.max(0, replication.factor() - replication.external());
        int members = Math.max(0, Math.ceilDiv(here, units) - absent);
        int gone = Math.min(here, (absent + lost(goal, members)) * units);
        return OptionalInt.of(replication.factor() - gone - need.getAsInt());
    }

    /**
     * The greatest need of the kept operations; data units count only where nobody is a witness.
     */
    private static OptionalInt need(Role role, Goal goal) {
        Quorum quorum = role.quorum();
        int size = role.replication().factor();
        boolean witness = role.replication().witness().isPresent();
        int data = witness ? 0 : role.replication().dataUnits();
        int acks = witness ? 0 : quorum.acks();
        return goal.keep().stream()
                .filter(kept -> kept == Goal.Operation.Read || kept == Goal.Operation.Write)
                .mapToInt(kept ->
                        kept == Goal.Operation.Read
                                ? Math.max(quorum.readOf(size), data)
                                : Math.max(quorum.writeOf(size), Math.max(data, acks)))
                .max();
    }

    /** The least number of members that some failure of the goal's size takes. */
    private int lost(Goal goal, int members) {
        int outer =
                goal.lose().entrySet().stream()
                        .filter(loss -> !loss.getKey().equals(Domain.NODE_NAME))
                        .mapToInt(loss -> fullest(loss.getKey(), loss.getValue(), members))
                        .max()
                        .orElse(0);
        int nodes = goal.lose().getOrDefault(Domain.NODE_NAME, 0);
        return outer == 0
                ? fullest(Domain.NODE_NAME, nodes, members)
                : outer + Math.min(nodes, members - outer);
    }

    private int fullest(String domain, int count, int members) {
        int existing = values.getOrDefault(domain, Integer.MAX_VALUE);
        if (existing <= 0) {
            return members;
        }
        int n = Math.min(count, existing);
        return n * (members / existing) + Math.min(n, members % existing);
    }
}
