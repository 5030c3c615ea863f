package dev.holdfast.app.command;

import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.ExitCode;
import dev.holdfast.app.config.Configuration;
import dev.holdfast.app.config.ConfigurationFile;
import dev.holdfast.app.config.InvalidConfiguration;
import dev.holdfast.app.service.Service;
import dev.holdfast.serving.ListenAt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast serve}. */
@Command(
        name = "serve",
        description = "Serves kube-scheduler's calls, on a cluster or on a dump of one.",
        mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML configuration; flags win over it")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--state",
            paramLabel = "FILE|DIR",
            description = "serve on a dump instead of an API server; may be repeated")
    private List<Path> state = new ArrayList<>();

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description =
                    "a profile of a further storage system, instead of source.profiles; may be repeated")
    private List<Path> profiles = new ArrayList<>();

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "how to reach the API server")
    private Optional<Path> kubeconfig = Optional.empty();

    @Option(
            names = "--extender-port",
            paramLabel = "PORT",
            description = "port for kube-scheduler (default 9446)")
    private Optional<Integer> extenderPort = Optional.empty();

    @Option(
            names = "--probes-port",
            paramLabel = "PORT",
            description = "port for probes and metrics (default 9440)")
    private Optional<Integer> probesPort = Optional.empty();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "address of both listeners (default 127.0.0.1)")
    private Optional<String> host = Optional.empty();

    @Override
    public Integer call() throws CommandFailed {
        return serve(configuration());
    }

    /** Serves until the process is told to end; then drains. */
    static int serve(Configuration configuration) throws CommandFailed {
        Service service = Service.start(configuration);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .unstarted(() -> {
                                    service.drain();
                                    ended.countDown();
                                }));
        try {
            ended.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }

    private Configuration configuration() throws CommandFailed {
        try {
            Configuration read =
                    config.isPresent()
                            ? ConfigurationFile.read(config.get())
                            : Configuration.DEFAULT;
            return new Configuration(
                    new Configuration.Extender(
                            at(read.extender().listen(), extenderPort),
                            read.extender().stance(),
                            read.extender().limits()),
                    at(read.probes(), probesPort),
                    new Configuration.Source(
                            state.isEmpty() ? read.source().state() : state,
                            kubeconfig.or(() -> read.source().kubeconfig()),
                            profiles.isEmpty() ? read.source().profiles() : profiles,
                            read.source().storage(),
                            read.source().podSelector(),
                            read.source().trust()),
                    read.drain(),
                    read.warmUp(),
                    read.leader());
        } catch (InvalidConfiguration e) {
            throw new CommandFailed(ExitCode.DATA, e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitCode.USAGE, e.getMessage());
        }
    }

    private ListenAt at(ListenAt read, Optional<Integer> port) {
        return new ListenAt(host.orElse(read.host()), port.orElse(read.port()), read.tls());
    }
}
