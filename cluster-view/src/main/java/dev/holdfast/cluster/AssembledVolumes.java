package dev.holdfast.cluster;

import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.PersistentVolume;
import dev.holdfast.cluster.object.StorageFact;
import dev.holdfast.cluster.storage.CopyIndex;
import dev.holdfast.cluster.storage.CopyStates;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.view.Change;
import dev.holdfast.view.VolumeState;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** PersistentVolumes, joined with the copies that their storage system lists. */
final class AssembledVolumes {
    private final Consumer<Change> changes;
    private final List<CopyIndex> sources;

    /** Those that a storage system speaks for; the others never change but by themselves. */
    private final Map<String, PersistentVolume> listed = new HashMap<>();

    private final Function<String, @Nullable VolumeState> published;
    private @Nullable AssembledNodes nodes;

    /**
     * No volumes.
     *
     * @param published the volume of a name as all changes so far left it, or null
     */
    AssembledVolumes(
            List<StorageProfile> profiles,
            Function<String, @Nullable VolumeState> published,
            Consumer<Change> changes) {
        this.published = published;
        this.changes = changes;
        this.sources = profiles.stream().map(CopyIndex::new).toList();
    }

    void nodeNames(AssembledNodes names) {
        nodes = names;
    }

    void put(PersistentVolume volume) {
        leave(volume.name());
        @Nullable CopyIndex source = source(volume);
        if (source != null) {
            listed.put(volume.name(), volume);
            source.add(volume);
        }
        publish(volume);
    }

    void remove(String name) {
        leave(name);
        if (published.apply(name) != null) {
            changes.accept(new Change.VolumeGone(name));
        }
    }

    /** Enters what several objects say; a volume that more than one speaks of changes once. */
    void put(Map<ObjectId, List<StorageFact>> facts) {
        for (CopyIndex source : sources) {
            String name = source.profile().name();
            Set<String> touched = new HashSet<>();
            facts.forEach((id, said) -> {
                List<StorageFact> own =
                        said.stream().filter(fact -> fact.profile().equals(name)).toList();
                touched.addAll(source.put(id, own));
            });
            publish(touched);
        }
    }

    void trust(StorageProfile profile, CopyIndex.Trust trust) {
        for (CopyIndex source : sources) {
            if (source.profile().equals(profile)) {
                publish(source.trust(trust));
            }
        }
    }

    void nodeRenamed(StorageProfile profile, String storageName) {
        for (CopyIndex source : sources) {
            if (source.profile().equals(profile)) {
                publish(source.volumesOn(storageName));
            }
        }
    }

    private void leave(String name) {
        @Nullable PersistentVolume before = listed.remove(name);
        @Nullable CopyIndex source = before == null ? null : source(before);
        if (before != null && source != null) {
            source.remove(before);
        }
    }

    private @Nullable CopyIndex source(PersistentVolume volume) {
        for (CopyIndex source : sources) {
            if (source.profile().speaksFor(volume)) {
                return source;
            }
        }
        return null;
    }

    private void publish(Collection<String> names) {
        for (String name : names) {
            @Nullable PersistentVolume volume = listed.get(name);
            if (volume != null) {
                publish(volume);
            }
        }
    }

    private void publish(PersistentVolume volume) {
        VolumeState state =
                new VolumeState(volume.name(), volume.affinity(), copies(volume), volume.driver());
        if (!state.equals(published.apply(volume.name()))) {
            changes.accept(new Change.VolumePut(state));
        }
    }

    private VolumeState.Copies copies(PersistentVolume volume) {
        @Nullable CopyIndex source = source(volume);
        if (source == null) {
            String driver = volume.driver().isEmpty() ? "unknown" : volume.driver();
            return CopyStates.fromAffinity(
                    volume,
                    "driver "
                            + driver
                            + " has no copy source, and the volume has no node affinity");
        }
        return source.copies(
                volume, name -> nodes == null ? name : nodes.nodeName(source.profile(), name));
    }
}
