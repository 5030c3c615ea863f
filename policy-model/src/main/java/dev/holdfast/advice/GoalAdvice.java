package dev.holdfast.advice;

import dev.holdfast.policy.Goal;
import dev.holdfast.survival.SetVerdict;
import java.util.List;

/**
 * What would make one goal hold.
 *
 * @param index its position in the role's {@code survive}
 * @param suggestions the smallest change of each kind that was found, the least disturbing first
 * @param notes what was not looked at to the end, what cannot be done, and why
 */
public record GoalAdvice(
        int index,
        Goal goal,
        SetVerdict.Result result,
        List<Suggestion> suggestions,
        List<String> notes) {
    public GoalAdvice {
        suggestions = List.copyOf(suggestions);
        notes = List.copyOf(notes);
    }
}
