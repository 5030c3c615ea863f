package dev.holdfast.view;

import dev.holdfast.policy.Domain;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What affinities ask about the labels of nodes: which nodes have a value of a label, and which
 * match an affinity. Filled on demand, which looks at every node once; a change of one node then
 * carries all answers along. Equal questions have equal answers, so races are harmless.
 */
final class LabelIndex {
    /** Answers of so few nodes are found again faster than they are kept up to date. */
    private static final int FEW = 8;

    /** Wide answers that are kept; a cluster asks a handful of such questions. */
    private static final int MOST_KEPT = 1_000;

    private final ConcurrentHashMap<String, PersistentMap<String, int[]>> byKey =
            new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Question, MatchedNodes> matched = new ConcurrentHashMap<>();

    private record Question(NodeAffinity affinity, List<Domain> domains) {}

    /** The nodes of an index that an affinity matches. */
    MatchedNodes matching(NodeAffinity affinity, List<Domain> domains, NodeIndex nodes) {
        int @Nullable [] candidates = candidates(affinity, nodes);
        if (candidates != null && candidates.length <= FEW) {
            return answer(affinity, domains, candidates, nodes);
        }
        Question question = new Question(affinity, domains);
        @Nullable MatchedNodes known = matched.get(question);
        if (known == null) {
            known = answer(affinity, domains, candidates == null ? nodes.ids() : candidates, nodes);
            if (known.size() > FEW && matched.size() < MOST_KEPT) {
                matched.put(question, known);
            }
        }
        return known;
    }

    private static MatchedNodes answer(
            NodeAffinity affinity, List<Domain> domains, int[] candidates, NodeIndex nodes) {
        int[] matching = new int[candidates.length];
        int count = 0;
        for (int id : candidates) {
            @Nullable NodeState state = nodes.state(id);
            if (state != null && affinity.matches(state)) {
                matching[count++] = id;
            }
        }
        int[] ids = count == matching.length ? matching : java.util.Arrays.copyOf(matching, count);
        return MatchedNodes.of(nodes.topology(domains), ids);
    }

    /**
     * Nodes among which are all that match, ascending: those with the value that the affinity's
     * only term names; null when every node may match.
     */
    private int @Nullable [] candidates(NodeAffinity affinity, NodeIndex nodes) {
        if (affinity.terms().size() != 1) {
            return null;
        }
        int @Nullable [] fewest = null;
        for (NodeAffinity.Requirement requirement : affinity.terms().getFirst().labels()) {
            if (requirement.operator().equals("In") && requirement.values().size() == 1) {
                int[] some = withLabel(requirement.key(), requirement.values().getFirst(), nodes);
                fewest = fewest == null || some.length < fewest.length ? some : fewest;
            }
        }
        return fewest;
    }

    private int[] withLabel(String key, String value, NodeIndex nodes) {
        @Nullable PersistentMap<String, int[]> values = byKey.get(key);
        if (values == null) {
            values = scan(key, nodes);
            byKey.put(key, values);
        }
        int @Nullable [] found = values.get(value);
        return found == null ? new int[0] : found;
    }

    private static PersistentMap<String, int[]> scan(String key, NodeIndex nodes) {
        java.util.Map<String, java.util.stream.IntStream.Builder> found = new java.util.HashMap<>();
        for (int id : nodes.ids()) {
            @Nullable NodeState state = nodes.state(id);
            @Nullable String value = state == null ? null : state.labels().get(key);
            if (value != null) {
                found.computeIfAbsent(value, _ -> java.util.stream.IntStream.builder()).add(id);
            }
        }
        PersistentMap<String, int[]> values = PersistentMap.empty();
        for (var entry : found.entrySet()) {
            values = values.with(entry.getKey(), entry.getValue().build().toArray());
        }
        return values;
    }

    /**
     * The answers after a change of one node, in time that does not grow with the cluster but for
     * copies of the lists that the node is in.
     *
     * @param before the node before the change in the index before, null when it is new
     * @param after the same after it, null when it is gone
     */
    LabelIndex after(
            int id,
            @Nullable NodeState before,
            @Nullable NodeState after,
            NodeIndex old,
            NodeIndex now) {
        LabelIndex moved = new LabelIndex();
        byKey.forEach((key, values) -> moved.byKey.put(key, moved(id, key, values, before, after)));
        matched.forEach((question, nodes) -> {
            boolean was = before != null && question.affinity.matches(before);
            boolean is = after != null && question.affinity.matches(after);
            int oldCell = old.topology(question.domains).cell(id);
            int newCell = now.topology(question.domains).cell(id);
            MatchedNodes changed = nodes;
            if (was && !(is && oldCell == newCell)) {
                changed = changed.without(oldCell, id);
            }
            if (is && !(was && oldCell == newCell)) {
                changed = changed.with(newCell, id);
            }
            moved.matched.put(question, changed);
        });
        return moved;
    }

    private static PersistentMap<String, int[]> moved(
            int id,
            String key,
            PersistentMap<String, int[]> values,
            @Nullable NodeState before,
            @Nullable NodeState after) {
        @Nullable String was = before == null ? null : before.labels().get(key);
        @Nullable String is = after == null ? null : after.labels().get(key);
        if (java.util.Objects.equals(was, is)) {
            return values;
        }
        PersistentMap<String, int[]> changed = values;
        if (was != null) {
            int[] rest = MatchedNodes.removed(requireKnown(values.get(was)), id);
            changed = rest.length == 0 ? changed.without(was) : changed.with(was, rest);
        }
        if (is != null) {
            int @Nullable [] there = changed.get(is);
            changed =
                    changed.with(
                            is, there == null ? new int[] {id} : MatchedNodes.inserted(there, id));
        }
        return changed;
    }

    private static int[] requireKnown(int @Nullable [] nodes) {
        return java.util.Objects.requireNonNull(nodes, "a labelled node is missing in the index");
    }
}
