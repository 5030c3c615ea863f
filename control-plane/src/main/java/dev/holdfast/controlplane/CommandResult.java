package dev.holdfast.controlplane;

/**
 * What a finished command left behind.
 *
 * @param exitCode its exit status
 * @param output its standard output, UTF-8
 * @param errors its standard error, UTF-8
 */
public record CommandResult(int exitCode, String output, String errors) {

    /**
     * Itself when the command succeeded; else a {@link ControlPlaneException} with what it printed.
     */
    public CommandResult orThrow() {
        if (exitCode != 0) {
            throw new ControlPlaneException(
                    "exit " + exitCode + ": " + errors.strip() + output.strip());
        }
        return this;
    }
}
