package dev.holdfast.oracle;

import java.util.List;

/**
 * What the oracle says about one goal.
 *
 * @param goal index in the role's {@code survive}
 * @param margin the least over all completions of what is unknown, of the sets that are not larger
 *     than their factor; {@code Integer.MAX_VALUE} where there is no such set
 * @param minimal when the answer is FAIL: the failing choices of the fewest values in each
 *     completion of what is unknown, fewest first, then sorted by values; a choice that loses
 *     different operations in different completions is listed once for each; otherwise empty
 */
public record GoalResult(
        String role, int goal, Answer answer, int margin, List<FailingSet> minimal) {
    public GoalResult {
        minimal = List.copyOf(minimal);
    }
}
