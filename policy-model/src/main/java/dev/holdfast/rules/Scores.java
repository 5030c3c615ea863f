package dev.holdfast.rules;

/**
 * Scores of nodes, 0 to 10, lexicographic: goals held, worst margin, next margin, then the rack,
 * data locality and spread. Each component moves the score by more than all that come after it
 * together can, as far as eleven values reach.
 */
final class Scores {
    /**
     * What a score is made of.
     *
     * @param held goals with margin 0 or more, over all of the member's sets
     * @param goals how many there are
     * @param worst least margin, in units
     * @param next next least margin, in units
     * @param locality share of the data volumes with a current copy on the node, 0 to 1
     * @param crowd members of the set that share a value of a spread domain with the node, summed
     *     over domains
     * @param otherRack whether the member's rack label contradicts the members that are there
     */
    record Components(
            int held,
            int goals,
            int worst,
            int next,
            double locality,
            int crowd,
            boolean otherRack) {
        String describe(boolean any) {
            return held
                    + " of "
                    + goals
                    + " goals held"
                    + (any ? " by every admissible subset" : "")
                    + ", worst margin "
                    + worst
                    + ", next "
                    + next
                    + ", "
                    + Math.round(locality * 100)
                    + " % of data volumes local, "
                    + crowd
                    + " members of the set nearby";
        }
    }

    /**
     * The score. Goals held decide 6 points (a node where all hold is never below one where some do
     * not), margins 1, locality and spread the remaining 3, shared by the role's converge weight;
     * where the member would be in another rack than its label says, none of those 3.
     *
     * @param weight how much locality weighs against spread, 0 to 100
     */
    int of(Components parts, int weight) {
        double held = parts.goals == 0 ? 1 : (double) parts.held / parts.goals;
        double margins = (bounded(parts.worst) * 2 + bounded(parts.next)) / 3;
        if (parts.otherRack) {
            return (int) Math.round(held * 6 + margins);
        }
        double near = parts.locality * weight / 100 + (100 - weight) / 100.0 / (1 + parts.crowd);
        return (int) Math.round(held * 6 + margins + near * 3);
    }

    /** A margin as a number in [0, 1]: 1 for 1 and more units, 0 for -1 and fewer. */
    private static double bounded(int margin) {
        return (Math.clamp(margin, -1, 1) + 1) / 2.0;
    }
}
