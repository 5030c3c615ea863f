package dev.holdfast.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir private Path temporary;

    @Test
    void killsWhatIsRegisteredEvenIfStoppedAndRemovesTheDirectory() throws Exception {
        Path directory = Files.createDirectory(temporary.resolve("data"));
        Files.writeString(directory.resolve("file"), "x");
        Process registered = new ProcessBuilder("sleep", "600").start();
        Process dropped = new ProcessBuilder("sleep", "600").start();
        try (Watchdog watchdog = Watchdog.over(directory)) {
            watchdog.add(registered.pid());
            watchdog.add(dropped.pid());
            watchdog.drop(dropped.pid());
            Commands.run(
                            LIMIT,
                            java.util.Map.of(),
                            java.util.List.of("kill", "-STOP", Long.toString(registered.pid())))
                    .orThrow();
        }
        try {
            assertThat(Commands.endsWithin(registered, LIMIT)).isTrue();
            assertThat(dropped.isAlive()).isTrue();
            assertThat(directory).doesNotExist();
        } finally {
            registered.destroyForcibly();
            dropped.destroyForcibly();
        }
    }

    @Test
    void runsItsLastCommandBeforeItRemovesTheDirectory() {
        Path witness = temporary.resolve("witness");

        Watchdog.over(temporary.resolve("none"), "touch", witness.toString()).close();

        assertThat(witness).exists();
    }
}
