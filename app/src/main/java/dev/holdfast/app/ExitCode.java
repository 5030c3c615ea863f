package dev.holdfast.app;

/**
 * What the process ends with; the same for every command and every output format. A code other than
 * 0 always comes with its reason on standard error.
 */
public final class ExitCode {
    /** Done: a question was answered, whatever the answer. */
    public static final int OK = 0;

    /** {@code lint} found what {@code --fail-on} names. */
    public static final int FOUND = 1;

    /** The command line was wrong (sysexits EX_USAGE). */
    public static final int USAGE = 64;

    /** A file or its content was wrong, or held nothing to judge (EX_DATAERR). */
    public static final int DATA = 65;

    /** A cluster or an address could not be had (EX_UNAVAILABLE). */
    public static final int UNAVAILABLE = 69;

    /** Our own mistake (EX_SOFTWARE). */
    public static final int BUG = 70;

    private ExitCode() {}
}
