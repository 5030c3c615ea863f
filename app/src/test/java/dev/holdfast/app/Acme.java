package dev.holdfast.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A made-up storage system that Holdfast does not know, with the profile and the rights that the
 * documentation shows for it.
 */
public final class Acme {
    private static final Path DOCUMENTATION = Path.of("../cluster-view/README.md");

    /** Its CustomResourceDefinition. */
    public static final String DEFINITION =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: disks.acme.example}
            spec:
              group: acme.example
              scope: Cluster
              names: {plural: disks, singular: disk, kind: Disk, listKind: DiskList}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      status:
                        type: object
                        properties:
                          replicas:
                            type: object
                            additionalProperties:
                              type: object
                              properties:
                                disk: {type: string, enum: [OK, Broken]}
            """;

    private Acme() {}

    /** The profile, as documented. */
    public static String profile() {
        return shown("name: acme\n");
    }

    /** The rights that the service needs for it, as documented. */
    public static String rights() {
        return shown("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n");
    }

    private static String shown(String start) {
        try {
            Matcher block =
                    Pattern.compile("(?s)```yaml\n(" + Pattern.quote(start) + ".*?)```")
                            .matcher(Files.readString(DOCUMENTATION));
            if (!block.find()) {
                throw new AssertionError(DOCUMENTATION + " shows no " + start);
            }
            return block.group(1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A bound volume; {@code disk} names its Disk. */
    public static String volume(String disk, String namespace, String claim) {
        return """
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: pv-%1$s}
        spec:
          capacity: {storage: 1Gi}
          accessModes: [ReadWriteOnce]
          storageClassName: acme
          claimRef: {namespace: %2$s, name: %3$s}
          csi: {driver: csi.acme.example, volumeHandle: %1$s/1}
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: %3$s, namespace: %2$s}
        spec:
          accessModes: [ReadWriteOnce]
          storageClassName: acme
          volumeName: pv-%1$s
          resources: {requests: {storage: 1Gi}}
        """
                .formatted(disk, namespace, claim);
    }

    /** A Disk with a copy on two nodes, of which one is good. */
    public static String disk(String name, String good, String broken) {
        return """
        apiVersion: acme.example/v1
        kind: Disk
        metadata: {name: %s}
        status: {replicas: {%s: {disk: OK}, %s: {disk: Broken}}}
        """
                .formatted(name, good, broken);
    }

    /** A policy for {@code app=db} that has its member run on its data. */
    public static String policy(String namespace) {
        return """
        apiVersion: holdfast.dev/v1alpha1
        kind: DataPlacementPolicy
        metadata: {name: db, namespace: %s}
        spec:
          enforcement: Enforce
          selector: {matchLabels: {app: db}}
          roles: [{name: db, replication: {factor: 1}, converge: {mode: Required}}]
        """
                .formatted(namespace);
    }

    /** The member {@code db-0}, which waits for a node. */
    public static String member(String namespace) {
        return """
        apiVersion: v1
        kind: Pod
        metadata: {name: db-0, namespace: %s, labels: {app: db}}
        spec:
          schedulerName: nobody
          containers: [{name: db, image: registry.example/db}]
          volumes: [{name: data, persistentVolumeClaim: {claimName: data-db-0}}]
        """
                .formatted(namespace);
    }
}
