package dev.holdfast.advice;

import java.util.List;

/**
 * Moves that raise a margin although every goal holds already.
 *
 * @param moves the members to move, one or two
 * @param raised the goals whose margin rises
 */
public record Improvement(List<Step> moves, List<Raised> raised) {
    public Improvement {
        moves = List.copyOf(moves);
        raised = List.copyOf(raised);
    }

    /** A goal's margin before and after, in units. */
    public record Raised(int goal, int from, int to) {}

    /** The moves as one sentence without a full stop. */
    public String text() {
        return String.join(", ", moves.stream().map(Step::text).toList());
    }
}
