package dev.holdfast.cluster.storage;

import dev.holdfast.cluster.object.CustomReader;
import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.StorageFact;
import dev.holdfast.view.VolumeState.Copy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads objects of storage systems as their profiles say. */
public final class StorageReader implements CustomReader {
    private final List<StorageProfile> profiles;

    /** Reads for these profiles. */
    public StorageReader(List<StorageProfile> profiles) {
        this.profiles = List.copyOf(profiles);
    }

    @Override
    public boolean reads(ObjectId id) {
        for (StorageProfile profile : profiles) {
            for (StorageProfile.Resource resource : profile.sources()) {
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
        profiles.forEach(profile -> facts.addAll(read(profile, id, object, Links.NONE)));
        return facts;
    }

    /** What an object says to one profile. */
    static List<StorageFact> read(
            StorageProfile profile, ObjectId id, Map<?, ?> object, Links links) {
        List<StorageFact> facts = new ArrayList<>();
        profile.copies()
                .filter(copies -> copies.resource().holds(id))
                .ifPresent(copies -> facts.addAll(copies(profile.name(), copies, object, links)));
        profile.volume()
                .filter(volume -> volume.resource().holds(id))
                .ifPresent(volume -> facts.add(volume(profile.name(), volume, object)));
        profile.nodes()
                .filter(nodes -> nodes.resource().holds(id))
                .ifPresent(nodes -> facts.add(node(profile.name(), nodes, object)));
        return facts;
    }

    /** Finds what a copy is joined with. */
    interface Links {
        /** For objects that stand alone. */
        Links NONE = (_, _) -> null;

        /** The item of a request's answer with this id, null when there is none. */
        @Nullable Object item(String request, String id);
    }

    private static List<StorageFact> copies(
            String profile, CopyRules copies, Map<?, ?> object, Links links) {
        Map<String, List<Copy>> found = new LinkedHashMap<>();
        for (Object item : items(copies, object, links)) {
            String node = copies.node().text(item);
            List<Copy> here =
                    found.computeIfAbsent(key(copies, object, item), _ -> new ArrayList<>());
            // A copy without a node has not been placed yet: it lies nowhere.
            if (!node.isEmpty() && Condition.all(copies.only(), item)) {
                here.add(new Copy(node, copies.state(item)));
            }
        }
        if (found.isEmpty()) {
            found.put(copies.key().text(object), List.of());
        }
        return found.entrySet().stream()
                .filter(e -> !e.getKey().isEmpty())
                .<StorageFact>map(e -> new StorageFact.CopiesOf(profile, e.getKey(), e.getValue()))
                .toList();
    }

    private static String key(CopyRules copies, Map<?, ?> object, Object item) {
        if (copies.items().isEmpty()) {
            return copies.key().text(object);
        }
        Map<Object, Object> both = new HashMap<>(object);
        both.put("@item", item);
        return copies.key().text(both);
    }

    private static List<?> items(CopyRules copies, Map<?, ?> object, Links links) {
        if (copies.items().isEmpty() && copies.sets().isEmpty()) {
            return List.of(object);
        }
        List<Map<Object, Object>> items =
                copies.sets().isPresent()
                        ? copies.sets().get().items(object)
                        : listed(copies.items().orElseThrow().read(object));
        for (Map<Object, Object> item : items) {
            item.put("@object", object);
            for (Link link : copies.links()) {
                @Nullable Object other = links.item(link.request(), link.by().text(item));
                if (other != null) {
                    item.put(link.as(), other);
                }
            }
        }
        return items;
    }

    private static List<Map<Object, Object>> listed(@Nullable Object listed) {
        List<Map<Object, Object>> items = new ArrayList<>();
        if (listed instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> fields) {
                    items.add(new HashMap<>(fields));
                }
            }
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
            String profile, StorageProfile.Volume volume, Map<?, ?> object) {
        boolean opaque = volume.opaque().stream().anyMatch(rule -> rule.holds(object));
        return new StorageFact.VolumeOf(
                profile, volume.key().text(object), wanted(volume, object), opaque);
    }

    private static OptionalInt wanted(StorageProfile.Volume volume, Map<?, ?> object) {
        @Nullable Object wanted = volume.wanted().map(path -> path.read(object)).orElse(null);
        return switch (wanted) {
            case Integer number when number > 0 -> OptionalInt.of(number);
            case Long number when number > 0 && number == number.intValue() ->
                    OptionalInt.of(number.intValue());
            // gRPC gateways write 64-bit numbers as texts.
            case String text when text.matches("[1-9][0-9]{0,5}") ->
                    OptionalInt.of(Integer.parseInt(text));
            case List<?> list when !list.isEmpty() -> OptionalInt.of(list.size());
            case null, default -> OptionalInt.empty();
        };
    }

    private static StorageFact node(String profile, NodeRules nodes, Map<?, ?> object) {
        boolean down = nodes.down().stream().anyMatch(rule -> rule.holds(object));
        Optional<StorageFact.Beat> beat =
                nodes.heartbeat().map(h -> new StorageFact.Beat(h.path().text(object), h.within()));
        return new StorageFact.NodeOf(profile, nodes.node().text(object), down, beat);
    }
}
