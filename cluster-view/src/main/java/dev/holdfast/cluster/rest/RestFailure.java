package dev.holdfast.cluster.rest;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A REST server that could not be asked, or answered something else; the message says what. */
final class RestFailure extends IOException {
    private static final long serialVersionUID = 1;

    RestFailure(String message) {
        this(message, null);
    }

    RestFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
