package dev.holdfast.cluster.nominate;

import dev.holdfast.cluster.live.ReducedStore;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/**
 * Keeps {@link Rooms} by a watch of every pod of the cluster that has not finished. That costs some
 * hundred bytes for each, which is why only who nominates does it.
 */
final class RoomWatch implements AutoCloseable {
    private static final long PAGE = 500;

    private final Rooms rooms;
    private final SharedIndexInformer<Pod> informer;

    private RoomWatch(KubernetesClient client, Rooms rooms) {
        this.rooms = rooms;
        this.informer =
                client.pods()
                        .inAnyNamespace()
                        .withoutField("status.phase", "Succeeded")
                        .withoutField("status.phase", "Failed")
                        .withLimit(PAGE)
                        .runnableInformer(0);
        informer.itemStore(new ReducedStore<>(Pod::new));
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

    private final class Handler implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            rooms.put(pod);
        }

        @Override
        public void onUpdate(Pod before, Pod now) {
            if (!before.getMetadata().getUid().equals(now.getMetadata().getUid())) {
                rooms.remove(before);
            }
            rooms.put(now);
        }

        @Override
        public void onDelete(Pod pod, boolean stateUnknown) {
            rooms.remove(pod);
        }

        @Override
        public void onList(String resourceVersion, boolean remainedEmpty) {
            rooms.markListed();
        }
    }
}
