package dev.holdfast.extender;

import java.util.Locale;

/** A body that is not what the protocol says, with the place where it goes wrong. */
final class BadRequest extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong, from a short list that metrics can count by. */
    enum Kind {
        NOT_JSON,
        WRONG_TYPE,
        MISSING_FIELD,
        DUPLICATE_KEY,
        TOO_DEEP,
        TOO_MANY,
        TRAILING_DATA,
        NODES_FORM;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;

    /**
     * @param path where, in the body's own names, for example {@code Pod.metadata.name}
     * @param offset bytes from the start of the body
     */
    BadRequest(Kind kind, String path, long offset, String message) {
        super(path + " (byte " + offset + "): " + message, null, false, false);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
