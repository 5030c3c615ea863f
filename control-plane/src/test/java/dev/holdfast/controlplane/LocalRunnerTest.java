package dev.holdfast.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRunnerTest {
    @TempDir private Path temporary;

    @Test
    void aComponentThatCannotStartIsNamedWithTheEndOfItsLogAndNothingRemains() throws Exception {
        Path etcd = temporary.resolve("etcd");
        Files.writeString(
                etcd, "#!/bin/sh\necho data directory: ${1#--data-dir=}\necho disk full\nexit 1\n");
        Files.setPosixFilePermissions(etcd, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path logs = temporary.resolve("logs");
        var settings =
                new Settings(Scheduler.MANUAL, Duration.ofSeconds(8), List.of(), List.of(), logs);

        assertThatThrownBy(() -> LocalRunner.start(new Binaries(temporary), settings))
                .isInstanceOf(ControlPlaneException.class)
                .hasMessageContaining("etcd ended while starting")
                .hasMessageContaining("disk full");

        String data = Files.readString(logs.resolve("etcd.log")).lines().findFirst().orElseThrow();
        assertThat(Path.of(data.replace("data directory: ", "")).getParent()).doesNotExist();
    }
}
