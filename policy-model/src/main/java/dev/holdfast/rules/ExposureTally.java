package dev.holdfast.rules;

import dev.holdfast.policy.Goal;
import dev.holdfast.reliability.Exposure;
import dev.holdfast.survival.SetJudge;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How exposed a role's data is with no further failure, one set after the other: a fact, not a
 * forecast.
 */
final class ExposureTally {
    /** Node losses that are tried before "more than that" is the answer. */
    private static final int MOST_NODES = 4;

    private static final List<Goal.Operation> READ_AND_WRITE =
            List.of(Goal.Operation.Read, Goal.Operation.Write);

    private final Map<Goal.Operation, Integer> leastNodes = new EnumMap<>(Goal.Operation.class);
    private int sets;
    private int broken;
    private int atLimit;

    /** Adds a set; its margin with nothing more lost is what sets like it are added by. */
    int add(SetJudge judge) {
        int margin = judge.marginWithout(READ_AND_WRITE, Set.of(), false);
        addAlike(margin);
        lower(Goal.Operation.Read, judge);
        lower(Goal.Operation.Write, judge);
        lower(Goal.Operation.Data, judge);
        return margin;
    }

    /** Adds a set that stands like one that was added, whose margin this is. */
    void addAlike(int margin) {
        sets++;
        broken += margin < 0 ? 1 : 0;
        atLimit += margin == 0 ? 1 : 0;
    }

    private void lower(Goal.Operation operation, SetJudge judge) {
        int below = leastNodes.getOrDefault(operation, MOST_NODES + 1);
        if (below > 0) {
            judge.leastNodes(operation, below - 1)
                    .ifPresent(nodes -> leastNodes.put(operation, nodes));
        }
    }

    Exposure exposure() {
        double all = Math.max(1, sets);
        return new Exposure(
                broken / all,
                atLimit / all,
                (sets - broken - atLimit) / all,
                least(Goal.Operation.Read),
                least(Goal.Operation.Write),
                least(Goal.Operation.Data));
    }

    private OptionalInt least(Goal.Operation operation) {
        return leastNodes.containsKey(operation)
                ? OptionalInt.of(leastNodes.get(operation))
                : OptionalInt.empty();
    }
}
