package dev.holdfast.view;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One value per node id, or none; immutable: a change of one copies a small part of them. */
final class Column<V> {
    private static final int BITS = 6;
    private static final int SIZE = 1 << BITS;
    private static final Column<?> EMPTY = new Column<>(new Object[0][]);

    private final @Nullable Object[][] parts;

    private Column(@Nullable Object[][] parts) {
        this.parts = parts;
    }

    @SuppressWarnings("unchecked")
    static <V> Column<V> empty() {
        return (Column<V>) EMPTY;
    }

    /** The value of an id, or null; no id is negative. */
    @SuppressWarnings("unchecked")
    @Nullable V get(int id) {
        int part = id >> BITS;
        return part >= 0 && part < parts.length ? (V) parts[part][id & SIZE - 1] : null;
    }

    /** With the value of an id replaced; null takes it away. */
    Column<V> with(int id, @Nullable V value) {
        int part = id >> BITS;
        @Nullable Object[][] changed = Arrays.copyOf(parts, Math.max(parts.length, part + 1));
        for (int added = parts.length; added < changed.length; added++) {
            changed[added] = new @Nullable Object[SIZE];
        }
        @Nullable Object[] some = Arrays.copyOf(changed[part], SIZE);
        some[id & SIZE - 1] = value;
        changed[part] = some;
        return new Column<>(changed);
    }
}
