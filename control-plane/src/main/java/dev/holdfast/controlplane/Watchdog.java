package dev.holdfast.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A shell beside this JVM that ends what the JVM started once the JVM is gone, however it went.
 *
 * <p>It reads process ids from a pipe that only this JVM holds. The pipe's end, by {@link #close}
 * or by SIGKILL of the JVM, makes it kill what is left and remove the working directory.
 * PR_SET_PDEATHSIG would not do: it follows the thread that started a child, and test threads come
 * and go.
 */
final class Watchdog implements AutoCloseable {
    private static final String SCRIPT =
            """
            trap '' INT TERM HUP
            pids=
            while read -r verb pid; do
                case $verb in
                    add) pids="$pids $pid" ;;
                    drop)
                        kept=
                        for each in $pids; do [ "$each" = "$pid" ] || kept="$kept $each"; done
                        pids=$kept ;;
                esac
            done
            for each in $pids; do kill -KILL "$each"; done
            directory=$1
            shift
            [ $# -eq 0 ] || "$@"
            for try in 1 2 3 4 5 6 7 8 9 10; do rm -rf "$directory" && break; sleep 0.2; done
            """;

    private final Process shell;
    private final Writer orders;

    private Watchdog(Process shell) {
        this.shell = shell;
        this.orders = shell.outputWriter(StandardCharsets.US_ASCII);
    }

    /**
     * Starts one that in the end runs {@code lastCommand}, if there is one, and removes {@code
     * directory}.
     */
    static Watchdog over(Path directory, String... lastCommand) {
        var command =
                new ArrayList<>(
                        List.of("sh", "-c", SCRIPT, "holdfast-watchdog", directory.toString()));
        command.addAll(Arrays.asList(lastCommand));
        try {
            return new Watchdog(
                    new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start sh", e);
        }
    }

    synchronized void add(long pid) {
        order("add " + pid);
    }

    synchronized void drop(long pid) {
        order("drop " + pid);
    }

    private void order(String line) {
        try {
            orders.write(line + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the watchdog of the control plane is gone", e);
        }
    }

    /** Lets it finish: what is still registered is killed, the directory removed. */
    @Override
    public synchronized void close() {
        try {
            orders.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the watchdog of the control plane is gone", e);
        }
        if (!Commands.endsWithin(shell, Duration.ofSeconds(60))) {
            throw new ControlPlaneException("the watchdog did not end; pid " + shell.pid());
        }
    }
}
