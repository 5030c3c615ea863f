package dev.holdfast.view;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map; adding or removing one entry copies one path of at most seven small arrays
 * and shares the rest (Bagwell, "Ideal Hash Trees", 2001). Iteration order is arbitrary but the
 * same for equal contents, but for keys of one hash code.
 *
 * @param <K> keys with {@code hashCode} and {@code equals}
 */
public final class PersistentMap<K, V> {
    private static final int BITS = 5;
    private static final int MASK = 31;

    /** What fills the slot beside a {@link Branch} or {@link Same}. */
    private static final Object NOTHING = false;

    private static final PersistentMap<?, ?> EMPTY =
            new PersistentMap<>(new Branch(0, new Object[0]), 0);

    private final Branch root;
    private final int size;

    private PersistentMap(Branch root, int size) {
        this.root = root;
        this.size = size;
    }

    /** A map without entries. */
    @SuppressWarnings("unchecked")
    public static <K, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    /** The number of entries. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** The value of a key, or null. */
    @SuppressWarnings("unchecked")
    public @Nullable V get(K key) {
        int hash = spread(key);
        Branch branch = root;
        for (int shift = 0; ; shift += BITS) {
            int bit = 1 << (hash >>> shift & MASK);
            if ((branch.bitmap & bit) == 0) {
                return null;
            }
            int at = 2 * Integer.bitCount(branch.bitmap & bit - 1);
            Object first = branch.slots[at];
            if (first instanceof Branch deeper) {
                branch = deeper;
            } else if (first instanceof Same same) {
                return (V) same.get(key);
            } else {
                return first.equals(key) ? (V) branch.slots[at + 1] : null;
            }
        }
    }

    /** Whether there is an entry for the key. */
    public boolean containsKey(K key) {
        return get(key) != null;
    }

    /** This map with the entry added or replaced. */
    public PersistentMap<K, V> with(K key, V value) {
        Objects.requireNonNull(value, "value is null");
        boolean known = containsKey(key);
        Branch changed = root.with(key, value, spread(key), 0);
        return new PersistentMap<>(changed, known ? size : size + 1);
    }

    /** This map without the key; the same object when it was not there. */
    public PersistentMap<K, V> without(K key) {
        if (!containsKey(key)) {
            return this;
        }
        return size == 1
                ? empty()
                : new PersistentMap<>(root.without(key, spread(key), 0), size - 1);
    }

    /** Calls the consumer for every entry. */
    public void forEach(BiConsumer<? super K, ? super V> consumer) {
        root.forEach(consumer);
    }

    /** The branches that the entries are spread over, for tests: equal contents have as many. */
    int branches() {
        return root.branches();
    }

    private static int spread(Object key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return hash ^ hash >>> 16;
    }

    /** Entries of one hash, in the order in which they came: key, value, key, value... */
    private record Same(Object[] entries) {
        @Nullable Object get(Object key) {
            int at = indexOf(key);
            return at < 0 ? null : entries[at + 1];
        }

        Same with(Object key, Object value) {
            int at = indexOf(key);
            Object[] copy = Arrays.copyOf(entries, at < 0 ? entries.length + 2 : entries.length);
            copy[at < 0 ? entries.length : at] = key;
            copy[(at < 0 ? entries.length : at) + 1] = value;
            return new Same(copy);
        }

        /** The entries without one that is there. */
        Object[] without(Object key) {
            int at = indexOf(key);
            Object[] rest = Arrays.copyOf(entries, entries.length - 2);
            System.arraycopy(entries, at + 2, rest, at, rest.length - at);
            return rest;
        }

        @SuppressWarnings("unchecked")
        <K, V> void forEach(BiConsumer<? super K, ? super V> consumer) {
            for (int at = 0; at < entries.length; at += 2) {
                consumer.accept((K) entries[at], (V) entries[at + 1]);
            }
        }

        private int indexOf(Object key) {
            for (int at = 0; at < entries.length; at += 2) {
                if (entries[at].equals(key)) {
                    return at;
                }
            }
            return -1;
        }
    }

    /**
     * Two slots for each bit that is set: a key and its value; or a {@link Branch} or {@link Same},
     * and nothing. An entry thus costs no object of its own.
     */
    private record Branch(int bitmap, Object[] slots) {
        Branch with(Object key, Object value, int hash, int shift) {
            int bit = 1 << (hash >>> shift & MASK);
            int at = 2 * Integer.bitCount(bitmap & bit - 1);
            if ((bitmap & bit) == 0) {
                Object[] wider = new Object[slots.length + 2];
                System.arraycopy(slots, 0, wider, 0, at);
                wider[at] = key;
                wider[at + 1] = value;
                System.arraycopy(slots, at, wider, at + 2, slots.length - at);
                return new Branch(bitmap | bit, wider);
            }
            Object first = slots[at];
            if (first instanceof Branch deeper) {
                return replaced(at, deeper.with(key, value, hash, shift + BITS), NOTHING);
            }
            int there = spread(first instanceof Same same ? same.entries[0] : first);
            if (there != hash) {
                Object[] apart = {first, slots[at + 1]};
                Branch deeper = new Branch(1 << (there >>> (shift + BITS) & MASK), apart);
                return replaced(at, deeper.with(key, value, hash, shift + BITS), NOTHING);
            }
            if (first instanceof Same same) {
                return replaced(at, same.with(key, value), NOTHING);
            }
            if (first.equals(key)) {
                return replaced(at, key, value);
            }
            Object[] both = {first, slots[at + 1], key, value};
            return replaced(at, new Same(both), NOTHING);
        }

        /** Without a key that is there; what is alone in a branch moves up. */
        Branch without(Object key, int hash, int shift) {
            int bit = 1 << (hash >>> shift & MASK);
            int at = 2 * Integer.bitCount(bitmap & bit - 1);
            Object first = slots[at];
            if (first instanceof Branch deeper) {
                Branch rest = deeper.without(key, hash, shift + BITS);
                return rest.slots.length == 2 && !(rest.slots[0] instanceof Branch)
                        ? replaced(at, rest.slots[0], rest.slots[1])
                        : replaced(at, rest, NOTHING);
            }
            if (first instanceof Same same) {
                Object[] rest = same.without(key);
                return rest.length == 2
                        ? replaced(at, rest[0], rest[1])
                        : replaced(at, new Same(rest), NOTHING);
            }
            Object[] narrower = new Object[slots.length - 2];
            System.arraycopy(slots, 0, narrower, 0, at);
            System.arraycopy(slots, at + 2, narrower, at, narrower.length - at);
            return new Branch(bitmap & ~bit, narrower);
        }

        int branches() {
            int count = 1;
            for (int at = 0; at < slots.length; at += 2) {
                count += slots[at] instanceof Branch deeper ? deeper.branches() : 0;
            }
            return count;
        }

        private Branch replaced(int at, Object first, Object second) {
            Object[] copy = slots.clone();
            copy[at] = first;
            copy[at + 1] = second;
            return new Branch(bitmap, copy);
        }

        @SuppressWarnings("unchecked")
        <K, V> void forEach(BiConsumer<? super K, ? super V> consumer) {
            for (int at = 0; at < slots.length; at += 2) {
                switch (slots[at]) {
                    case Branch deeper -> deeper.forEach(consumer);
                    case Same same -> same.forEach(consumer);
                    default -> consumer.accept((K) slots[at], (V) slots[at + 1]);
                }
            }
        }
    }
}
