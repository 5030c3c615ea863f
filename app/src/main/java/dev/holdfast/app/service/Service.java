package dev.holdfast.app.service;

import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.ExitCode;
import dev.holdfast.app.config.Configuration;
import dev.holdfast.extender.Extender;
import dev.holdfast.extender.ViewState;
import dev.holdfast.policy.PolicySpec.Enforcement;
import dev.holdfast.rules.Eviction;
import dev.holdfast.rules.Placement;
import dev.holdfast.serving.Endpoint;
import dev.holdfast.serving.Limits;
import dev.holdfast.serving.Shell;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running service: everything that {@code serve} starts, wired together. */
public final class Service implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private final Configuration configuration;
    private final Shell shell;
    private final ClusterSource source;
    private final PolicyCensus census;
    private final WarmUp warmUp;
    private final SamplingWatch sampling;
    private final OldGeneration old;
    private final int extenderPort;
    private final int probesPort;

    private Service(Configuration configuration, Shell shell, ClusterSource source, int probesPort)
            throws Shell.OpenFailed {
        this.configuration = configuration;
        this.shell = shell;
        this.source = source;
        this.probesPort = probesPort;
        Extender extender =
                new Extender(
                        source::state,
                        Placement::decide,
                        Service::mayLose,
                        configuration.extender().stance());
        this.sampling = SamplingWatch.start(source.events(), shell.registry());
        List<Endpoint> endpoints = ExtenderEndpoints.of(extender, sampling::saw, shell.registry());
        this.extenderPort =
                shell.openCalls(
                        configuration.extender().listen(),
                        configuration.extender().limits(),
                        "extender",
                        endpoints);
        this.census = PolicyCensus.start(source::state, shell.registry());
        this.warmUp =
                WarmUp.start(
                        configuration.warmUp(),
                        source::state,
                        shell,
                        ExtenderEndpoints.rehearsing(extender));
        this.old = OldGeneration.watch();
        shell.health().require("view", source::notReady);
        shell.health().require("warm-up", warmUp::notReady);
    }

    /**
     * Starts everything; returns when the listeners are open, ready or not. Until then {@code
     * /readyz} says that the service starts.
     *
     * @throws CommandFailed when an address is taken, or a file cannot be read
     */
    public static Service start(Configuration configuration) throws CommandFailed {
        Shell shell = new Shell();
        configuration.extender().doubt().ifPresent(LOG::warn);
        try {
            shell.health().require("start", () -> Optional.of("the service starts"));
            int probes = shell.openProbes(configuration.probes(), Limits.DEFAULT);
            ClusterSource source =
                    ClusterSource.open(
                            configuration.source(), configuration.leader(), shell.registry());
            Service service = opened(configuration, shell, source, probes);
            shell.health().require("start", Optional::empty);
            LOG.atInfo()
                    .addKeyValue("extender", service.extenderPort)
                    .addKeyValue("probes", service.probesPort)
                    .log("listening");
            return service;
        } catch (Shell.OpenFailed e) {
            shell.close();
            throw new CommandFailed(ExitCode.UNAVAILABLE, e.getMessage());
        } catch (CommandFailed | RuntimeException e) {
            shell.close();
            throw e;
        }
    }

    private static Service opened(
            Configuration configuration, Shell shell, ClusterSource source, int probes)
            throws Shell.OpenFailed {
        try {
            return new Service(configuration, shell, source, probes);
        } catch (Shell.OpenFailed | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** Only victims whose policy is enforced have a say. */
    static boolean mayLose(ClusterView view, List<PodState> victims) {
        List<PodState> members =
                victims.stream().filter(victim -> isEnforced(view, victim)).toList();
        return members.isEmpty() || Eviction.together(view, members, Instant.now()).allowed();
    }

    private static boolean isEnforced(ClusterView view, PodState pod) {
        return view.policiesOf(pod).stream()
                .anyMatch(policy -> policy.policy().spec().enforcement() == Enforcement.Enforce);
    }

    /** The extender's port. */
    public int extenderPort() {
        return extenderPort;
    }

    /** The port of probes and metrics. */
    public int probesPort() {
        return probesPort;
    }

    /** Why the service is not ready, by what it waits for; empty when it is. */
    public Map<String, String> notReady() {
        return shell.health().reasons();
    }

    /** The cluster as far as the service knows it now. */
    public ViewState state() {
        return source.state();
    }

    /** Ends gracefully: not ready at once, requests that have begun are finished. */
    public void drain() {
        stopChores();
        shell.drain(configuration.drain().grace(), configuration.drain().limit());
        source.close();
    }

    @Override
    public void close() {
        stopChores();
        shell.close();
        source.close();
    }

    private void stopChores() {
        warmUp.close();
        census.close();
        sampling.close();
        old.close();
    }
}
