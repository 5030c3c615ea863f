package dev.holdfast.cluster.document;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file that cannot be read to its end; the message names the file, the line and what is wrong.
 */
public final class UnreadableDocumentException extends IOException {
    private static final long serialVersionUID = 1;

    /** Without a line and a cause. */
    public UnreadableDocumentException(String file, String message) {
        this(file, 0, message, null);
    }

    UnreadableDocumentException(String file, int line, String message, @Nullable Throwable cause) {
        super(file + (line > 0 ? ":" + line : "") + ": " + message, cause);
    }
}
