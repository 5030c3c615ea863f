package dev.holdfast.app;

import dev.holdfast.controlplane.Cluster;
import java.util.Map;

/** A member of {@code app=db} on a replicated volume whose copies a test moves. */
final class ReplicatedMember {
    private ReplicatedMember() {}

    static void define(Cluster cluster) {
        Longhorn.definitions().forEach(cluster::applyCrd);
    }

    /** The name of a member's volume. */
    static String volumeOf(String namespace, String member) {
        return "lh-" + namespace + "-" + member;
    }

    /** The volume, bound to the claim {@code data-MEMBER}, with one replica. */
    static String volume(String namespace, String member, String node, boolean current) {
        return Longhorn.volume(
                volumeOf(namespace, member),
                namespace,
                "data-" + member,
                Map.of(node, state(current)));
    }

    /** A replica, which holds all data or is still being built. */
    static String replica(String namespace, String member, String node, boolean current) {
        return Longhorn.replica(volumeOf(namespace, member), namespace, node, state(current));
    }

    private static Longhorn.Replica state(boolean current) {
        return current ? Longhorn.Replica.CURRENT : Longhorn.Replica.REBUILDING;
    }

    /** The member's pod, for the scheduler that we print. */
    static String pod(String namespace, String member) {
        return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %2$s, namespace: %1$s, labels: {app: db}}
        spec:
          schedulerName: %3$s
          containers:
          - name: db
            image: registry.example/db
            resources: {requests: {holdfast.dev/member: "0"}, limits: {holdfast.dev/member: "0"}}
          volumes: [{name: data, persistentVolumeClaim: {claimName: data-%2$s}}]
        """
                .formatted(namespace, member, Installation.SCHEDULER);
    }
}
