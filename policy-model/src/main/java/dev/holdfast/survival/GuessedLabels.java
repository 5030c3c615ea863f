package dev.holdfast.survival;

import dev.holdfast.view.NodeState;
import dev.holdfast.view.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of nodes without a label in one completion: each existing one or a new one, which
 * other nodes without that label may share. A label that is there stays, and may come to name the
 * same value as another node's when that one's outer value is told.
 */
final class GuessedLabels {
    private final RoleInView set;
    private final Topology topology;
    private final Guesses guesses;
    private final Map<Integer, int[]> values = new LinkedHashMap<>();
    private final List<List<String>> made = new ArrayList<>();

    GuessedLabels(RoleInView set, Guesses guesses) {
        this.set = set;
        this.topology = set.topology();
        this.guesses = guesses;
        for (int d = 0; d < topology.labelled(); d++) {
            made.add(new ArrayList<>());
        }
    }

    /** The values of a node in the labelled domains, guessed where it lacks a label. */
    int[] of(int node) {
        int @Nullable [] known = values.get(node);
        if (known == null) {
            known = guess(node);
            values.put(node, known);
        }
        return known;
    }

    /** The cells of all nodes that were guessed. */
    List<int[]> cells() {
        return List.copyOf(values.values());
    }

    private int[] guess(int node) {
        NodeState state = Objects.requireNonNull(set.view().node(node));
        int[] found = new int[topology.labelled()];
        String outer = "";
        for (int d = 0; d < found.length; d++) {
            int known = topology.value(d, node);
            if (known < 0) {
                @Nullable String own = Topology.keyOf(topology.domains().get(d), state);
                known = id(d, own == null ? choose(d, outer, node) : outer + own);
            }
            found[d] = known;
            outer = key(d, known) + "/";
        }
        return found;
    }

    private String choose(int domain, String outer, int node) {
        List<String> candidates = new ArrayList<>();
        for (int value = 0; value < topology.valueBound(domain); value++) {
            if (topology.nodesIn(domain, value) > 0) {
                candidates.add(topology.key(domain, value));
            }
        }
        candidates.addAll(made.get(domain));
        candidates.removeIf(key -> !key.startsWith(outer));
        for (int other : set.openNodes()) {
            NodeState state = Objects.requireNonNull(set.view().node(other));
            @Nullable String own = Topology.keyOf(topology.domains().get(domain), state);
            if (own != null && other != node && !candidates.contains(outer + own)) {
                candidates.add(outer + own);
            }
        }
        // No label has a question mark.
        candidates.add(outer + "?" + node);
        return candidates.get(
                guesses.of("label " + domain + " of node " + node, candidates.size()));
    }

    private int id(int domain, String key) {
        int known = topology.id(domain, key);
        if (known >= 0) {
            return known;
        }
        List<String> fresh = made.get(domain);
        if (!fresh.contains(key)) {
            fresh.add(key);
        }
        return topology.valueBound(domain) + fresh.indexOf(key);
    }

    /** What tells a value from all others of its domain. */
    String key(int domain, int value) {
        int bound = topology.valueBound(domain);
        return value < bound ? topology.key(domain, value) : made.get(domain).get(value - bound);
    }
}
