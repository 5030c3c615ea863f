package dev.holdfast.app.command;

import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.ExitCode;
import dev.holdfast.app.config.Configuration;
import dev.holdfast.serving.ListenAt;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast demo}. */
@Command(
        name = "demo",
        description =
                "Serves on an example cluster: 3 zones, 9 nodes, a Cassandra and a PostgreSQL.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--extender-port",
            paramLabel = "PORT",
            defaultValue = "9446",
            description = "default 9446")
    private int extenderPort;

    @Option(
            names = "--probes-port",
            paramLabel = "PORT",
            defaultValue = "9440",
            description = "default 9440")
    private int probesPort;

    @Override
    public Integer call() throws CommandFailed {
        Path home = Path.of(System.getProperty("holdfast.home", "."));
        Path demo = home.resolve("manifests/examples/demo");
        if (!Files.isDirectory(demo.resolve("cluster"))) {
            throw new CommandFailed(
                    ExitCode.DATA,
                    "the example cluster is not at " + demo + "; run ./holdfast from its clone");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(text(demo));
        out.flush();
        Configuration fallback = Configuration.DEFAULT;
        return ServeCommand.serve(
                new Configuration(
                        new Configuration.Extender(
                                new ListenAt("127.0.0.1", extenderPort, Optional.empty()),
                                fallback.extender().stance(),
                                fallback.extender().limits()),
                        new ListenAt("127.0.0.1", probesPort, Optional.empty()),
                        new Configuration.Source(
                                List.of(demo.resolve("cluster")), Optional.empty()),
                        fallback.drain(),
                        fallback.warmUp(),
                        fallback.leader()));
    }

    private String text(Path demo) {
        Path requests = demo.resolve("requests");
        String extender = "http://127.0.0.1:" + extenderPort + "/extender/";
        String probes = "http://127.0.0.1:" + probesPort;
        return """
        An example cluster is served: 3 zones with 3 nodes each, a Cassandra with local volumes and a PostgreSQL with
        replicated ones. One member of each is pending. In another terminal:

          Is it ready, and what does it count?
            curl -s %2$s/readyz
            curl -s %2$s/metrics | grep holdfast_

          Where may the pending PostgreSQL member run? (what kube-scheduler asks)
            curl -s --data-binary @%3$s/postgres-pending.json %1$sfilter
            curl -s --data-binary @%3$s/postgres-pending.json %1$sprioritize

          The pending Cassandra member, and a pod that no policy speaks for:
            curl -s --data-binary @%3$s/cassandra-pending.json %1$sfilter
            curl -s --data-binary @%3$s/unrelated.json %1$sfilter

          The same in words, and what the data survives:
            ./holdfast why --state %4$s db/pay-3
            ./holdfast survive --state %4$s
            ./holdfast drain-check --state %4$s db/pay-1

        Ctrl-C ends it.
        """
                .formatted(extender, probes, requests, demo.resolve("cluster"));
    }
}
