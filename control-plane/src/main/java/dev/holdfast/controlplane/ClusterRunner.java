package dev.holdfast.controlplane;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;

/** What differs between the ways to have a cluster; {@link Cluster} builds its verbs on it. */
interface ClusterRunner extends AutoCloseable {
    KubernetesClient client();

    Path kubeconfig();

    Path kubeconfigFor(String user, List<String> groups);

    String kubectl();

    String hostAddress();

    String podImage();

    void startScheduler(SchedulerOptions options);

    void stopScheduler(String name);

    String schedulerMetrics(String name);

    void stop(Component component);

    void start(Component component);

    /** Makes nodes exist and returns their names; they may not be ready yet. */
    List<String> provideNodes(NodeSpec spec);

    void failNode(String node);

    void healNode(String node);

    void failZone(String zone);

    void healZone(String zone);

    String logs(String component);

    /** The end of every component's log. */
    String tails();

    /** Ends and removes everything; a second call does nothing. */
    @Override
    void close();
}
