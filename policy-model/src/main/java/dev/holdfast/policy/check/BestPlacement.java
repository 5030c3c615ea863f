package dev.holdfast.policy.check;

import java.util.OptionalInt;

/** The best that any placement over the existing domains can reach. */
@FunctionalInterface
public interface BestPlacement {
    /**
     * The greatest margin of a goal, in units, over all placements of the declared size of which
     * {@code absent} members are not there.
     *
     * @param roleIndex position in {@code spec.roles}
     * @param goalIndex position in the role's {@code survive}
     * @return an upper bound of what placements reach, negative when no placement holds the goal;
     *     empty when nothing can be said
     */
    OptionalInt bestMargin(int roleIndex, int goalIndex, int absent);
}
