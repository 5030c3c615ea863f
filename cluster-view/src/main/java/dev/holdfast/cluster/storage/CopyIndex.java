package dev.holdfast.cluster.storage;

import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.PersistentVolume;
import dev.holdfast.cluster.object.StorageFact;
import dev.holdfast.policy.Amount;
import dev.holdfast.view.VolumeState.Copies;
import dev.holdfast.view.VolumeState.Copy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The copies that one storage system lists, by volume key. Objects and volumes may come in any
 * order. Not thread-safe: it belongs to whoever builds the view.
 */
public final class CopyIndex {
    private final StorageProfile profile;
    private final Map<String, TreeMap<ObjectId, List<Copy>>> copies = new HashMap<>();
    private final Map<String, TreeMap<ObjectId, StorageFact.VolumeOf>> wanted = new HashMap<>();
    private final Map<ObjectId, List<StorageFact>> facts = new HashMap<>();
    private final Map<String, Set<String>> volumesByKey = new HashMap<>();
    private final Map<String, Set<String>> keysByNode = new HashMap<>();
    private Trust trust = new Trust.Fresh();

    /** Empty. */
    public CopyIndex(StorageProfile profile) {
        this.profile = profile;
    }

    /** Whose index it is. */
    public StorageProfile profile() {
        return profile;
    }

    /** Enters a volume; its copies may be known or come later. */
    public void add(PersistentVolume volume) {
        volumesByKey
                .computeIfAbsent(profile.join().key(volume), _ -> new HashSet<>())
                .add(volume.name());
    }

    /** Forgets a volume. */
    public void remove(PersistentVolume volume) {
        drop(volumesByKey, profile.join().key(volume), volume.name());
    }

    /**
     * Enters what an object says now, in place of what it said before; nothing when it is gone.
     *
     * @return the names of the volumes whose copies may have changed
     */
    public Set<String> put(ObjectId id, List<StorageFact> said) {
        Set<String> keys = new HashSet<>();
        for (StorageFact before : facts.getOrDefault(id, List.of())) {
            leave(id, before, keys);
        }
        for (StorageFact fact : said) {
            enter(id, fact, keys);
        }
        if (said.isEmpty()) {
            facts.remove(id);
        } else {
            facts.put(id, List.copyOf(said));
        }
        return volumes(keys);
    }

    private void enter(ObjectId id, StorageFact fact, Set<String> keys) {
        switch (fact) {
            case StorageFact.CopiesOf(_, String key, List<Copy> listed) -> {
                copies.computeIfAbsent(key, _ -> new TreeMap<>()).put(id, listed);
                listed.forEach(copy ->
                        keysByNode.computeIfAbsent(copy.node(), _ -> new HashSet<>()).add(key));
                keys.add(key);
            }
            case StorageFact.VolumeOf volume -> {
                wanted.computeIfAbsent(volume.key(), _ -> new TreeMap<>()).put(id, volume);
                keys.add(volume.key());
            }
            case StorageFact.NodeOf _ -> {}
        }
    }

    private void leave(ObjectId id, StorageFact fact, Set<String> keys) {
        switch (fact) {
            case StorageFact.CopiesOf(_, String key, List<Copy> listed) -> {
                TreeMap<ObjectId, List<Copy>> rest = copies.getOrDefault(key, new TreeMap<>());
                rest.remove(id);
                if (rest.isEmpty()) {
                    copies.remove(key);
                }
                listed.forEach(copy -> leaveNode(copy.node(), key, rest));
                keys.add(key);
            }
            case StorageFact.VolumeOf volume -> {
                TreeMap<ObjectId, StorageFact.VolumeOf> rest =
                        wanted.getOrDefault(volume.key(), new TreeMap<>());
                rest.remove(id);
                if (rest.isEmpty()) {
                    wanted.remove(volume.key());
                }
                keys.add(volume.key());
            }
            case StorageFact.NodeOf _ -> {}
        }
    }

