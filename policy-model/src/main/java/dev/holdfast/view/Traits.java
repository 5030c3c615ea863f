package dev.holdfast.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes are alike in what rules read besides labels: Ready, and the storage that is down. A
 * node's trait is a small number, equal for nodes that are alike.
 */
public final class Traits {
    /** The trait of an id without a node. */
    public static final int ABSENT = 0;

    static final Traits EMPTY = new Traits(IntColumn.of(ABSENT), PersistentMap.empty(), 0);

    private final IntColumn ofNode;
    private final PersistentMap<Trait, Integer> ids;
    private final int notReady;

    private record Trait(boolean ready, List<String> storageDown) {}

    private Traits(IntColumn ofNode, PersistentMap<Trait, Integer> ids, int notReady) {
        this.ofNode = ofNode;
        this.ids = ids;
        this.notReady = notReady;
    }

    /** The trait of a node. */
    public int of(int node) {
        return ofNode.get(node);
    }

    /** Traits are below this. */
    public int bound() {
        return ids.size() + 1;
    }

    /** Whether no node is NotReady. */
    public boolean allReady() {
        return notReady == 0;
    }

    Traits with(int node, NodeState state, @Nullable NodeState before) {
        Trait trait = new Trait(state.ready(), state.storageDown());
        @Nullable Integer known = ids.get(trait);
        int id = known == null ? bound() : known;
        return new Traits(
                ofNode.with(node, id),
                known == null ? ids.with(trait, id) : ids,
                notReady - notReady(before) + notReady(state));
    }

    Traits without(int node, NodeState before) {
        return new Traits(ofNode.with(node, ABSENT), ids, notReady - notReady(before));
    }

    private static int notReady(@Nullable NodeState node) {
        return node == null || node.ready() ? 0 : 1;
    }
}
