package dev.holdfast.app;

import org.jspecify.annotations.Nullable;

/** A command that could not do what it was asked: the text for the user and the exit code. */
public final class CommandFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /**
     * @param exitCode one of {@link ExitCode}
     * @param message what was wrong, where, and what to do
     */
    public CommandFailed(int exitCode, @Nullable String message) {
        super(message == null ? "no reason is known" : message);
        this.exitCode = exitCode;
    }

    /** One of {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }
}
