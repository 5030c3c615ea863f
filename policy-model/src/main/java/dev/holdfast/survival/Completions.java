package dev.holdfast.survival;

import dev.holdfast.policy.Goal;
import java.util.List;

/** The ways to put every floater of a set somewhere, searched for what the goals can reach. */
final class Completions {
    /** Completions that are tried one by one for one question. */
    private static final int MOST = 20_000;

    private static final int[] NONE = new int[0];

    private final RoleInView set;
    private final List<Goal> goals;
    private final SetModel model;
    private final Floating floating;
    private final Budget budget;
    private int[] balanced = NONE;
    private int tried;
    private boolean incomplete;
    private boolean unsure;

    /**
     * @param evaluations of one failure each, which all searches together may make
     */
    Completions(RoleInView set, SetModel model, Floating floating, long evaluations) {
        this.budget = new Budget(evaluations);
        this.set = set;
        this.goals = set.role().survive();
        this.model = model;
        this.floating = floating;
    }

    /** Whether not all completions could be tried, or not all failures of one. */
    boolean incomplete() {
        return incomplete || isExhausted();
    }

    /** Whether not all failures were tried: the margin found last may be less. */
    boolean isExhausted() {
        return budget.exhausted();
    }

    /** The margins under a balanced completion, once {@link #keeping} was asked. */
    int[] balanced() {
        return balanced;
    }

    /** Whether a best margin may be less than was found: not all failures were tried even once. */
    boolean isUnsure() {
        return unsure;
    }

    /** The search for the worst failure of a goal, as the floaters stand. */
    FailureSearch search(int goal) {
        Goal wanted = goals.get(goal);
        return new GoalQuestion(wanted, set.lostValues(wanted), budget).of(model);
    }

    /** The margin of a goal as the floaters stand. */
    int margin(int goal) {
        return search(goal).worstMargin();
    }

    private int[] margins() {
        int[] margins = new int[goals.size()];
        for (int g = 0; g < margins.length; g++) {
            margins[g] = margin(g);
        }
        return margins;
    }

    /**
     * The best margin of one goal over all completions that can be tried, or 0 as soon as that is
     * reached.
     */
    int bestMargin(int goal) {
        floating.immune();
        int bound = model.any ? Integer.MAX_VALUE : margin(goal);
        floating.balance();
        int best = margin(goal);
        unsure |= isExhausted();
        int enough = Math.min(0, bound);
        return best >= enough || floating.count() == 0 ? best : improve(goal, 0, 0, best, enough);
    }

    private int improve(int goal, int floater, int from, int best, int enough) {
        if (floater == floating.count()) {
            tried++;
            int margin = margin(goal);
            return isExhausted() ? best : Math.max(best, margin);
        }
        int found = best;
        for (int option = from; option < floating.options(floater) && found < enough; option++) {
            if (tried > MOST || isExhausted()) {
                incomplete = true;
                return found;
            }
            floating.put(floater, option);
            int next = floating.sameAsNext(floater) ? option : 0;
            found = improve(goal, floater + 1, next, found, enough);
        }
        return found;
    }

    /**
     * Margins of all goals under a completion that keeps them all; empty when there is none.
     *
     * @param wanted the least margin of each goal
     */
    int[] keeping(int[] wanted) {
        if (floating.count() > 0) {
            // Where a member of Any stands decides which sets there are: nowhere is no bound.
            floating.immune();
            boolean hopeless = !model.any && misses(wanted, margins());
            floating.balance();
            if (hopeless) {
                balanced = margins();
                return NONE;
            }
        }
        balanced = margins();
        if (!misses(wanted, balanced)) {
            return balanced;
        }
        return floating.count() == 0 ? NONE : find(wanted, 0, 0);
    }

    private int[] find(int[] wanted, int floater, int from) {
        if (floater == floating.count()) {
            tried++;
            for (int g = 0; g < wanted.length; g++) {
                if (margin(g) < wanted[g]) {
                    return NONE;
                }
            }
            return margins();
        }
        for (int option = from; option < floating.options(floater); option++) {
            if (tried > MOST || isExhausted()) {
                incomplete = true;
                break;
            }
            floating.put(floater, option);
            int[] found = find(wanted, floater + 1, floating.sameAsNext(floater) ? option : 0);
            if (found.length > 0) {
                return found;
            }
        }
        return NONE;
    }

    private static boolean misses(int[] wanted, int[] margins) {
        for (int g = 0; g < wanted.length; g++) {
            if (margins[g] < wanted[g]) {
                return true;
            }
        }
        return false;
    }
}
