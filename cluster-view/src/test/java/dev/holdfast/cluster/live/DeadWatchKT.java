package dev.holdfast.cluster.live;

import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.CuttableProxy;
import dev.holdfast.controlplane.Scheduler;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection may die without a word: a firewall forgot it, or its other end lost power. */
@ControlPlane(scheduler = Scheduler.MANUAL)
@Timeout(300)
class DeadWatchKT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Cluster cluster;

    DeadWatchKT(Cluster cluster) throws IOException {
        this.cluster = cluster;
        cluster.applyCrd(Files.readString(LiveViewKT.CRD));
    }

    @Test
    void watchThatSaysNothingForLongIsBegunAgainOnANewConnection() throws IOException {
        URI server = URI.create(cluster.client().getConfiguration().getMasterUrl());
        try (CuttableProxy proxy =
                        new CuttableProxy(
                                new InetSocketAddress(server.getHost(), server.getPort()));
                KubernetesClient client = through(proxy, Duration.ofSeconds(8));
                LiveView live = LiveView.start(client, LiveOptions.defaults(), ViewListener.NONE)) {
            cluster.await(() -> live.notReady().isEmpty(), LIMIT, "a complete view");
            proxy.freeze();

            String late = cluster.addNodes("late", 1).getFirst();

            cluster.await(() -> live.view().nodeId(late) >= 0, LIMIT, "a node that came later");
        }
    }

    private KubernetesClient through(CuttableProxy proxy, Duration quiet) {
        return ClusterClient.of(
                new ConfigBuilder(cluster.client().getConfiguration())
                        .withMasterUrl("https://127.0.0.1:" + proxy.port())
                        .build(),
                quiet);
    }
}
