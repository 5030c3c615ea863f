package dev.holdfast.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HealthListenerIT {
    private final Shell shell = new Shell();
    private int port;

    @BeforeEach
    void open() throws Shell.OpenFailed {
        port = shell.openProbes(new ListenAt("127.0.0.1", 0, Optional.empty()), Limits.DEFAULT);
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void readinessSaysWhatIsMissing() throws IOException {
        AtomicReference<Optional<String>> reason =
                new AtomicReference<>(Optional.of("nodes are not listed yet"));
        shell.health().require("view", reason::get);

        assertThat(get("/readyz"))
                .startsWith("HTTP/1.1 503")
                .endsWith("not ready\nview: nodes are not listed yet\n");
        assertThat(get("/livez")).startsWith("HTTP/1.1 200");
        reason.set(Optional.empty());
        assertThat(get("/readyz")).startsWith("HTTP/1.1 200").endsWith("ready\n");
    }

    @Test
    void drainingIsNotReadyButAlive() throws IOException {
        shell.health().drain();

        assertThat(get("/readyz")).startsWith("HTTP/1.1 503").contains("draining");
        assertThat(get("/livez")).startsWith("HTTP/1.1 200");
    }

    @Test
    void metricsAreInPrometheusTextFormat() throws IOException {
        assertThat(get("/metrics"))
                .startsWith("HTTP/1.1 200")
                .contains("text/plain; version=0.0.4", "# TYPE jvm_memory_used_bytes gauge");
    }

    @Test
    void anAddressInUseIsToldWithWhatToDo() {
        ListenAt taken = new ListenAt("127.0.0.1", port, Optional.empty());

        assertThatThrownBy(() -> shell.openCalls(taken, Limits.DEFAULT, "x", java.util.List.of()))
                .isInstanceOf(Shell.OpenFailed.class)
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("choose another address");
    }

    private String get(String path) throws IOException {
        try (Wire wire = new Wire(port)) {
            return wire.say("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").answer();
        }
    }
}
