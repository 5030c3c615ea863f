package dev.holdfast.cluster.object;

import dev.holdfast.view.VolumeState.Copy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What one object of a storage system says. */
public sealed interface StorageFact {
    /** The profile that read it. */
    String profile();

    /**
     * Copies of a volume.
     *
     * @param key the volume's key, as the join of its profile gives it
     * @param copies by the node names that the storage system uses
     */
    record CopiesOf(String profile, String key, List<Copy> copies) implements StorageFact {
        public CopiesOf {
            copies = List.copyOf(copies);
        }
    }

    /**
     * A volume.
     *
     * @param wanted how many copies there are to be, where it says so
     * @param opaque no node has a whole copy
     */
    record VolumeOf(String profile, String key, OptionalInt wanted, boolean opaque)
            implements StorageFact {}

    /** The storage on one node, by the node name that the storage system uses. */
    record NodeOf(String profile, String node, boolean down, Optional<Beat> beat)
            implements StorageFact {}

    /** The last sign of life, which is to change within some time. */
    record Beat(String sign, Duration within) {}
}
