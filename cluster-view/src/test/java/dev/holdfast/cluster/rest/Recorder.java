package dev.holdfast.cluster.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.Assembly;
import dev.holdfast.cluster.object.Fact;
import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.PersistentVolume;
import dev.holdfast.cluster.object.StorageFact;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.view.Change;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.VolumeState;
import dev.holdfast.view.VolumeState.Copies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** Takes what a source tells into a view, as the watch does, and counts. */
final class Recorder implements RestSource.Listener {
    static final Duration LIMIT = Duration.ofSeconds(20);

    private final Assembly assembly;
    private final List<Change> changes = new ArrayList<>();
    private int rounds;

    Recorder(StorageProfile profile, String driver, String... handles) {
        assembly = new Assembly(List.of(profile), changes::add);
        for (String handle : handles) {
            assembly.put(
                    new ObjectId("", "PersistentVolume", "", handle),
                    new Fact.OfVolume(
                            new PersistentVolume(
                                    handle, driver, handle, "", new NodeAffinity(List.of()))));
        }
        changes.clear();
    }

    @Override
    public synchronized void answered(
            RestSource source, Map<ObjectId, List<StorageFact>> changed, long at) {
        assembly.put(changed);
        source.heard(at);
        rounds++;
    }

    synchronized int rounds() {
        return rounds;
    }

    /** The volumes that changed since the last call. */
    synchronized List<String> changed() {
        List<String> names =
                changes.stream()
                        .filter(Change.VolumePut.class::isInstance)
                        .map(change -> ((Change.VolumePut) change).volume().name())
                        .toList();
        changes.clear();
        return names;
    }

    synchronized Copies copies(RestSource source, String handle) {
        assembly.trust(source.profile(), source.trust());
        VolumeState volume = Objects.requireNonNull(assembly.view().volume(handle));
        return volume.copies();
    }

    static void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for " + what).isLessThan(deadline);
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }
}
