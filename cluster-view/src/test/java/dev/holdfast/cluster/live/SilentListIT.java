package dev.holdfast.cluster.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.object.AnnotationFilter;
import dev.holdfast.cluster.object.ObjectReader;
import dev.holdfast.cluster.storage.StorageReader;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class SilentListIT {
    @Test
    void aListOfWhichNothingComesDoesNotKeepOthersFromBeingBegun() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                KubernetesClient client =
                        ClusterClient.of(
                                new ConfigBuilder()
                                        .withMasterUrl("http://127.0.0.1:" + silent.getLocalPort())
                                        .build())) {
            ObjectReader reader =
                    new ObjectReader(
                            new StorageReader(List.of()),
                            new AnnotationFilter(Set.of(), AnnotationFilter.SHORT));
            Source source =
                    new Source(client, Kinds.POD, "team", Optional.empty(), reader, _ -> {});
            source.start();
            assertThat(source.isListing()).isTrue();

            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (source.isListing()) {
                assertThat(System.nanoTime()).isLessThan(end);
                LockSupport.parkNanos(50_000_000);
            }
            assertThat(source.problem()).isNull();
            assertThat(source.isListed()).isFalse();
            source.stop();
        }
    }
}
