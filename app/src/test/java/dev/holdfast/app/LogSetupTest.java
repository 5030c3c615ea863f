package dev.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import dev.holdfast.serving.log.FlatJsonEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class LogSetupTest {
    private final LoggerContext logging = new LoggerContext();

    private List<Appender<ILoggingEvent>> appenders() {
        List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
        logging.getLogger(Logger.ROOT_LOGGER_NAME)
                .iteratorForAppenders()
                .forEachRemaining(appenders::add);
        return appenders;
    }

    @Test
    void oneObjectALineFromInfoOnGoesToStandardError() {
        LogSetup.apply(logging);

        assertThat(logging.getLogger("dev.holdfast").getEffectiveLevel()).isEqualTo(Level.INFO);
        assertThat(appenders())
                .singleElement()
                .isInstanceOfSatisfying(
                        ConsoleAppender.class,
                        err -> {
                            assertThat(err.isStarted()).isTrue();
                            assertThat(err.getTarget()).isEqualTo("System.err");
                            assertThat(err.getEncoder()).isInstanceOf(FlatJsonEncoder.class);
                        });
    }

    @Test
    void whatLibrariesRepeatForNothingIsNotLogged() {
        LogSetup.apply(logging);

        assertThat(
                        logging.getLogger(
                                        "io.netty.util.concurrent.DefaultPromise.rejectedExecution")
                                .isErrorEnabled())
                .isFalse();
    }

    @Test
    void logbackFindsIt() {
        assertThat(ServiceLoader.load(Configurator.class))
                .hasAtLeastOneElementOfType(LogSetup.class);
    }

    @Test
    void aFileOnTheClassPathOfTestsIsReadInstead() {
        assertThat(new LogSetup().configure(logging)).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
        assertThat(appenders()).isEmpty();
    }
}
