package dev.holdfast.cluster.storage;

import org.jspecify.annotations.Nullable;

/** A file that was given as a profile of a storage system and is none; the message names it. */
public final class InvalidProfileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvalidProfileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
