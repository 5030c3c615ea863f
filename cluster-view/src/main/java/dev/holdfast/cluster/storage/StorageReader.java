package dev.holdfast.cluster.storage;

import dev.holdfast.cluster.object.CustomReader;
import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.StorageFact;
import dev.holdfast.view.VolumeState.Copy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads objects of storage systems as their profiles say. */
public final class StorageReader implements CustomReader {
    private final List<CustomResourceProfile> profiles;

    /** Reads for these profiles. */
    public StorageReader(List<CustomResourceProfile> profiles) {
        this.profiles = List.copyOf(profiles);
    }

    @Override
    public boolean reads(ObjectId id) {
        for (CustomResourceProfile profile : profiles) {
            for (CustomResourceProfile.Resource resource : profile.resources()) {
                if (resource.holds(id)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public List<StorageFact> read(ObjectId id, Map<?, ?> object) {
        List<StorageFact> facts = new ArrayList<>();
        for (CustomResourceProfile profile : profiles) {
            profile.copies()
                    .filter(copies -> copies.resource().holds(id))
                    .ifPresent(copies -> facts.add(copies(profile.name(), copies, object)));
            profile.volume()
                    .filter(volume -> volume.resource().holds(id))
                    .ifPresent(volume -> facts.add(volume(profile.name(), volume, object)));
            profile.nodes()
                    .filter(nodes -> nodes.resource().holds(id))
                    .ifPresent(nodes -> facts.add(node(profile.name(), nodes, object)));
        }
        return facts;
    }

    private static StorageFact copies(
            String profile, CustomResourceProfile.Copies copies, Map<?, ?> object) {
        List<Copy> found = new ArrayList<>();
        for (Object item : items(copies, object)) {
            String node = copies.node().text(item);
            // A copy without a node has not been placed yet: it lies nowhere.
            if (!node.isEmpty() && Condition.all(copies.only(), item)) {
                found.add(new Copy(node, copies.state(item)));
            }
        }
        return new StorageFact.CopiesOf(profile, copies.key().text(object), found);
    }

    private static List<Object> items(CustomResourceProfile.Copies copies, Map<?, ?> object) {
        if (copies.items().isEmpty()) {
            return List.of(object);
        }
        List<Object> items = new ArrayList<>();
        @Nullable Object listed = copies.items().get().read(object);
        if (listed instanceof List<?> list) {
            list.forEach(items::add);
        } else if (listed instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (value instanceof Map<?, ?> fields) {
                    Map<Object, Object> item = new HashMap<>(fields);
                    item.put("@key", key);
                    items.add(item);
                }
            });
        }
        return items;
    }

    private static StorageFact volume(
            String profile, CustomResourceProfile.Volume volume, Map<?, ?> object) {
        boolean opaque = volume.opaque().stream().anyMatch(rule -> rule.holds(object));
        return new StorageFact.VolumeOf(
                profile, volume.key().text(object), wanted(volume, object), opaque);
    }

    private static OptionalInt wanted(CustomResourceProfile.Volume volume, Map<?, ?> object) {
        @Nullable Object wanted = volume.wanted().map(path -> path.read(object)).orElse(null);
        return switch (wanted) {
            case Integer number when number > 0 -> OptionalInt.of(number);
            case Long number when number > 0 && number == number.intValue() ->
                    OptionalInt.of(number.intValue());
            case List<?> list when !list.isEmpty() -> OptionalInt.of(list.size());
            case null, default -> OptionalInt.empty();
        };
    }

    private static StorageFact node(
            String profile, CustomResourceProfile.Nodes nodes, Map<?, ?> object) {
        boolean down = nodes.down().stream().anyMatch(rule -> rule.holds(object));
        return new StorageFact.NodeOf(profile, nodes.node().text(object), down);
    }
}
