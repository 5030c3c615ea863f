package dev.holdfast.reliability;

/** Small facts about quorums. */
public final class Quorums {
    private Quorums() {}

    /** Votes of {@code votes} that are a majority: floor(n / 2) + 1 (etcd FAQ). */
    public static int majority(int votes) {
        return votes / 2 + 1;
    }

    /** Votes that may fail with a majority left: n - majority. */
    public static int tolerance(int votes) {
        return votes - majority(votes);
    }

    /**
     * Whether every read quorum meets every write quorum, R + W > N, so that the survivors that
     * elect a primary have seen every acknowledged write (CloudNativePG, failover quorum).
     */
    public static boolean overlap(int read, int write, int units) {
        return read + write > units;
    }

    /** Units that must be up to read an erasure coded object: all data units, k. */
    public static int erasureRead(int data) {
        return data;
    }

    /**
     * Units that must be up to write one: k, or k + 1 when k = m, for otherwise two halves could
     * both write (MinIO, docs/distributed/SIZING.md and its erasure code guide).
     */
    public static int erasureWrite(int data, int parity) {
        return data == parity ? data + 1 : data;
    }
}
