package dev.holdfast.view;

import dev.holdfast.policy.Domain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which value of each declared domain every node lies in: one number per domain and node id. The
 * innermost domain is the node itself and needs none. Values are qualified by the outer domains
 * ({@code a/r1}).
 */
public final class Topology {
    /** The node lacks the label and the domain says {@code Deny}: its value is unknown. */
    public static final int UNKNOWN = -1;

    /** There is no node of this id. */
    public static final int ABSENT = -2;

    /** Stands before the name of a node that is its own value; no label's value has it. */
    private static final String ALONE = "=";

    private final List<Domain> domains;
    private final IntColumn[] values;
    private final int[][] counts;
    private final List<List<String>> keys;
    private final List<PersistentMap<String, Integer>> ids;

    private Topology(
            List<Domain> domains,
            IntColumn[] values,
            int[][] counts,
            List<List<String>> keys,
            List<PersistentMap<String, Integer>> ids) {
        this.domains = domains;
        this.values = values;
        this.counts = counts;
        this.keys = keys;
        this.ids = ids;
    }

    /** No nodes yet. */
    static Topology of(List<Domain> domains) {
        int labelled = domains.size() - 1;
        List<List<String>> keys = new ArrayList<>();
        List<PersistentMap<String, Integer>> ids = new ArrayList<>();
        for (int i = 0; i < labelled; i++) {
            keys.add(List.of());
            ids.add(PersistentMap.empty());
        }
        IntColumn[] values = new IntColumn[labelled];
        Arrays.fill(values, IntColumn.of(ABSENT));
        return new Topology(List.copyOf(domains), values, new int[labelled][0], keys, ids);
    }

    /** The declared domains, outermost first; the last one is the node. */
    public List<Domain> domains() {
        return domains;
    }

    /** How many domains are read from labels: all but the node. */
    public int labelled() {
        return values.length;
    }

    /** The value of a node in a labelled domain, {@link #UNKNOWN} or {@link #ABSENT}. */
    public int value(int domain, int node) {
        return values[domain].get(node);
    }

    /**
     * The innermost labelled value of a node, which decides all outer ones; 0 when no domain is
     * labelled.
     */
    public int cell(int node) {
        return values.length == 0 ? 0 : value(values.length - 1, node);
    }

    /** How many values of a labelled domain were ever seen; ids are below this. */
    public int valueBound(int domain) {
        return keys.get(domain).size();
    }

    /** How many nodes lie in a value now. */
    public int nodesIn(int domain, int value) {
        return counts[domain][value];
    }

    /** How many values of a labelled domain have nodes now. */
    public int existing(int domain) {
        int existing = 0;
        for (int count : counts[domain]) {
            existing += count > 0 ? 1 : 0;
        }
        return existing;
    }

    /** The name of a value, qualified by the outer domains, for example {@code a/r1}. */
    public String name(int domain, int value) {
        return key(domain, value).replace(ALONE, "");
    }

    /**
     * What tells a value from all others: its name, but for nodes that are alone, which may be
     * called like a value of the label.
     */
    public String key(int domain, int value) {
        return keys.get(domain).get(value);
    }

    /** Whether a value is a node that is alone, so that no other node can lie in it. */
    public boolean alone(int domain, int value) {
        return key(domain, value).contains(ALONE);
    }

    /** The id of a value by its key, {@link #ABSENT} when it was never seen. */
    public int id(int domain, String key) {
        @Nullable Integer id = ids.get(domain).get(key);
        return id == null ? ABSENT : id;
    }

    Topology with(int node, NodeState state) {
        IntColumn[] changed = new IntColumn[values.length];
        int[][] counted = new int[values.length][];
        List<List<String>> named = new ArrayList<>(keys);
        List<PersistentMap<String, Integer>> known = new ArrayList<>(ids);
        String outer = "";
        boolean missing = false;
        for (int i = 0; i < values.length; i++) {
            counted[i] = counts[i].clone();
            if (values[i].get(node) >= 0) {
                counted[i][values[i].get(node)]--;
            }
            @Nullable String label = keyOf(domains.get(i), state);
            if (label == null || missing) {
                missing = true;
                changed[i] = values[i].with(node, UNKNOWN);
                continue;
            }
            outer = outer.isEmpty() ? label : outer + "/" + label;
            @Nullable Integer id = known.get(i).get(outer);
            if (id == null) {
                id = named.get(i).size();
                known.set(i, known.get(i).with(outer, id));
                List<String> longer = new ArrayList<>(named.get(i));
                longer.add(outer);
                named.set(i, longer);
                counted[i] = Arrays.copyOf(counted[i], id + 1);
            }
            counted[i][id]++;
            changed[i] = values[i].with(node, id);
        }
        return new Topology(domains, changed, counted, named, known);
    }

    Topology without(int node) {
        IntColumn[] changed = new IntColumn[values.length];
        int[][] counted = new int[values.length][];
        for (int i = 0; i < values.length; i++) {
            counted[i] = counts[i].clone();
            if (values[i].get(node) >= 0) {
                counted[i][values[i].get(node)]--;
            }
            changed[i] = values[i].with(node, ABSENT);
        }
        return new Topology(domains, changed, counted, keys, ids);
    }

    /**
     * The node's own value of one domain, unqualified; null when the label is missing and the
     * domain denies that.
     */
    public static @Nullable String valueOf(Domain domain, NodeState node) {
        Map<String, String> labels = node.labels();
        @Nullable String label = labels.get(domain.key());
        if (label != null && !label.isEmpty()) {
            return label.replace('/', '_');
        }
        return domain.onMissing() == Domain.OnMissing.Alone ? node.name() : null;
    }

    /**
     * What the node's own value of one domain adds to the key of the outer one; null when the label
     * is missing and the domain denies that.
     */
    public static @Nullable String keyOf(Domain domain, NodeState node) {
        @Nullable String value = valueOf(domain, node);
        boolean labelled = !node.labels().getOrDefault(domain.key(), "").isEmpty();
        return value == null || labelled ? value : ALONE + value;
    }
}
