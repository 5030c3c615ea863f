package dev.holdfast.cluster;

import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.StorageFact;
import dev.holdfast.cluster.storage.CopyIndex;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.view.Change;
import dev.holdfast.view.NodeState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Nodes, joined with what storage systems say about them, and the names that storage systems have
 * for them.
 */
final class AssembledNodes {
    private final Consumer<Change> changes;

    /** Told of a profile and a storage system's name whose Node is another one now. */
    private final BiConsumer<StorageProfile, String> renamed;

    private final List<StorageProfile> renaming;
    private final Map<String, NodeState> nodes = new HashMap<>();
    private final Map<String, NodeState> published = new HashMap<>();
    private final Map<ObjectId, List<StorageFact.NodeOf>> said = new HashMap<>();
    private final Map<String, TreeMap<ObjectId, String>> down = new HashMap<>();
    private final Pulses pulses = new Pulses();

    /** What volumes of a profile know it by: its name and its drivers. */
    private final Map<String, List<String>> called = new HashMap<>();

    /** Profile name and the storage system's node name, to the names of the Nodes so labelled. */
    private final Map<Alias, TreeSet<String>> names = new HashMap<>();

    AssembledNodes(
            List<StorageProfile> profiles,
            Consumer<Change> changes,
            BiConsumer<StorageProfile, String> renamed) {
        this.changes = changes;
        this.renamed = renamed;
        for (StorageProfile profile : profiles) {
            called.put(
                    profile.name(),
                    Stream.concat(Stream.of(profile.name()), profile.drivers().stream()).toList());
        }
        this.renaming =
                profiles.stream()
                        .filter(profile -> profile.copies().isPresent())
                        .filter(profile -> profile.copies().get().nodeLabel().isPresent())
                        .toList();
    }

    void put(NodeState node) {
        @Nullable NodeState before = nodes.put(node.name(), node);
        rename(before, node);
        publish(node.name());
    }

    void remove(String name) {
        @Nullable NodeState before = nodes.remove(name);
        if (before != null) {
            rename(before, null);
            publish(name);
        }
    }

    void put(Map<ObjectId, List<StorageFact>> facts) {
        TreeSet<String> touched = new TreeSet<>();
        facts.forEach((id, said) -> enter(id, said, touched));
        touched.forEach(this::publish);
    }

    private void enter(ObjectId id, List<StorageFact> facts, Set<String> touched) {
        List<StorageFact.NodeOf> now =
                facts.stream()
                        .filter(StorageFact.NodeOf.class::isInstance)
                        .map(StorageFact.NodeOf.class::cast)
                        .toList();
        @Nullable List<StorageFact.NodeOf> before =
                now.isEmpty() ? said.remove(id) : said.put(id, now);
        for (StorageFact.NodeOf fact : before == null ? List.<StorageFact.NodeOf>of() : before) {
            down.getOrDefault(fact.node(), new TreeMap<>()).remove(id);
            touched.add(fact.node());
        }
        Set<String> silent = pulses.enter(id, now);
        for (StorageFact.NodeOf fact : now) {
            if (fact.down() || silent.contains(fact.profile())) {
                down.computeIfAbsent(fact.node(), _ -> new TreeMap<>()).put(id, fact.profile());
            }
            touched.add(fact.node());
        }
    }

    void trust(StorageProfile profile, CopyIndex.Trust trust) {
        pulses.hear(profile.name(), trust instanceof CopyIndex.Trust.Fresh);
    }

    /** Takes down those who gave no sign of life in their time. */
    void tick(long nanos) {
        Map<ObjectId, List<StorageFact>> changed = new HashMap<>();
        for (ObjectId id : pulses.tick(nanos)) {
            changed.put(id, List.copyOf(said.getOrDefault(id, List.of())));
        }
        put(changed);
    }

    /** The Node that a storage system means by a name; the name itself where no label says more. */
    String nodeName(StorageProfile profile, String storageName) {
        @Nullable TreeSet<String> labelled = names.get(new Alias(profile.name(), storageName));
        return labelled == null || labelled.isEmpty() ? storageName : labelled.first();
    }

    private void rename(@Nullable NodeState before, @Nullable NodeState after) {
        for (StorageProfile profile : renaming) {
            String label = profile.copies().orElseThrow().nodeLabel().orElseThrow();
            @Nullable String old = before == null ? null : before.labels().get(label);
            @Nullable String now = after == null ? null : after.labels().get(label);
            if (Objects.equals(old, now)) {
                continue;
            }
            if (old != null && before != null) {
                names.getOrDefault(new Alias(profile.name(), old), new TreeSet<>())
                        .remove(before.name());
                renamed.accept(profile, old);
            }
            if (now != null && after != null) {
                names.computeIfAbsent(new Alias(profile.name(), now), _ -> new TreeSet<>())
                        .add(after.name());
                renamed.accept(profile, now);
            }
        }
    }

    private void publish(String name) {
        @Nullable NodeState node = nodes.get(name);
        if (node == null) {
            if (published.remove(name) != null) {
                changes.accept(new Change.NodeGone(name));
            }
            return;
        }
        List<String> sources =
                down.getOrDefault(name, new TreeMap<>()).values().stream()
                        .distinct()
                        .flatMap(profile -> called.getOrDefault(profile, List.of()).stream())
                        .sorted()
                        .toList();
        NodeState joined =
                new NodeState(
                        node.name(),
                        node.labels(),
                        node.ready(),
                        node.schedulable(),
                        node.taints(),
                        node.allocatable(),
                        sources);
        if (!joined.equals(published.put(name, joined))) {
            changes.accept(new Change.NodePut(joined));
        }
    }

    private record Alias(String profile, String storageName) {}
}
