package dev.holdfast.cluster.object;

import org.jspecify.annotations.Nullable;

/**
 * One instance for equal values that many objects of a cluster hold: the name of a node, a label,
 * an affinity. A cache of fixed size that forgets, so that a cluster that changes for months leaves
 * nothing behind here; what it forgot is merely held twice.
 */
public final class Shared {
    /** Room for the names of 50,000 volumes until their claims come, which name them. */
    private static final int BITS = 18;

    /**
     * Written without synchronisation: values are immutable, and a lost entry costs memory only.
     */
    private static final @Nullable Object[] CACHE = new @Nullable Object[1 << BITS];

    private Shared() {}

    /**
     * A value that equals this one.
     *
     * @param value immutable, with {@code hashCode} and {@code equals}
     */
    @SuppressWarnings("unchecked")
    public static <T> T of(T value) {
        // An Optional hashes as its content does: by the class they do not displace one another.
        int hash = 31 * value.hashCode() + value.getClass().getName().hashCode();
        int slot = (hash * 0x9E3779B9) >>> (32 - BITS);
        @Nullable Object cached = CACHE[slot];
        if (cached != null && value.equals(cached)) {
            return (T) cached;
        }
        CACHE[slot] = value;
        return value;
    }
}
