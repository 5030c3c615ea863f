package dev.holdfast.view;

import dev.holdfast.policy.Domain;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The nodes and what can be looked up about them. What depends on labels only is shared by the
 * indexes before and after a node turns NotReady; no change costs more in a larger cluster, but for
 * copies of the lists of nodes that a changed label is in.
 */
final class NodeIndex {
    static final NodeIndex EMPTY =
            new NodeIndex(
                    PersistentMap.empty(),
                    Column.empty(),
                    0,
                    0,
                    PersistentMap.empty(),
                    Traits.EMPTY,
                    new LabelIndex());

    private final PersistentMap<String, Integer> ids;
    private final Column<NodeState> states;
    private final int size;
    private final int bound;
    private final PersistentMap<List<Domain>, Topology> topologies;
    private final Traits traits;
    private final LabelIndex labels;

    private NodeIndex(
            PersistentMap<String, Integer> ids,
            Column<NodeState> states,
            int size,
            int bound,
            PersistentMap<List<Domain>, Topology> topologies,
            Traits traits,
            LabelIndex labels) {
        this.ids = ids;
        this.states = states;
        this.size = size;
        this.bound = bound;
        this.topologies = topologies;
        this.traits = traits;
        this.labels = labels;
    }

    int bound() {
        return bound;
    }

    int size() {
        return size;
    }

    Traits traits() {
        return traits;
    }

    /** The id of a node by name, or -1. Ids of nodes that are gone are kept for their return. */
    int id(String name) {
        @Nullable Integer id = ids.get(name);
        return id == null || states.get(id) == null ? -1 : id;
    }

    /** The ids of all nodes, ascending. */
    int[] ids() {
        return IntStream.range(0, bound).filter(id -> states.get(id) != null).toArray();
    }

    @Nullable NodeState state(int id) {
        return states.get(id);
    }

    Topology topology(List<Domain> domains) {
        @Nullable Topology topology = topologies.get(domains);
        if (topology == null) {
            throw new IllegalStateException("no policy declares these domains: " + domains);
        }
        return topology;
    }

    NodeIndex declaring(List<Domain> domains) {
        if (topologies.containsKey(domains)) {
            return this;
        }
        Topology topology = Topology.of(domains);
        for (int id : ids()) {
            topology = topology.with(id, Objects.requireNonNull(states.get(id)));
        }
        return new NodeIndex(
                ids, states, size, bound, topologies.with(domains, topology), traits, labels);
    }

    NodeIndex with(NodeState node) {
        @Nullable Integer known = ids.get(node.name());
        int id = known == null ? bound : known;
        @Nullable NodeState before = states.get(id);
        if (node.equals(before)) {
            return this;
        }
        Column<NodeState> changed = states.with(id, node);
        Traits moved = traits.with(id, node, before);
        if (before != null && before.labels().equals(node.labels())) {
            return new NodeIndex(ids, changed, size, bound, topologies, moved, labels);
        }
        return new NodeIndex(
                        known == null ? ids.with(node.name(), id) : ids,
                        changed,
                        before == null ? size + 1 : size,
                        Math.max(bound, id + 1),
                        mapTopologies(topology -> topology.with(id, node)),
                        moved,
                        labels)
                .relabelled(id, before, node, this);
    }

    NodeIndex without(String name) {
        int id = id(name);
        @Nullable NodeState before = id < 0 ? null : states.get(id);
        if (before == null) {
            return this;
        }
        return new NodeIndex(
                        ids,
                        states.with(id, null),
                        size - 1,
                        bound,
                        mapTopologies(topology -> topology.without(id)),
                        traits.without(id, before),
                        labels)
                .relabelled(id, before, null, this);
    }

    private NodeIndex relabelled(
            int id, @Nullable NodeState before, @Nullable NodeState after, NodeIndex old) {
        LabelIndex moved = labels.after(id, before, after, old, this);
        return new NodeIndex(ids, states, size, bound, topologies, traits, moved);
    }

    private PersistentMap<List<Domain>, Topology> mapTopologies(UnaryOperator<Topology> change) {
        List<PersistentMap<List<Domain>, Topology>> result = new ArrayList<>(List.of(topologies));
        topologies.forEach((domains, topology) ->
                result.set(0, result.getFirst().with(domains, change.apply(topology))));
        return result.getFirst();
    }

    MatchedNodes matching(NodeAffinity affinity, List<Domain> domains) {
        return labels.matching(affinity, domains, this);
    }
}
