package dev.holdfast.advice;

/**
 * One thing to do.
 *
 * @param subject the member, volume, node or role that it is done to
 * @param from what it is now, for example the node that a member runs on; empty when nothing
 * @param to what it shall be
 * @param note where that is, or what to know about it; may be empty
 */
public record Step(Action action, String subject, String from, String to, String note) {
    /** What is done. */
    public enum Action {
        /** A member that is not ready is made ready where it is. */
        RestoreMember,
        /** A node that is not Ready is brought back. */
        RestoreNode,
        /** A copy that is not current is rebuilt. */
        RestoreCopy,
        /** A member runs on another node; its volumes are attached there. */
        Move,
        /** A storage system keeps one more copy of a volume. */
        AddCopy,
        /** A member that is not there yet. */
        AddMember,
        /** A member starts on another node with new, empty volumes and is filled by the others. */
        Rebuild,
        /** A node that is not there yet. */
        AddNode,
        /** The declared size of a set. */
        RaiseFactor,
        /** Units that reads and writes need. */
        LowerQuorum
    }

    /** The step as a clause. */
    public String text() {
        String clause =
                switch (action) {
                    case RestoreMember -> "make " + subject + " ready again on " + to;
                    case RestoreNode -> "bring node " + subject + " back";
                    case RestoreCopy ->
                            "let the copy of volume " + subject + " on " + to + " become current";
                    case Move ->
                            from.isEmpty()
                                    ? "run " + subject + " on " + to
                                    : "move " + subject + " from " + from + " to " + to;
                    case AddCopy -> "add a copy of volume " + subject + " on " + to;
                    case AddMember -> "add a member (" + subject + ") on " + to;
                    case Rebuild -> "rebuild " + subject + " on " + to + " with new, empty volumes";
                    case AddNode -> "add a node (" + subject + ") in " + to;
                    case RaiseFactor -> "set factor of role " + subject + " to " + to;
                    case LowerQuorum -> "lower the quorum of role " + subject + " to " + to;
                };
        return note.isEmpty() ? clause : clause + " (" + note + ")";
    }
}
