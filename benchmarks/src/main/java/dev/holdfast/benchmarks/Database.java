package dev.holdfast.benchmarks;

/** The databases that are placed and judged, each with its policy's one role. */
public enum Database {
    /** A majority of three, each member on a local volume; the last one is new. */
    QUORUM(
            3,
            Storage.LOCAL,
            false,
            "{replication: {factor: 3}, survive: [{lose: {zone: 1}}], converge: {mode: Required}}"),
    /** The same, but the last one restarts: its local volume is bound. */
    RESTART(
            3,
            Storage.LOCAL,
            true,
            "{replication: {factor: 3}, survive: [{lose: {zone: 1}}], converge: {mode: Required}}"),
    /** Thirty members, replication factor 3, racks are zones. */
    CASSANDRA_30(30, Storage.LOCAL, false, Database.CASSANDRA),
    /** Three hundred members of the same. */
    CASSANDRA_300(300, Storage.LOCAL, false, Database.CASSANDRA),
    /** Six servers, four of which hold the data. */
    ERASURE(
            6,
            Storage.LOCAL,
            false,
            "{replication: {factor: 6, erasure: {data: 4, parity: 2}},"
                    + " survive: [{lose: {zone: 1}}, {lose: {node: 2}}]}"),
    /** A majority of three, each member on a volume of three copies; the last one restarts. */
    REPLICATED(
            3,
            Storage.REPLICATED,
            true,
            "{replication: {factor: 3}, survive: [{lose: {zone: 1}}, {lose: {node: 1}}],"
                    + " converge: {mode: Preferred, weight: 80}}");

    private static final String CASSANDRA =
            "{replication: {by: Any, factor: 3, rack: {label: rack, domain: zone}},"
                    + " survive: [{lose: {zone: 1}}, {lose: {node: 1}}],"
                    + " converge: {mode: Required}}";

    final int members;
    final Storage storage;
    final boolean lastHasVolume;
    final String role;

    Database(int members, Storage storage, boolean lastHasVolume, String role) {
        this.members = members;
        this.storage = storage;
        this.lastHasVolume = lastHasVolume;
        this.role = role;
    }
}
