package dev.holdfast.view;

import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map; adding or removing one entry copies one path of at most seven small arrays
 * and shares the rest (Bagwell, "Ideal Hash Trees", 2001). Iteration order is arbitrary but the
 * same for equal contents.
 *
 * @param <K> keys with {@code hashCode} and {@code equals}
 */
public final class PersistentMap<K, V> {
    private static final int BITS = 5;
    private static final int MASK = 31;
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
            Object slot = branch.slots[Integer.bitCount(branch.bitmap & bit - 1)];
            if (slot instanceof Branch next) {
                branch = next;
                continue;
            }
            for (Leaf leaf = (Leaf) slot; leaf != null; leaf = leaf.next) {
                if (leaf.hash == hash && leaf.key.equals(key)) {
                    return (V) leaf.value;
                }
            }
            return null;
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
        Branch changed = root.with(new Leaf(spread(key), key, value, null), 0);
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

    private static int spread(Object key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return hash ^ hash >>> 16;
    }

    /** An entry; entries of equal hash are chained. */
    private record Leaf(int hash, Object key, Object value, @Nullable Leaf next) {
        Leaf put(Leaf other) {
            @Nullable Leaf rest = drop(other.key);
            return new Leaf(other.hash, other.key, other.value, rest);
        }

        @Nullable Leaf drop(Object gone) {
            if (key.equals(gone)) {
                return next;
            }
            return next == null ? this : new Leaf(hash, key, value, next.drop(gone));
        }
    }

    private record Branch(int bitmap, Object[] slots) {
        Branch with(Leaf added, int shift) {
            int bit = 1 << (added.hash >>> shift & MASK);
            int at = Integer.bitCount(bitmap & bit - 1);
            if ((bitmap & bit) == 0) {
                Object[] wider = new Object[slots.length + 1];
                System.arraycopy(slots, 0, wider, 0, at);
                wider[at] = added;
                System.arraycopy(slots, at, wider, at + 1, slots.length - at);
                return new Branch(bitmap | bit, wider);
            }
            Object[] copy = slots.clone();
            copy[at] =
                    switch (slots[at]) {
                        case Branch deeper -> deeper.with(added, shift + BITS);
                        case Leaf leaf when leaf.hash == added.hash -> leaf.put(added);
                        case Leaf leaf -> split(leaf, added, shift + BITS);
                        default -> throw new IllegalStateException("neither branch nor leaf");
                    };
            return new Branch(bitmap, copy);
        }

        private static Branch split(Leaf one, Leaf other, int shift) {
            return new Branch(0, new Object[0]).with(one, shift).with(other, shift);
        }

        Branch without(Object key, int hash, int shift) {
            int bit = 1 << (hash >>> shift & MASK);
            int at = Integer.bitCount(bitmap & bit - 1);
            @Nullable Object left =
                    switch (slots[at]) {
                        case Branch deeper -> {
                            Branch rest = deeper.without(key, hash, shift + BITS);
                            yield rest.slots.length == 0 ? null : rest;
                        }
                        case Leaf leaf -> leaf.drop(key);
                        default -> throw new IllegalStateException("neither branch nor leaf");
                    };
            if (left != null) {
                Object[] copy = slots.clone();
                copy[at] = left;
                return new Branch(bitmap, copy);
            }
            Object[] narrower = new Object[slots.length - 1];
            System.arraycopy(slots, 0, narrower, 0, at);
            System.arraycopy(slots, at + 1, narrower, at, slots.length - at - 1);
            return new Branch(bitmap & ~bit, narrower);
        }

        @SuppressWarnings("unchecked")
        <K, V> void forEach(BiConsumer<? super K, ? super V> consumer) {
            for (Object slot : slots) {
                if (slot instanceof Branch branch) {
                    branch.forEach(consumer);
                } else {
                    for (Leaf leaf = (Leaf) slot; leaf != null; leaf = leaf.next) {
                        consumer.accept((K) leaf.key, (V) leaf.value);
                    }
                }
            }
        }
    }
}
