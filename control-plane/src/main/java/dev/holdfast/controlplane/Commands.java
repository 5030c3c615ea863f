package dev.holdfast.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a short-lived command to its end, within a time limit. */
final class Commands {
    private Commands() {}

    static CommandResult run(
            Duration limit, Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile("holdfast-", ".out");
            Path errors = Files.createTempFile("holdfast-", ".err");
            try {
                return run(limit, environment, command, output, errors);
            } finally {
                Files.deleteIfExists(output);
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), e);
        }
    }

    private static CommandResult run(
            Duration limit,
            Map<String, String> environment,
            List<String> command,
            Path output,
            Path errors)
            throws IOException {
        // Files, not pipes: a child of the command that lives on must not keep us reading.
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!endsWithin(process, limit)) {
            process.destroyForcibly();
            throw new ControlPlaneException(
                    "'%s' did not end within %s; it printed: %s"
                            .formatted(String.join(" ", command), limit, Files.readString(errors)));
        }
        return new CommandResult(
                process.exitValue(), Files.readString(output), Files.readString(errors));
    }

    /** Whether the process ended in time; an interrupt counts as "not" and stays set. */
    static boolean endsWithin(Process process, Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
