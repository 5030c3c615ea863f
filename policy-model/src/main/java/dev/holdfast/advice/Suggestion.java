package dev.holdfast.advice;

import dev.holdfast.view.Change;
import java.util.List;

/**
 * One change, tried on the view: with it the goal that it was made for holds, and no goal that held
 * before stops holding.
 *
 * @param steps what to do
 * @param holds positions of the role's goals that hold with it and did not before
 * @param margin least units to spare of the goal that it was made for
 * @param givesUp what is lost by it; empty for changes that only cost room and work
 * @param changes the same as changes of the view
 */
public record Suggestion(
        Kind kind,
        List<Step> steps,
        List<Integer> holds,
        int margin,
        List<String> givesUp,
        List<Change> changes) {
    public Suggestion {
        steps = List.copyOf(steps);
        holds = List.copyOf(holds);
        givesUp = List.copyOf(givesUp);
        changes = List.copyOf(changes);
    }

    /** What sort of change, from the one that disturbs least. */
    public enum Kind {
        /** Get back what is down. */
        Restore,
        /** Run members elsewhere. */
        Move,
        /** Keep more copies of volumes. */
        AddCopies,
        /** Run more members. */
        AddMembers,
        /** Start members anew elsewhere. */
        Rebuild,
        /** Get a node, or a zone with one, and use it. */
        AddNodes,
        /** Ask for less. */
        LowerQuorum
    }

    /** The steps as one sentence without a full stop. */
    public String text() {
        return String.join(", ", steps.stream().map(Step::text).toList());
    }
}
