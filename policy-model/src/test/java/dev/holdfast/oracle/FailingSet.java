package dev.holdfast.oracle;

import dev.holdfast.policy.Goal;
import java.util.List;

/**
 * A choice of domain values whose loss breaks a goal.
 *
 * @param values such as {@code zone/a}, {@code rack/a/r1}, {@code node/n1}, sorted as strings;
 *     empty: the goal is broken with nothing lost. A domain that an unlabelled node may be alone in
 *     is written {@code zone/?n1}
 * @param lost which of the goal's operations are lost then, in the order of {@code keep}
 */
public record FailingSet(List<String> values, List<Goal.Operation> lost) {
    public FailingSet {
        values = values.stream().sorted().toList();
        lost = List.copyOf(lost);
    }
}
