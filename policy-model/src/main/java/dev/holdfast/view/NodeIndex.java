package dev.holdfast.view;

import dev.holdfast.policy.Domain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The nodes and what can be looked up about them. Everything that depends on labels only is
 * computed once per generation of labels: a node that turns NotReady shares it with the index
 * before.
 */
final class NodeIndex {
    private static final String HOSTNAME = "kubernetes.io/hostname";

    static final NodeIndex EMPTY =
            new NodeIndex(
                    PersistentMap.empty(),
                    PersistentMap.empty(),
                    PersistentMap.empty(),
                    0,
                    PersistentMap.empty(),
                    new Labels());

    private final PersistentMap<String, Integer> ids;
    private final PersistentMap<Integer, NodeState> states;
    private final PersistentMap<String, Integer> byHostname;
    private final int bound;
    private final PersistentMap<List<Domain>, Topology> topologies;
    private final Labels labels;

    /**
     * Answers that depend on labels only, filled on demand; equal questions have equal answers, so
     * races are harmless.
     */
    private static final class Labels {
        private final ConcurrentHashMap<Question, MatchedNodes> matched = new ConcurrentHashMap<>();
    }

    private record Question(NodeAffinity affinity, List<Domain> domains) {}

    private NodeIndex(
            PersistentMap<String, Integer> ids,
            PersistentMap<Integer, NodeState> states,
            PersistentMap<String, Integer> byHostname,
            int bound,
            PersistentMap<List<Domain>, Topology> topologies,
            Labels labels) {
        this.ids = ids;
        this.states = states;
        this.byHostname = byHostname;
        this.bound = bound;
        this.topologies = topologies;
        this.labels = labels;
    }

    int bound() {
        return bound;
    }

    int size() {
        return states.size();
    }

    /** The id of a node by name, or -1. Ids of nodes that are gone are kept for their return. */
    int id(String name) {
        @Nullable Integer id = ids.get(name);
        return id == null || states.get(id) == null ? -1 : id;
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
        for (int id = 0; id < bound; id++) {
            @Nullable NodeState state = states.get(id);
            if (state != null) {
                topology = topology.with(id, state);
            }
        }
        return new NodeIndex(
                ids, states, byHostname, bound, topologies.with(domains, topology), labels);
    }

    NodeIndex with(NodeState node) {
        @Nullable Integer known = ids.get(node.name());
        int id = known == null ? bound : known;
        @Nullable NodeState before = states.get(id);
        PersistentMap<Integer, NodeState> changed = states.with(id, node);
        if (before != null && before.labels().equals(node.labels())) {
            return new NodeIndex(ids, changed, byHostname, bound, topologies, labels);
        }
        PersistentMap<String, Integer> hostnames =
                before == null ? byHostname : withoutHostname(before);
        @Nullable String hostname = node.labels().get(HOSTNAME);
        PersistentMap<List<Domain>, Topology> moved =
                mapTopologies(topology -> topology.with(id, node));
        return new NodeIndex(
                known == null ? ids.with(node.name(), id) : ids,
                changed,
                hostname == null ? hostnames : hostnames.with(hostname, id),
                Math.max(bound, id + 1),
                moved,
                new Labels());
    }

    NodeIndex without(String name) {
        int id = id(name);
        @Nullable NodeState before = id < 0 ? null : states.get(id);
        if (before == null) {
            return this;
        }
        PersistentMap<List<Domain>, Topology> moved =
                mapTopologies(topology -> topology.without(id));
        return new NodeIndex(
                ids, states.without(id), withoutHostname(before), bound, moved, new Labels());
    }

    private PersistentMap<String, Integer> withoutHostname(NodeState node) {
        @Nullable String hostname = node.labels().get(HOSTNAME);
        return hostname == null ? byHostname : byHostname.without(hostname);
    }

    private PersistentMap<List<Domain>, Topology> mapTopologies(
            java.util.function.UnaryOperator<Topology> change) {
        List<PersistentMap<List<Domain>, Topology>> result = new ArrayList<>(List.of(topologies));
        topologies.forEach((domains, topology) ->
                result.set(0, result.getFirst().with(domains, change.apply(topology))));
        return result.getFirst();
    }

    MatchedNodes matching(NodeAffinity affinity, List<Domain> domains) {
        @Nullable Integer pinned = pinnedTo(affinity);
        if (pinned != null) {
            @Nullable NodeState node = states.get(pinned);
            boolean fits = node != null && affinity.matches(node);
            return MatchedNodes.group(topology(domains), fits ? List.of(pinned) : List.of());
        }
        return labels.matched.computeIfAbsent(new Question(affinity, domains), this::scan);
    }

    /**
     * The one node that a local volume's affinity can mean, without a scan; null when it may be
     * several.
     */
    private @Nullable Integer pinnedTo(NodeAffinity affinity) {
        if (affinity.terms().size() != 1) {
            return null;
        }
        for (NodeAffinity.Requirement requirement : affinity.terms().getFirst().labels()) {
            if (requirement.key().equals(HOSTNAME)
                    && requirement.operator().equals("In")
                    && requirement.values().size() == 1) {
                @Nullable Integer id = byHostname.get(requirement.values().getFirst());
                return id == null ? Integer.valueOf(-1) : id;
            }
        }
        return null;
    }

    private MatchedNodes scan(Question question) {
        List<Integer> matching = new ArrayList<>();
        for (int id = 0; id < bound; id++) {
            @Nullable NodeState state = states.get(id);
            if (state != null && question.affinity.matches(state)) {
                matching.add(id);
            }
        }
        return MatchedNodes.group(topology(question.domains), matching);
    }
}
