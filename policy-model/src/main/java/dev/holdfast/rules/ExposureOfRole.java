package dev.holdfast.rules;

import dev.holdfast.policy.Goal;
import dev.holdfast.reliability.Exposure;
import dev.holdfast.survival.SetJudge;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** How exposed a role's data is with no further failure: a fact, not a forecast. */
final class ExposureOfRole {
    /** Node losses that are tried before "more than that" is the answer. */
    private static final int MOST_NODES = 4;

    private ExposureOfRole() {}

    static Exposure of(Collection<SetJudge> judges) {
        int broken = 0;
        int atLimit = 0;
        for (SetJudge judge : judges) {
            int margin =
                    judge.marginWithout(
                            List.of(Goal.Operation.Read, Goal.Operation.Write), Set.of(), false);
            broken += margin < 0 ? 1 : 0;
            atLimit += margin == 0 ? 1 : 0;
        }
        double sets = Math.max(1, judges.size());
        return new Exposure(
                broken / sets,
                atLimit / sets,
                (judges.size() - broken - atLimit) / sets,
                leastNodes(judges, Goal.Operation.Read),
                leastNodes(judges, Goal.Operation.Write),
                leastNodes(judges, Goal.Operation.Data));
    }

    private static OptionalInt leastNodes(Collection<SetJudge> judges, Goal.Operation operation) {
        OptionalInt least = OptionalInt.empty();
        for (SetJudge judge : judges) {
            int most = least.isPresent() ? least.getAsInt() - 1 : MOST_NODES;
            Optional<Integer> nodes = judge.leastNodes(operation, Math.max(0, most));
            if (nodes.isPresent() && (least.isEmpty() || nodes.get() < least.getAsInt())) {
                least = OptionalInt.of(nodes.get());
            }
        }
        return least;
    }
}
