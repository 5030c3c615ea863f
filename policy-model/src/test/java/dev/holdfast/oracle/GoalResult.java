package dev.holdfast.oracle;

import java.util.List;

/**
 * What the oracle says about one goal.
 *
 * @param goal index in the role's {@code survive}
 * @param margin the least over all completions of what is unknown; of no meaning where a set is
 *     larger than its factor
 * @param minimal when the answer is FAIL: every failing choice of the fewest values in any
 *     completion, sorted by values; a choice that loses different operations in different
 *     completions is listed once for each; otherwise empty
 */
public record GoalResult(
        String role, int goal, Answer answer, int margin, List<FailingSet> minimal) {
    public GoalResult {
        minimal = List.copyOf(minimal);
    }
}
