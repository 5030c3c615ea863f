package dev.holdfast.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Longhorn's objects as its own controllers write them, with the fields that tell of copies. */
final class Longhorn {
    private static final Path DEFINITIONS =
            Path.of("../cluster-view/src/test/resources/crds/longhorn.yaml");
    private static final String HEALTHY = "healthyAt: \"2026-11-01T08:00:00Z\"";

    /** How a replica is. */
    enum Replica {
        CURRENT(HEALTHY + ", failedAt: \"\", active: true"),
        FAILED(HEALTHY + ", failedAt: \"2026-11-02T09:00:00Z\", active: true"),
        REBUILDING("healthyAt: \"\", failedAt: \"\", active: true");

        private final String fields;

        Replica(String fields) {
            this.fields = fields;
        }
    }

    private Longhorn() {}

    /** The CustomResourceDefinitions of what the profile watches. */
    static Iterable<String> definitions() {
        try {
            return List.of(Files.readString(DEFINITIONS).split("(?m)^---\n", -1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A volume that is bound to a claim, with its replicas.
     *
     * @param name of the volume, everywhere
     * @param replicas by node
     */
    static String volume(
            String name, String namespace, String claim, Map<String, Replica> replicas) {
        return """
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: %1$s}
        spec:
          capacity: {storage: 1Gi}
          accessModes: [ReadWriteOnce]
          storageClassName: longhorn
          persistentVolumeReclaimPolicy: Retain
          claimRef: {namespace: %2$s, name: %3$s}
          csi: {driver: driver.longhorn.io, volumeHandle: %1$s}
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: %3$s, namespace: %2$s}
        spec:
          accessModes: [ReadWriteOnce]
          storageClassName: longhorn
          volumeName: %1$s
          resources: {requests: {storage: 1Gi}}
        ---
        apiVersion: longhorn.io/v1beta2
        kind: Volume
        metadata: {name: %1$s, namespace: %2$s}
        spec: {numberOfReplicas: %4$d}
        """
                        .formatted(name, namespace, claim, replicas.size())
                + replicas.entrySet().stream()
                        .map(entry -> replica(name, namespace, entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining());
    }

    /** One replica of a volume. */
    static String replica(String volume, String namespace, String node, Replica replica) {
        return """
        ---
        apiVersion: longhorn.io/v1beta2
        kind: Replica
        metadata: {name: %1$s-%3$s, namespace: %2$s}
        spec: {volumeName: %1$s, nodeID: %3$s, %4$s}
        """
                .formatted(volume, namespace, node, replica.fields);
    }
}
