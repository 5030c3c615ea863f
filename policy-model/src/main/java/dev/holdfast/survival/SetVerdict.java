package dev.holdfast.survival;

import dev.holdfast.policy.Goal;
import java.util.List;
import java.util.Optional;

/**
 * What one goal's arithmetic says of one set.
 *
 * @param margin the least of have - need, in units, over failures and kept operations; the worst
 *     completion's when something is unknown
 * @param witness a failing choice of the fewest domain values ({@code zone/a}, {@code node/n1}),
 *     empty list when nothing need fail; absent when none was asked for or found
 * @param lost which of the goal's operations are lost under the witness
 * @param unknown why it is unknown
 */
public record SetVerdict(
        Result result,
        int margin,
        Optional<List<String>> witness,
        List<Goal.Operation> lost,
        List<String> unknown) {
    /** Hold, fail or unknown; unknown is never a pass and never a loss. */
    public enum Result {
        HOLD,
        FAIL,
        UNKNOWN
    }

    static SetVerdict hold(int margin) {
        return new SetVerdict(Result.HOLD, margin, Optional.empty(), List.of(), List.of());
    }

    static SetVerdict unknown(int margin, String cause) {
        return unknown(margin, List.of(cause));
    }

    static SetVerdict unknown(int margin, List<String> causes) {
        return new SetVerdict(Result.UNKNOWN, margin, Optional.empty(), List.of(), causes);
    }
}
