package dev.holdfast.serving.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

final class FlatJsonEncoderTest {
    @Test
    void keysAreFlatNumbersStayNumbersAndAnEventIsOneLine() {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(new LoggerContext());
        event.setLoggerName("dev.holdfast");
        event.setLevel(Level.INFO);
        event.setMessage("listening\n\"now\"");
        event.setInstant(Instant.parse("2026-11-23T06:24:16.5Z"));
        event.addKeyValuePair(new KeyValuePair("port", 8080));
        event.addKeyValuePair(new KeyValuePair("msg", null));

        assertThat(new String(new FlatJsonEncoder().encode(event), StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        {"ts":"2026-11-23T06:24:16.500Z","level":"INFO","logger":"dev.holdfast",\
                        "msg":"listening\\n\\"now\\"","port":8080,"msg_":null}
                        """);
    }

    @Test
    void aStackTraceIsOneKey() {
        LoggingEvent event =
                new LoggingEvent(
                        "x",
                        new LoggerContext().getLogger("a"),
                        Level.ERROR,
                        "failed",
                        new IllegalStateException("why"),
                        null);

        assertThat(new String(new FlatJsonEncoder().encode(event), StandardCharsets.UTF_8))
                .contains("\"error\":\"java.lang.IllegalStateException: why")
                .hasLineCount(1);
    }
}
