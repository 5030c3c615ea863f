package dev.holdfast.advice;

import java.util.Comparator;

/**
 * A draft that passed its trial.
 *
 * @param margin of the goal that it was made for
 * @param total the margins of all goals together
 * @param crowd how many members it puts on a node with another member of the policy
 */
record Checked(Draft draft, Standing after, int margin, int total, int crowd) {
    /** Best first. */
    static final Comparator<Checked> BEST_FIRST =
            Comparator.comparingInt((Checked one) -> one.draft.givesUp().size())
                    .thenComparingInt(one -> -one.margin)
                    .thenComparingInt(one -> -one.total)
                    .thenComparingInt(one -> one.crowd);
}
