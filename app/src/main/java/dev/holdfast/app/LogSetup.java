package dev.holdfast.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.holdfast.serving.log.FlatJsonEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What is logged, and how: from INFO on to standard error, one JSON object a line. Code, and no
 * {@code logback.xml}, for the reader of that takes 3 MiB and a tenth of a second at every start. A
 * file named by {@code -Dlogback.configurationFile}, or a {@code logback-test.xml} on the class
 * path, is read instead.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final String FILE = "logback.configurationFile";
    private static final String FILE_OF_TESTS = "/logback-test.xml";

    private static final Map<String, Level> QUIETER =
            Map.of(
                    // Says on every start that v1alpha1 is no stable version; that is known.
                    "io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils",
                    Level.ERROR,
                    // Says every two seconds why no lease could be had; we say it once.
                    "io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector",
                    Level.ERROR,
                    // At the very end an event loop may be gone before a connection has told that
                    // it closed; nothing is lost by it.
                    "io.netty.util.concurrent.DefaultPromise.rejectedExecution",
                    Level.OFF);

    @Override
    public ExecutionStatus configure(LoggerContext logging) {
        String named = System.getProperty(FILE);
        boolean ofTests = getClass().getResource(FILE_OF_TESTS) != null;
        if (ofTests || (named != null && isThere(named))) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        apply(logging);
        if (named != null) {
            logging.getLogger(LogSetup.class).warn("there is no file {}, see {}", named, FILE);
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /**
     * Whether there is such a file or resource; a URL is taken as said. Without, Logback would
     * write everything from DEBUG on to standard output.
     */
    private static boolean isThere(String named) {
        return Files.isReadable(Path.of(named))
                || LogSetup.class.getResource("/" + named) != null
                || named.contains(":/");
    }

    static void apply(LoggerContext logging) {
        FlatJsonEncoder encoder = new FlatJsonEncoder();
        encoder.setContext(logging);
        encoder.start();
        ConsoleAppender<ILoggingEvent> err = new ConsoleAppender<>();
        err.setContext(logging);
        err.setName("err");
        err.setTarget("System.err");
        err.setEncoder(encoder);
        err.start();
        QUIETER.forEach((name, level) -> logging.getLogger(name).setLevel(level));
        Logger root = logging.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(err);
    }
}
