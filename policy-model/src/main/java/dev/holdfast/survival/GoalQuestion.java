package dev.holdfast.survival;

import dev.holdfast.policy.Goal;

/**
 * One goal that is asked about models of one set, all at the cost of one budget.
 *
 * @param lost how many values of each domain the goal loses, nodes last
 */
record GoalQuestion(Goal goal, int[] lost, Budget budget) {
    /** The search of one model for its worst failure. */
    FailureSearch of(SetModel model) {
        return new FailureSearch(model, lost, goal.keep(), goal.afterFailover(), budget);
    }

    /** Whether the budget is spent: every answer is only a bound. */
    boolean exhausted() {
        return budget.exhausted();
    }
}
