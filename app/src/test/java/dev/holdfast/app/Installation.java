package dev.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.config.Configuration;
import dev.holdfast.app.service.Running;
import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.SchedulerOptions;
import dev.holdfast.extender.ViewState;
import dev.holdfast.view.ClusterView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The service on a cluster that has our definitions, and the scheduler that we print for it. */
final class Installation implements AutoCloseable {
    static final String SCHEDULER = "holdfast-scheduler";
    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Path CRD =
            Path.of("../manifests/crd/dataplacementpolicies.holdfast.dev.yaml");

    private final Cluster cluster;
    private final Running running;
    private boolean scheduling;

    /** As administrator. */
    Installation(Cluster cluster, Configuration.Leader leader) throws IOException, CommandFailed {
        this(cluster, leader, cluster.kubeconfig());
    }

    Installation(Cluster cluster, Configuration.Leader leader, Path kubeconfig)
            throws IOException, CommandFailed {
        this(cluster, leader, kubeconfig, Files.readString(CRD));
    }

    /** With another definition of policies. */
    Installation(Cluster cluster, Configuration.Leader leader, Path kubeconfig, String definition)
            throws CommandFailed {
        this.cluster = cluster;
        cluster.applyCrd(definition);
        this.running = Running.leading(kubeconfig, leader);
    }

    Running running() {
        return running;
    }

    /** Starts the scheduler as it is printed. */
    void startScheduler() {
        startScheduler(printed -> printed);
    }

    /** Starts the scheduler with another configuration made from what is printed. */
    void startScheduler(UnaryOperator<String> change) {
        Run printed =
                Run.of(
                        "scheduler-config",
                        "--url=http://%s:%d/extender"
                                .formatted(cluster.hostAddress(), running.service().extenderPort()),
                        "--scheduler-kubeconfig=" + SchedulerOptions.KUBECONFIG,
                        "--no-leader-elect");
        assertThat(printed.exitCode()).as(printed.err()).isZero();
        cluster.startScheduler(
                SchedulerOptions.standard()
                        .named(SCHEDULER)
                        .configuredBy(change.apply(printed.out()))
                        .withFlags("--feature-gates=SchedulerPopFromBackoffQ=false"));
        scheduling = true;
    }

    void stopScheduler() {
        cluster.stopScheduler(SCHEDULER);
        scheduling = false;
    }

    /** Applies documents, retrying while the API server does not serve their kinds yet. */
    void apply(String documents) {
        try {
            Path file = Files.writeString(Files.createTempFile("objects", ".yaml"), documents);
            cluster.await(
                    () -> cluster.kubectl("apply", "-f", file.toString()).exitCode() == 0,
                    LIMIT,
                    "applied: " + documents);
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the service's view is like this. */
    void awaitSeen(Predicate<ClusterView> condition, String what) {
        cluster.await(
                () ->
                        running.service().state() instanceof ViewState.Ready(ClusterView view)
                                && condition.test(view),
                LIMIT,
                what);
    }

    /** A namespace with an enforced policy for {@code app=db}, which the service has seen. */
    String namespaceWithPolicy(String role) {
        String namespace = cluster.namespace();
        apply(
                """
                apiVersion: holdfast.dev/v1alpha1
                kind: DataPlacementPolicy
                metadata: {name: db, namespace: %s}
                spec:
                  enforcement: Enforce
                  selector: {matchLabels: {app: db}}
                  roles: [{name: db, %s}]
                """
                        .formatted(namespace, role));
        awaitSeen(view -> view.policy(namespace, "db") != null, "the policy");
        return namespace;
    }

    /** Waits until the service has seen a member's claim bound to its volume. */
    void awaitBound(String namespace, String member) {
        awaitSeen(
                view -> {
                    var claim = view.claim(namespace, "data-" + member);
                    return claim != null
                            && claim.volume().isPresent()
                            && view.volume(claim.volume().get()) != null;
                },
                "the claim of " + member + " bound");
        cluster.await(
                () ->
                        "Bound"
                                .equals(
                                        cluster.kubectl(
                                                        "get",
                                                        "pvc",
                                                        "data-" + member,
                                                        "-n",
                                                        namespace,
                                                        "-o",
                                                        "jsonpath={.status.phase}")
                                                .output()),
                LIMIT,
                "the claim of " + member + " in phase Bound");
    }

    @Override
    public void close() {
        if (scheduling) {
            stopScheduler();
        }
        running.close();
    }
}