    private void leaveNode(String node, String key, Map<ObjectId, List<Copy>> rest) {
        boolean still =
                rest.values().stream()
                        .anyMatch(list -> list.stream().anyMatch(c -> c.node().equals(node)));
        if (!still) {
            drop(keysByNode, node, key);
        }
    }

    /**
     * Sets how far the storage system's objects can be trusted.
     *
     * @return the names of the volumes whose copies may have changed
     */
    public Set<String> trust(Trust changed) {
        if (changed.equals(trust)) {
            return Set.of();
        }
        trust = changed;
        return volumes(volumesByKey.keySet());
    }

    /** The volumes with a copy on a node, by the name that the storage system uses for it. */
    public Set<String> volumesOn(String storageNode) {
        return volumes(keysByNode.getOrDefault(storageNode, Set.of()));
    }

    private Set<String> volumes(Set<String> keys) {
        Set<String> volumes = new HashSet<>();
        for (String key : keys) {
            volumes.addAll(volumesByKey.getOrDefault(key, Set.of()));
        }
        return volumes;
    }

    /**
     * Where the copies of a volume lie, as far as known.
     *
     * @param nodeName from the name that the storage system uses for a node to the Node's
     */
    public Copies copies(PersistentVolume volume, UnaryOperator<String> nodeName) {
        if (profile.copies().isEmpty()) {
            return CopyStates.fromAffinity(volume, profile.name() + " lists no copies of data");
        }
        if (trust instanceof Trust.Lost(String cause)) {
            return CopyStates.fromAffinity(volume, profile.name() + ": " + cause);
        }
        String key = profile.join().key(volume);
        if (isOpaque(key)) {
            return new Copies.Unknown(
                    profile.name() + " keeps no whole copy of volume " + key + " on any node");
        }
        CopyRules rules = profile.copies().get();
        List<Copy> listed = new ArrayList<>();
        copies.getOrDefault(key, new TreeMap<>()).values().forEach(listed::addAll);
        if (listed.isEmpty()) {
            String what = copies.containsKey(key) ? " with a node" : "";
            return CopyStates.fromAffinity(
                    volume,
                    "no %s object of volume %s%s in the view"
                            .formatted(rules.resource().kind(), key, what));
        }
        OptionalInt count = wantedOf(key);
        if (count.isEmpty() && profile.volume().isPresent() && dependsOnWanted(rules)) {
            return new Copies.Unknown(
                    "no %s object of volume %s in the view says how many copies there are to be"
                            .formatted(profile.volume().get().resource().kind(), key));
        }
        List<Copy> merged = CopyStates.merged(listed, nodeName);
        return new Copies.Listed(
                merged, count.orElse(merged.size()), rules.usable().amount(), source());
    }

    private String source() {
        return trust instanceof Trust.Stale ? profile.name() + Copies.Listed.STALE : profile.name();
    }

    private boolean isOpaque(String key) {
        return wanted.getOrDefault(key, new TreeMap<>()).values().stream()
                .anyMatch(StorageFact.VolumeOf::opaque);
    }

    private OptionalInt wantedOf(String key) {
        return wanted.getOrDefault(key, new TreeMap<>()).values().stream()
                .map(StorageFact.VolumeOf::wanted)
                .flatMapToInt(OptionalInt::stream)
                .max();
    }

    private static boolean dependsOnWanted(CopyRules rules) {
        Amount usable = rules.usable().amount();
        return usable == Amount.Word.Majority || usable == Amount.Word.All;
    }

    private static void drop(Map<String, Set<String>> map, String key, String value) {
        @Nullable Set<String> values = map.get(key);
        if (values != null) {
            values.remove(value);
            if (values.isEmpty()) {
                map.remove(key);
            }
        }
    }

    /** How far what a storage system last said can be trusted. */
    public sealed interface Trust {
        /** It is watched. */
        record Fresh() implements Trust {}

        /** It is not heard of for a while; copies are marked so. */
        record Stale() implements Trust {}

        /** It is too old, or was never heard of: the volume's affinity speaks. */
        record Lost(String cause) implements Trust {}
    }
}
