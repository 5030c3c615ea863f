package dev.holdfast.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One program of the control plane: a fixed command that can be started, stopped and started again;
 * one log for all runs.
 */
final class ComponentProcess {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int TAIL_LINES = 20;

    private final String name;
    private final List<String> command;
    private final URI health;
    private final Path log;
    private final Watchdog watchdog;
    private @Nullable Process process;

    /**
     * @param name names it in messages and names its log
     * @param health answers 200 once it serves
     */
    ComponentProcess(String name, List<String> command, URI health, Path logs, Watchdog watchdog) {
        this.name = name;
        this.command = List.copyOf(command);
        this.health = health;
        this.log = logs.resolve(name + ".log");
        this.watchdog = watchdog;
    }

    String name() {
        return name;
    }

    URI health() {
        return health;
    }

    synchronized void start() {
        if (isRunning()) {
            throw new ControlPlaneException(name + " runs already");
        }
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            // No proxy of the machine may come between loopback ports.
            builder.environment().putAll(Map.of("NO_PROXY", "*", "no_proxy", "*"));
            Process started = builder.start();
            watchdog.add(started.pid());
            started.getOutputStream().close();
            process = started;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    /** Returns once it serves. */
    void awaitServing(Probe probe) {
        Await.until(
                () -> {
                    if (!isRunning()) {
                        throw new ControlPlaneException(
                                name + " ended while starting; its log ends:\n" + tail());
                    }
                    return probe.answersOk(health);
                },
                START_LIMIT,
                () -> name + " serves; its log ends:\n" + tail());
    }

    synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** SIGTERM without waiting. */
    synchronized void terminate() {
        if (process != null) {
            process.destroy();
        }
    }

    /** SIGTERM, and SIGKILL after {@code grace}; returns when it is gone. */
    synchronized void stop(Duration grace) {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroy();
        if (!Commands.endsWithin(running, grace)) {
            kill(running);
        }
        watchdog.drop(running.pid());
        process = null;
    }

    private void kill(Process running) {
        running.destroyForcibly();
        if (!Commands.endsWithin(running, Duration.ofSeconds(2)) && running.isAlive()) {
            throw new ControlPlaneException(name + " does not end, pid " + running.pid());
        }
    }

    /** Sends a signal by its name, such as STOP or CONT. */
    synchronized void signal(String signal) {
        Process running = process;
        if (running == null) {
            throw new ControlPlaneException(name + " does not run");
        }
        Commands.run(
                        Duration.ofSeconds(5),
                        Map.of(),
                        List.of("kill", "-" + signal, Long.toString(running.pid())))
                .orThrow();
    }

    /** The whole log of all runs. */
    String logText() {
        try {
            return Files.exists(log)
                    ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    : "";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    /** The last lines of the log. */
    String tail() {
        List<String> lines = logText().lines().toList();
        return String.join(
                "\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    /** The same under a heading. */
    String tailWithName() {
        return "--- " + name + "\n" + tail() + "\n";
    }
}
