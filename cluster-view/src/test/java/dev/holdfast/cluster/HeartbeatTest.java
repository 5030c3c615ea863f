package dev.holdfast.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.object.AnnotationFilter;
import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.ObjectReader;
import dev.holdfast.cluster.storage.CopyIndex.Trust;
import dev.holdfast.cluster.storage.Profiles;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.cluster.storage.StorageReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Azure Disk's nodes, which are to renew a heartbeat within two minutes. */
class HeartbeatTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final StorageProfile AZURE =
            Profiles.builtIn().stream()
                    .filter(profile -> profile.name().equals("azure-disk-v2"))
                    .findFirst()
                    .orElseThrow();

    private final Assembly assembly = new Assembly(List.of(AZURE), _ -> {});
    private final ObjectReader reader =
            new ObjectReader(
                    new StorageReader(List.of(AZURE)), new AnnotationFilter(Set.of(), 256));

    @BeforeEach
    void node() {
        put("{apiVersion: v1, kind: Node, metadata: {name: n1}}");
    }

    @Test
    void storageWithoutANewHeartbeatInTimeIsDownUntilTheNextOne() {
        tick(0);
        beat("12:00:00", true);
        tick(120);
        assertThat(down()).isEmpty();
        tick(121);
        assertThat(down()).containsExactly("azure-disk-v2", "disk2.csi.azure.com");
        beat("12:00:00", true);
        assertThat(down()).as("an old one").contains("azure-disk-v2");
        beat("12:02:00", true);
        assertThat(down()).isEmpty();
        tick(240);
        assertThat(down()).isEmpty();
        tick(242);
        assertThat(down()).containsExactly("azure-disk-v2", "disk2.csi.azure.com");
    }

    @Test
    void timeDoesNotRunWhileTheApiServerIsSilent() {
        tick(0);
        beat("12:00:00", true);
        tick(100);
        assembly.trust(AZURE, new Trust.Stale());
        tick(1000);
        assembly.trust(AZURE, new Trust.Fresh());
        tick(1019);
        assertThat(down()).isEmpty();
        tick(1021);
        assertThat(down()).containsExactly("azure-disk-v2", "disk2.csi.azure.com");
    }

    @Test
    void storageThatSaysItIsDownIsSoWhateverItsHeartbeat() {
        tick(0);
        beat("12:00:00", false);
        assertThat(down()).containsExactly("azure-disk-v2", "disk2.csi.azure.com");
    }

    @Test
    void heartbeatsOfADumpAreNotMissed() {
        beat("2001-01-01T00:00:00Z", true);
        assertThat(down()).isEmpty();
    }

    @Test
    void goneStorageIsNotMissed() {
        tick(0);
        beat("12:00:00", true);
        tick(121);
        assembly.remove(new ObjectId("disk.csi.azure.com", "AzDriverNode", "azure", "n1"));
        assertThat(down()).isEmpty();
        tick(500);
        assertThat(down()).isEmpty();
    }

    private List<String> down() {
        var view = assembly.view();
        return requireNonNull(view.node(view.nodeId("n1"))).storageDown();
    }

    private void tick(long seconds) {
        assembly.tick(Duration.ofSeconds(seconds).toNanos());
    }

    private void beat(String time, boolean ready) {
        put(
                "{apiVersion: disk.csi.azure.com/v1beta2, kind: AzDriverNode, metadata: {name: n1, namespace: azure}, spec: {nodeName: n1}, status: {readyForVolumeAllocation: %s, lastHeartbeatTime: '%s'}}"
                        .formatted(ready, time));
    }

    private void put(String yaml) {
        Map<String, Object> object = YAML.readValue(yaml, new TypeReference<>() {});
        assembly.put(ObjectReader.id(object), reader.read(object).orElseThrow());
    }
}
