package dev.holdfast.view;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map of maps: values by group (a namespace, a claim, a node) and by name within it. A
 * group without values is not there.
 */
final class Grouped<V> {
    private static final Grouped<?> EMPTY = new Grouped<>(PersistentMap.empty());

    private final PersistentMap<String, PersistentMap<String, V>> groups;

    private Grouped(PersistentMap<String, PersistentMap<String, V>> groups) {
        this.groups = groups;
    }

    @SuppressWarnings("unchecked")
    static <V> Grouped<V> empty() {
        return (Grouped<V>) EMPTY;
    }

    /** A value, or null. */
    @Nullable V get(String group, String name) {
        @Nullable PersistentMap<String, V> found = groups.get(group);
        return found == null ? null : found.get(name);
    }

    /** Whether a group has a value. */
    boolean has(String group) {
        return groups.containsKey(group);
    }

    /** The values of a group in no order; the list is the caller's own. */
    List<V> valuesOf(String group) {
        List<V> values = new ArrayList<>();
        forEach(group, values::add);
        return values;
    }

    /** Calls the consumer for every value of a group, in no order. */
    void forEach(String group, Consumer<V> consumer) {
        @Nullable PersistentMap<String, V> found = groups.get(group);
        if (found != null) {
            found.forEach((_, value) -> consumer.accept(value));
        }
    }

    /** Calls the consumer for every value of every group, in no order. */
    void forEach(Consumer<V> consumer) {
        groups.forEach((_, byName) -> byName.forEach((_, value) -> consumer.accept(value)));
    }

    Grouped<V> with(String group, String name, V value) {
        @Nullable PersistentMap<String, V> found = groups.get(group);
        PersistentMap<String, V> base = found == null ? PersistentMap.empty() : found;
        return new Grouped<>(groups.with(group, base.with(name, value)));
    }

    /** Without the value; the same object when it was not there. */
    Grouped<V> without(String group, String name) {
        @Nullable PersistentMap<String, V> found = groups.get(group);
        if (found == null || !found.containsKey(name)) {
            return this;
        }
        PersistentMap<String, V> rest = found.without(name);
        return new Grouped<>(rest.isEmpty() ? groups.without(group) : groups.with(group, rest));
    }
}
