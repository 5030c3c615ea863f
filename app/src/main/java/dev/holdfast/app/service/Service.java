package dev.holdfast.app.service;

import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.ExitCode;
import dev.holdfast.app.config.Configuration;
import dev.holdfast.cluster.Dump;
import dev.holdfast.cluster.Finding;
import dev.holdfast.cluster.document.UnreadableDocumentException;
import dev.holdfast.cluster.live.LiveOptions;
import dev.holdfast.cluster.live.LiveView;
import dev.holdfast.cluster.live.SourceState;
import dev.holdfast.cluster.live.ViewListener;
import dev.holdfast.extender.Answer;
import dev.holdfast.extender.Extender;
import dev.holdfast.extender.ViewState;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.rules.Eviction;
import dev.holdfast.rules.Placement;
import dev.holdfast.serving.Endpoint;
import dev.holdfast.serving.Limits;
import dev.holdfast.serving.Reply;
import dev.holdfast.serving.Shell;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running service. */
public final class Service implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private final Configuration configuration;
    private final Shell shell = new Shell();
    private final List<AutoCloseable> sources;
    private final int extenderPort;
    private final int probesPort;

    /** A view and what must be closed with it. */
    private record Cluster(
            Supplier<ViewState> views,
            Supplier<Optional<String>> notReady,
            List<AutoCloseable> sources) {}

    private Service(Configuration configuration) throws CommandFailed {
        this.configuration = configuration;
        try {
            probesPort = shell.openProbes(configuration.probes(), Limits.DEFAULT);
            Cluster cluster =
                    configuration.source().state().isEmpty()
                            ? live(configuration.source(), shell)
                            : dump(configuration.source().state());
            this.sources = cluster.sources;
            shell.health().require("view", cluster.notReady);
            Extender extender =
                    new Extender(
                            cluster.views,
                            Placement::decide,
                            Service::mayLose,
                            configuration.extender().stance());
            WarmUp warmUp = new WarmUp(configuration.warmUp());
            shell.health().require("warm-up", warmUp::notReady);
            extenderPort =
                    shell.openCalls(
                            configuration.extender().listen(),
                            configuration.extender().limits(),
                            "extender",
                            List.of(
                                    endpoint("filter", extender::filter),
                                    endpoint("prioritize", extender::prioritize),
                                    endpoint("preempt", extender::preempt)));
            warmUp.start(configuration.extender().listen(), extenderPort, extender);
        } catch (Shell.OpenFailed e) {
            shell.close();
            throw new CommandFailed(ExitCode.UNAVAILABLE, e.getMessage());
        }
        LOG.atInfo()
                .addKeyValue("extender", extenderPort)
                .addKeyValue("probes", probesPort)
                .log("listening");
    }

    /** Starts everything; returns when the listeners are open, ready or not. */
    public static Service start(Configuration configuration) throws CommandFailed {
        return new Service(configuration);
    }

    /** The extender's port. */
    public int extenderPort() {
        return extenderPort;
    }

    /** The port of probes and metrics. */
    public int probesPort() {
        return probesPort;
    }

    /** Why the service is not ready; empty when it is. */
    public java.util.Map<String, String> notReady() {
        return shell.health().reasons();
    }

    private static Endpoint endpoint(String verb, Function<byte[], Answer> function) {
        return new Endpoint(
                "extender",
                verb,
                "/extender/" + verb,
                body -> {
                    Answer answer = function.apply(body);
                    String type =
                            answer.status() == 200
                                    ? "application/json"
                                    : "text/plain; charset=utf-8";
                    return new Reply(
                            answer.status(),
                            type,
                            answer.body(),
                            answer.outcome().label(),
                            answer.problem());
                });
    }

    /** Only victims whose policy is enforced have a say. */
    private static boolean mayLose(ClusterView view, List<PodState> victims) {
        List<PodState> members =
                victims.stream()
                        .filter(victim ->
                                view.policiesOf(victim).stream()
                                        .anyMatch(policy ->
                                                policy.policy().spec().enforcement()
                                                        == PolicySpec.Enforcement.Enforce))
                        .toList();
        return members.isEmpty() || Eviction.together(view, members).allowed();
    }

    private static Cluster dump(List<Path> state) throws CommandFailed {
        try {
            Dump.Result read = Dump.read(state, Dump.Options.defaults());
            read.warnings().forEach(warning -> LOG.atWarn().log("{}", warning));
            if (!read.errors().isEmpty()) {
                throw new CommandFailed(
                        ExitCode.DATA,
                        String.join(
                                "\nholdfast: ",
                                read.errors().stream().map(Finding::toString).toList()));
            }
            ViewState ready = new ViewState.Ready(read.view());
            return new Cluster(() -> ready, Optional::empty, List.of());
        } catch (UnreadableDocumentException e) {
            throw new CommandFailed(ExitCode.DATA, e.getMessage());
        }
    }

    private static Cluster live(Configuration.Source source, Shell shell) throws CommandFailed {
        KubernetesClient client = client(source);
        LiveOptions options = LiveOptions.defaults();
        LiveView live = LiveView.start(client, options, ViewListener.NONE);
        shell.registry()
                .gauge(
                        "holdfast.view.silence.seconds",
                        live,
                        view -> view.silence().toMillis() / 1000.0);
        shell.registry().gauge("holdfast.view.nodes", live, view -> view.view().nodeCount());
        shell.registry()
                .gauge("holdfast.view.refused.objects", live, view -> view.refused().size());
        for (SourceState state : live.sources()) {
            LOG.atDebug().log("watching {}", state);
        }
        return new Cluster(() -> state(live, options), live::notReady, List.of(live, client));
    }

    private static ViewState state(LiveView live, LiveOptions options) {
        Optional<String> missing = live.notReady();
        if (missing.isPresent()) {
            return new ViewState.Incomplete(missing.get());
        }
        Duration silence = live.silence();
        return silence.compareTo(options.lostAfter()) > 0
                ? new ViewState.Stale("the API server does not answer")
                : new ViewState.Ready(live.view());
    }

    private static KubernetesClient client(Configuration.Source source) throws CommandFailed {
        try {
            return source.kubeconfig()
                    .map(file ->
                            new KubernetesClientBuilder()
                                    .withConfig(Config.fromKubeconfig(read(file)))
                                    .build())
                    .orElseGet(() -> new KubernetesClientBuilder().build());
        } catch (UncheckedIOException e) {
            throw new CommandFailed(
                    ExitCode.DATA, "the kubeconfig cannot be read: " + e.getMessage());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends gracefully: not ready at once, requests that have begun are finished. */
    public void drain() {
        shell.drain(configuration.drain().grace(), configuration.drain().limit());
        closeSources();
    }

    @Override
    public void close() {
        shell.close();
        closeSources();
    }

    private void closeSources() {
        for (AutoCloseable source : sources) {
            try {
                source.close();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("a source did not close");
            }
        }
    }
}
