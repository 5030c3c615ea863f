package dev.holdfast.controlplane;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;

/**
 * The control plane of a test class, with verbs in the words of a test. Verbs return when what they
 * say holds, or throw {@link ControlPlaneException}. Safe for concurrent use except that one
 * component is not to be stopped twice at once.
 */
public final class Cluster {
    private static final Duration KUBECTL_LIMIT = Duration.ofMinutes(2);
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final ClusterRunner runner;
    private final Duration nodeMonitorGracePeriod;
    private final ClusterObjects objects;
    private volatile SchedulerOptions lastOptions = SchedulerOptions.standard();

    Cluster(ClusterRunner runner, Duration nodeMonitorGracePeriod) {
        this.runner = runner;
        this.nodeMonitorGracePeriod = nodeMonitorGracePeriod;
        this.objects = new ClusterObjects(runner.client());
    }

    /** An administrator's client, owned by the cluster. */
    public KubernetesClient client() {
        return runner.client();
    }

    /** An administrator's kubeconfig; everything is inline in it. */
    public Path kubeconfig() {
        return runner.kubeconfig();
    }

    /**
     * The kubeconfig of a user by client certificate; rights are whatever RBAC gives to the user
     * and the groups.
     */
    public Path kubeconfigFor(String user, String... groups) {
        return runner.kubeconfigFor(user, List.of(groups));
    }

    /** Runs kubectl as administrator for at most two minutes. */
    public CommandResult kubectl(String... arguments) {
        return kubectl(kubeconfig(), arguments);
    }

    /** Runs kubectl with another kubeconfig. */
    public CommandResult kubectl(Path kubeconfig, String... arguments) {
        var command = new ArrayList<>(List.of(runner.kubectl(), "--kubeconfig=" + kubeconfig));
        command.addAll(Arrays.asList(arguments));
        return Commands.run(
                KUBECTL_LIMIT,
                Map.of("NO_PROXY", "*", "KUBERC", "off", "KUBECACHEDIR", kubeconfig + ".cache"),
                command);
    }

    /**
     * The address by which the API server and schedulers reach a server of this JVM, such as a
     * webhook.
     */
    public String hostAddress() {
        return runner.hostAddress();
    }

    /** A new namespace in which pods can be created at once. */
    public String namespace() {
        return objects.namespace();
    }

    /** This many ready nodes in a zone; returns their names. */
    public List<String> addNodes(String zone, int count) {
        return addNodes(NodeSpec.of(count).inZone(zone));
    }

    /** Ready nodes as specified; returns their names. */
    public List<String> addNodes(NodeSpec spec) {
        List<String> names = runner.provideNodes(spec);
        awaitReady(names, true);
        return names;
    }

    /**
     * Cuts one node's power. Returns when Kubernetes has noticed, which takes the node monitor
     * grace period: the node is NotReady and unreachable, its pods are not ready, and once evicted
     * they stay Terminating.
     */
    public void failNode(String node) {
        runner.failNode(node);
        awaitReady(List.of(node), false);
    }

    /** Gives the power back; returns when the node is Ready and untainted. */
    public void healNode(String node) {
        runner.healNode(node);
        awaitReady(List.of(node), true);
    }

    /** Cuts the power of a whole zone; as {@link #failNode} for each of its nodes. */
    public void failZone(String zone) {
        runner.failZone(zone);
        awaitReady(objects.nodesOf(zone), false);
    }

    /** Gives a zone its power back. */
    public void healZone(String zone) {
        runner.healZone(zone);
        awaitReady(objects.nodesOf(zone), true);
    }

    private void awaitReady(List<String> nodes, boolean ready) {
        objects.awaitNodes(nodes, ready, nodeMonitorGracePeriod.plus(MARGIN));
    }

    /** Makes a running pod unready, as by a failing readiness probe, or ready again. */
    public void setPodReady(String namespace, String pod, boolean ready) {
        objects.setPodReady(namespace, pod, ready);
    }

    /** A StorageClass without provisioner whose claims are bound when their pod is scheduled. */
    public void addStorageClass(String name) {
        objects.addStorageClass(name);
    }

    /**
     * A volume on one node's disk. With a claim it is bound before any pod is: the claim is made
     * too, and this returns when both are bound, as with members that restart on their data.
     * Without one it returns when it may be claimed.
     */
    public void addVolume(LocalVolume volume) {
        objects.addVolume(volume);
    }

    /** Creates a StatefulSet; its pods may not exist yet. */
    public StatefulSet createStatefulSet(StatefulSetSpec spec) {
        return client().resource(spec.build(runner.podImage())).create();
    }

    /**
     * Waits until all replicas of a StatefulSet are bound to nodes.
     *
     * @return pod name to node name
     */
    public SortedMap<String, String> awaitPlacement(StatefulSet set, Duration limit) {
        return objects.awaitPlacement(
                set.getMetadata().getNamespace(), set.getMetadata().getName(), limit);
    }

    /** Which pods of a StatefulSet are bound now: pod name to node name. */
    public SortedMap<String, String> placement(StatefulSet set) {
        return objects.placement(set.getMetadata().getNamespace(), set.getMetadata().getName());
    }

    /** Polls until {@code condition} holds; {@code description} completes "not within 5 s: ...". */
    public void await(BooleanSupplier condition, Duration limit, String description) {
        Await.until(condition, limit, () -> description);
    }

    /** The events about a pod so far, in no particular order. */
    public List<Event> events(String namespace, String pod) {
        return objects.events(namespace, pod);
    }

    /**
     * Applies a CustomResourceDefinition (YAML or JSON) server-side; returns when it is
     * established.
     */
    public void applyCrd(String text) {
        objects.applyCrd(text);
    }

    /**
     * Gives a user all that a kube-scheduler may do; with leader election it needs a Role for its
     * Lease besides.
     */
    public void grantScheduling(String user) {
        objects.grantScheduling(user);
    }

    /** Starts a kube-scheduler; returns when it schedules. */
    public void startScheduler(SchedulerOptions options) {
        if (options.name().equals(SchedulerOptions.DEFAULT_NAME)) {
            lastOptions = options;
        }
        runner.startScheduler(options);
    }

    /** Starts kube-scheduler again as it was last. */
    public void startScheduler() {
        startScheduler(lastOptions);
    }

    /** Stops the default kube-scheduler. */
    public void stopScheduler() {
        stopScheduler(SchedulerOptions.DEFAULT_NAME);
    }

    /** Stops the kube-scheduler of this process name. */
    public void stopScheduler(String name) {
        runner.stopScheduler(name);
    }

    /** The default kube-scheduler's metrics, Prometheus text. */
    public String schedulerMetrics() {
        return schedulerMetrics(SchedulerOptions.DEFAULT_NAME);
    }

    /** A kube-scheduler's metrics, Prometheus text. */
    public String schedulerMetrics(String name) {
        return runner.schedulerMetrics(name);
    }

    /** Stops a component; returns when it is gone. */
    public void stop(Component component) {
        runner.stop(component);
    }

    /** Starts a stopped component on the same address; returns when it serves. */
    public void start(Component component) {
        runner.start(component);
    }

    /** The log so far of a component, a scheduler by its process name, or "kwok-ZONE". */
    public String logs(String component) {
        return runner.logs(component);
    }

    String logTails() {
        return runner.tails();
    }

    void close() {
        runner.close();
    }
}
