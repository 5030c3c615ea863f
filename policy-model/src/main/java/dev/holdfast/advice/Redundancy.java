package dev.holdfast.advice;

import dev.holdfast.view.Change;
import java.util.List;

/**
 * What could go while all goals still hold. Each item was tried alone: two items need not be
 * redundant together.
 *
 * @param items nothing when a goal does not hold already, or is unknown
 * @param notes what is needed and why, and what was not looked at
 */
public record Redundancy(List<Item> items, List<String> notes) {
    public Redundancy {
        items = List.copyOf(items);
        notes = List.copyOf(notes);
    }

    /**
     * One thing, or several that may go together.
     *
     * @param subjects names of members; volume and node of copies; values of domains
     * @param text what goes, and what is left, as a sentence without a full stop
     * @param margin the least margin of the role's goals without it, in units, never negative
     * @param changes the same as changes of the view
     */
    public record Item(
            Kind kind, List<String> subjects, String text, int margin, List<Change> changes) {
        public Item {
            subjects = List.copyOf(subjects);
            changes = List.copyOf(changes);
        }
    }

    /** What kind of thing is redundant. */
    public enum Kind {
        /** Members, and as many units of the factor. */
        Members,
        /** Units of the factor where the database chooses who holds them. */
        Factor,
        /** Copies that a storage system keeps of volumes. */
        Copies,
        /** A domain value with all that is in it. */
        Domain
    }
}
