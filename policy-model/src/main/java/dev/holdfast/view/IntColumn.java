package dev.holdfast.view;

import java.util.Arrays;

/** One number per node id, immutable; a change of one copies a small part of them. */
final class IntColumn {
    private static final int BITS = 8;
    private static final int SIZE = 1 << BITS;

    private final int blank;
    private final int[][] parts;

    private IntColumn(int blank, int[][] parts) {
        this.blank = blank;
        this.parts = parts;
    }

    /**
     * No numbers yet.
     *
     * @param blank the number of every id that was never set
     */
    static IntColumn of(int blank) {
        return new IntColumn(blank, new int[0][]);
    }

    int get(int id) {
        int part = id >> BITS;
        return part < parts.length ? parts[part][id & SIZE - 1] : blank;
    }

    IntColumn with(int id, int number) {
        if (get(id) == number) {
            return this;
        }
        int part = id >> BITS;
        int[][] changed = Arrays.copyOf(parts, Math.max(parts.length, part + 1));
        for (int added = parts.length; added < changed.length; added++) {
            changed[added] = new int[SIZE];
            Arrays.fill(changed[added], blank);
        }
        if (part < parts.length) {
            changed[part] = parts[part].clone();
        }
        changed[part][id & SIZE - 1] = number;
        return new IntColumn(blank, changed);
    }
}
