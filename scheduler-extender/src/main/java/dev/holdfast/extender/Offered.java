package dev.holdfast.extender;

import java.util.Arrays;
import java.util.Optional;

/**
 * The nodes of one request, each once: those that the view knows, and where in the body the names
 * of the others stand. Filled by {@link NamesReader}, then only read.
 */
final class Offered {
    private static final int FEW = 16;

    private final byte[] body;
    private final long[] known;
    private int[] ids = new int[FEW];
    private int knownCount;
    private int[] unknown = new int[0];
    private int unknownCount;
    private int from;
    private int to;

    Offered(byte[] body, int bound) {
        this.body = body;
        this.known = new long[(bound + 63) / 64];
    }

    void addKnown(int id) {
        long bit = 1L << id;
        if ((known[id >> 6] & bit) == 0) {
            known[id >> 6] |= bit;
            if (knownCount == ids.length) {
                ids = Arrays.copyOf(ids, 2 * knownCount);
            }
            ids[knownCount++] = id;
        }
    }

    /** A name, with its quotes. */
    void addUnknown(int offset, int length) {
        if (unknownCount * 2 == unknown.length) {
            unknown = Arrays.copyOf(unknown, Math.max(FEW, unknown.length * 2));
        }
        unknown[2 * unknownCount] = offset;
        unknown[2 * unknownCount + 1] = length;
        unknownCount++;
    }

    /** Where the array stands in the body, brackets included. */
    void span(int start, int end) {
        this.from = start;
        this.to = end;
    }

    /**
     * The array as an order to compare others with; empty when it has a node that the table does
     * not know, one twice, or a name with an escape.
     */
    Optional<NameOrder> order(NodeTable table) {
        if (unknownCount > 0 || knownCount == 0) {
            return Optional.empty();
        }
        int[] starts = new int[knownCount];
        int[] ends = new int[knownCount];
        int[] ids = new int[knownCount];
        int names = 0;
        int first = indexOf('"', from);
        for (int at = first; at < to; at = indexOf('"', ends[names - 1] + first)) {
            int end = indexOf('"', at + 1);
            int id = table.id(body, at + 1, end - at - 1);
            if (names == knownCount || id < 0) {
                return Optional.empty();
            }
            starts[names] = at - first;
            ends[names] = end + 1 - first;
            ids[names++] = id;
        }
        return names < knownCount
                ? Optional.empty()
                : Optional.of(
                        new NameOrder(
                                Arrays.copyOfRange(body, first, to),
                                starts,
                                ends,
                                ids,
                                table.bound()));
    }

    private int indexOf(char wanted, int start) {
        int at = start;
        while (at < to && body[at] != wanted) {
            at++;
        }
        return at;
    }

    int count() {
        return knownCount + unknownCount;
    }

    int unknownCount() {
        return unknownCount;
    }

    boolean has(int id) {
        int word = id >> 6;
        return word < known.length && (known[word] & 1L << id) != 0;
    }

    /** How many of the nodes the view knows. */
    int knownCount() {
        return knownCount;
    }

    /** Their ids, as they came, and more: for reading only. */
    int[] known() {
        return ids;
    }

    /** The i-th of them. */
    int known(int i) {
        return ids[i];
    }

    /** Appends the i-th unknown name as it stood in the body, with its quotes. */
    void appendUnknown(Bytes out, int i) {
        out.append(body, unknown[2 * i], unknown[2 * i + 1]);
    }

    /** Appends the whole array as it stood in the body. */
    void appendAll(Bytes out) {
        out.append(body, from, to - from);
    }

    /** How many bytes the whole array takes. */
    int span() {
        return to - from;
    }

    /** How many bytes the i-th unknown name takes, with its quotes. */
    int unknownLength(int i) {
        return unknown[2 * i + 1];
    }
}
