package dev.holdfast.app.service;

import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.ExitCode;
import dev.holdfast.app.config.Configuration;
import dev.holdfast.cluster.Dump;
import dev.holdfast.cluster.Finding;
import dev.holdfast.cluster.document.UnreadableDocumentException;
import dev.holdfast.cluster.event.PodEvents;
import dev.holdfast.cluster.live.ClusterClient;
import dev.holdfast.cluster.live.LiveOptions;
import dev.holdfast.cluster.live.LiveView;
import dev.holdfast.cluster.live.ViewListener;
import dev.holdfast.cluster.rest.RestEndpoint;
import dev.holdfast.cluster.storage.InvalidProfileException;
import dev.holdfast.cluster.storage.Profiles;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.extender.ViewState;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the view comes from, with what is to be closed with it. */
final class ClusterSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterSource.class);

    private final Supplier<ViewState> views;
    private final Supplier<Optional<String>> notReady;
    private final List<AutoCloseable> resources;
    private final Optional<PodEvents> events;

    private ClusterSource(
            Supplier<ViewState> views,
            Supplier<Optional<String>> notReady,
            List<AutoCloseable> resources,
            Optional<PodEvents> events) {
        this.views = views;
        this.notReady = notReady;
        this.resources = resources;
        this.events = events;
    }

    /**
     * A dump that is read now, or an API server that is watched from now on.
     *
     * @throws CommandFailed when a dump or the kubeconfig cannot be read
     */
    static ClusterSource open(
            Configuration.Source source, Configuration.Leader leader, MeterRegistry registry)
            throws CommandFailed {
        List<StorageProfile> profiles = profiles(source);
        List<RestEndpoint> endpoints = StorageEndpoints.of(source.storage(), profiles);
        return source.state().isEmpty()
                ? watch(
                        client(source.kubeconfig()),
                        LiveOptions.defaults()
                                .with(profiles, endpoints)
                                .selecting(source.podSelector())
                                .believedFor(
                                        source.trust().staleAfter(), source.trust().lostAfter()),
                        leader,
                        registry)
                : dump(source.state(), profiles);
    }

    private static List<StorageProfile> profiles(Configuration.Source source) throws CommandFailed {
        try {
            return Profiles.with(source.profiles());
        } catch (InvalidProfileException e) {
            throw new CommandFailed(ExitCode.DATA, e.getMessage());
        }
    }

    private static ClusterSource dump(List<Path> state, List<StorageProfile> profiles)
            throws CommandFailed {
        try {
            Dump.Result read =
                    Dump.read(
                            state, new Dump.Options(profiles, Dump.Options.defaults().maxBytes()));
            read.warnings().forEach(warning -> LOG.atWarn().log("{}", warning));
            if (!read.errors().isEmpty()) {
                throw new CommandFailed(
                        ExitCode.DATA,
                        String.join(
                                "\nholdfast: ",
                                read.errors().stream().map(Finding::toString).toList()));
            }
            ViewState ready = new ViewState.Ready(read.view());
            return new ClusterSource(() -> ready, Optional::empty, List.of(), Optional.empty());
        } catch (UnreadableDocumentException e) {
            throw new CommandFailed(ExitCode.DATA, e.getMessage());
        }
    }

    private static ClusterSource watch(
            KubernetesClient client,
            LiveOptions options,
            Configuration.Leader wanted,
            MeterRegistry registry) {
        List<AutoCloseable> resources = new ArrayList<>(List.of(client));
        AtomicReference<@Nullable LiveView> started = new AtomicReference<>();
        ViewListener listener = ViewListener.NONE;
        if (wanted.elect()) {
            Leader leader =
                    Leader.start(client, wanted, () -> isUsable(started.get(), options), registry);
            resources.addFirst(leader);
            listener = leader.listener();
        }
        LiveView live = LiveView.start(client, options, listener);
        started.set(live);
        resources.addFirst(live);
        Gauge.builder(
                        "holdfast.view.silence.seconds",
                        live,
                        view -> view.silence().toMillis() / 1e3)
                .description(
                        "Since the API server, or a resource that every rule needs, was last heard")
                .register(registry);
        Gauge.builder("holdfast.view.nodes", live, view -> view.view().nodeCount())
                .description("Nodes in the view")
                .register(registry);
        Gauge.builder("holdfast.view.refused.objects", live, view -> view.refused().size())
                .description("Objects that could not be read, policies among them")
                .register(registry);
        resources.addFirst(SourceGauges.start(live::sources, registry));
        return new ClusterSource(
                () -> state(live),
                live::notReady,
                resources,
                Optional.of(new PodEvents(client, Instance.NAME, Clock.systemUTC())));
    }

    private static boolean isUsable(@Nullable LiveView live, LiveOptions options) {
        return live != null
                && live.notReady().isEmpty()
                && live.silence().compareTo(options.staleAfter()) < 0;
    }

    private static ViewState state(LiveView live) {
        Optional<String> missing = live.notReady();
        if (missing.isPresent()) {
            return new ViewState.Incomplete(missing.get());
        }
        Optional<String> tooOld = live.tooOld();
        return tooOld.isPresent()
                ? new ViewState.Stale(tooOld.get())
                : new ViewState.Ready(live.view());
    }

    private static KubernetesClient client(Optional<Path> kubeconfig) throws CommandFailed {
        if (kubeconfig.isEmpty()) {
            return ClusterClient.of(Config.autoConfigure(null));
        }
        try {
            Config config = Config.fromKubeconfig(Files.readString(kubeconfig.get()));
            return ClusterClient.of(config);
        } catch (IOException | KubernetesClientException e) {
            throw new CommandFailed(
                    ExitCode.DATA,
                    "the kubeconfig " + kubeconfig.get() + " cannot be read: " + e.getMessage());
        }
    }

    /** The cluster as far as it is known now. */
    ViewState state() {
        return views.get();
    }

    /** Why there is no complete view; empty when there is. */
    Optional<String> notReady() {
        return notReady.get();
    }

    /** Where warnings about pods go, for one thread; none on a dump. */
    Optional<PodEvents> events() {
        return events;
    }

    @Override
    public void close() {
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("a source did not close");
            }
        }
    }
}
