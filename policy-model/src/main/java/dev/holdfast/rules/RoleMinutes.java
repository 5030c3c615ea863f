package dev.holdfast.rules;

import dev.holdfast.policy.Goal;
import dev.holdfast.reliability.Unavailability;
import java.util.List;
import java.util.Map;

/** Expected unavailable minutes per year of a role's sets, or why there is no number. */
public sealed interface RoleMinutes {
    /**
     * Numbers, with everything they rest on.
     *
     * @param operations Read, Write and Data
     * @param assumptions every assumption as a sentence; print them beside the numbers
     */
    record Known(Map<Goal.Operation, OfSets> operations, List<String> assumptions)
            implements RoleMinutes {
        public Known {
            operations = Map.copyOf(operations);
            assumptions = List.copyOf(assumptions);
        }
    }

    /** Something that decides the number is not known. */
    record Unknown(List<String> causes) implements RoleMinutes {
        public Unknown {
            causes = List.copyOf(causes);
        }
    }

    /**
     * One operation over all sets of the role.
     *
     * @param worst of the set with the most minutes; where the database chooses the sets, the
     *     minutes in which some set has less than it needs
     * @param set its name, empty when there is only one or the database chooses them
     * @param mean minutes per year, averaged over the sets: what a piece of data can expect
     */
    record OfSets(Unavailability worst, String set, double mean) {}
}
