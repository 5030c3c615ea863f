package dev.holdfast.advice;

import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Role;
import dev.holdfast.view.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asking for fewer units: always possible to name, never free. */
final class LowerQuorum {
    /** Units that are taken off read and write together. */
    private static final int MOST = 8;

    /** What read + write <= units means. */
    static final String STALE = "a read may miss the last acknowledged write";

    private LowerQuorum() {}

    /** The least that read and write must come down together, and what that gives up. */
    static Optional<Suggestion> of(GoalCase goal) {
        List<Goal.Operation> keep = goal.goal().keep();
        if (!keep.contains(Goal.Operation.Read) && !keep.contains(Goal.Operation.Write)) {
            return Optional.empty();
        }
        Role role = goal.members().role();
        int units = role.replication().factor();
        int read = role.quorum().readOf(units);
        int write = role.quorum().writeOf(units);
        for (int less = 1; less <= MOST; less++) {
            for (int lessWrite = 0; lessWrite <= less; lessWrite++) {
                int lowerRead = read - (less - lessWrite);
                int lowerWrite = write - lessWrite;
                if (lowerRead >= 1 && lowerWrite >= 1) {
                    Draft draft = draft(goal, role, lowerRead, lowerWrite);
                    Optional<Suggestion> found =
                            goal.finish(Suggestion.Kind.LowerQuorum, draft).suggestion();
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Draft draft(GoalCase goal, Role role, int read, int write) {
        int units = role.replication().factor();
        Step step =
                new Step(
                        Step.Action.LowerQuorum,
                        role.name(),
                        quorum(role.quorum().readOf(units), role.quorum().writeOf(units)),
                        quorum(read, write),
                        "of " + units);
        Change change =
                Policies.with(
                        goal.trial().policy().policy(),
                        goal.role(),
                        Policies.quorum(role, read, write));
        return new Draft(
                List.of(step), List.of(change), List.of(), List.of(), givesUp(role, read, write));
    }

    private static String quorum(int read, int write) {
        return "read " + read + ", write " + write;
    }

    private static List<String> givesUp(Role role, int read, int write) {
        int units = role.replication().factor();
        List<String> lost = new ArrayList<>();
        if (read + write <= units) {
            lost.add(STALE);
        }
        if (2 * write <= units) {
            lost.add("two halves that cannot reach each other may both accept writes");
        }
        if (write < role.quorum().writeOf(units)) {
            lost.add(
                    "an acknowledged write is sure to be on "
                            + write
                            + (write == 1 ? " unit only" : " units only"));
        }
        lost.add("it is no choice where the database elects by majority");
        return lost;
    }
}
