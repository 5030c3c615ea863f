package dev.holdfast.cluster.nominate;

import dev.holdfast.cluster.live.Kinds;
import dev.holdfast.cluster.live.ObjectTree;
import dev.holdfast.cluster.live.ReducedStore;
import dev.holdfast.cluster.object.Field;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/**
 * Keeps {@link Rooms} by a watch of every pod of the cluster that has not finished. That costs some
 * hundred bytes for each, which is why only who nominates does it.
 */
final class RoomWatch implements AutoCloseable {
    private final Rooms rooms;
    private final SharedIndexInformer<GenericKubernetesResource> informer;

    private RoomWatch(KubernetesClient client, Rooms rooms) {
        this.rooms = rooms;
        this.informer =
                client.genericKubernetesResources(Kinds.context(Kinds.POD))
                        .inAnyNamespace()
                        .withoutField("status.phase", "Succeeded")
                        .withoutField("status.phase", "Failed")
                        .withLimit(ReducedStore.PAGE)
                        .runnableInformer(0);
        informer.itemStore(ReducedStore.withUids());
        informer.removeNamespaceIndex();
        informer.exceptionHandler((_, _) -> true);
        informer.addEventHandler(new Handler());
    }

    /** Starts to watch; the client stays the caller's. */
    static RoomWatch start(KubernetesClient client, Rooms rooms) {
        RoomWatch watch = new RoomWatch(client, rooms);
        var _ = watch.informer.start();
        return watch;
    }

    @Override
    public void close() {
        informer.stop();
    }

    private void put(GenericKubernetesResource pod) {
        rooms.put(SeenPod.of(Field.root(ObjectTree.of(Kinds.POD, pod))));
    }

    private final class Handler implements ResourceEventHandler<GenericKubernetesResource> {
        @Override
        public void onAdd(GenericKubernetesResource pod) {
            put(pod);
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
            if (!before.getMetadata().getUid().equals(now.getMetadata().getUid())) {
                rooms.remove(before.getMetadata().getUid());
            }
            put(now);
        }

        @Override
        public void onDelete(GenericKubernetesResource pod, boolean stateUnknown) {
            rooms.remove(pod.getMetadata().getUid());
        }

        @Override
        public void onList(String resourceVersion, boolean remainedEmpty) {
            rooms.markListed();
        }
    }
}
