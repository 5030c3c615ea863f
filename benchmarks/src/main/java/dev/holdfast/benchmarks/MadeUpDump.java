package dev.holdfast.benchmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A made-up cluster as {@code kubectl get -A -o json} would write it: nodes, and databases with
 * members on local volumes, each with its policy. Objects are as long as real ones, so that reading
 * them costs what it costs. The last member of the first database waits for a node.
 */
final class MadeUpDump {
    private static final int ZONES = 3;
    private static final int NAMESPACES = 50;

    private final Nodes nodes;
    private final int databases;
    private final int size;
    private final Database kind;
    private boolean first = true;

    private MadeUpDump(int nodes, int databases, int size, Database kind) {
        this.nodes = new Nodes(nodes, ZONES);
        this.databases = databases;
        this.size = size;
        this.kind = kind;
    }

    /** {@code NODES DATABASES SIZE FILE}. */
    public static void main(String[] arguments) throws IOException {
        of(
                        Integer.parseInt(arguments[0]),
                        Integer.parseInt(arguments[1]),
                        Integer.parseInt(arguments[2]))
                .write(Path.of(arguments[3]));
    }

    /** Databases of three are majorities, others Cassandra. */
    static MadeUpDump of(int nodes, int databases, int size) {
        Database kind = size == 3 ? Database.QUORUM : Database.CASSANDRA_30;
        return new MadeUpDump(nodes, databases, size, kind);
    }

    /** Writes all of it, by kind. */
    void write(Path file) throws IOException {
        first = true;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"metadata\":{},\"items\":[");
            for (int node = 0; node < nodes.count(); node++) {
                item(out, node(node));
            }
            forEachMember(out, Templates::runningPod);
            item(out, Templates.pendingPod(member(0, size - 1)));
            forEachMember(out, values -> Templates.filled("claim.json", values));
            forEachMember(out, values -> Templates.filled("volume.json", values));
            for (int database = 0; database < databases; database++) {
                Map<String, String> values = new HashMap<>(member(database, 0));
                values.put("SIZE", Integer.toString(size));
                values.put("ROLE", Policies.json(kind.role));
                item(out, Templates.filled("statefulset.json", values));
                item(out, Templates.filled("policy.json", values));
            }
            out.write("]}\n");
        }
    }

    private void forEachMember(Writer out, Function<Map<String, String>, String> json)
            throws IOException {
        for (int database = 0; database < databases; database++) {
            for (int ordinal = 0; ordinal < size; ordinal++) {
                if (database > 0 || ordinal < size - 1) {
                    item(out, json.apply(member(database, ordinal)));
                }
            }
        }
    }

    /** The request about the member that waits, with so many of the nodes. */
    byte[] request(int offered) {
        return Request.body(Templates.pendingPod(member(0, size - 1)), nodes, offered);
    }

    private void item(Writer out, String json) throws IOException {
        out.write(first ? "\n" : ",\n");
        out.write(json);
        first = false;
    }

    private String node(int node) {
        return Templates.filled(
                "node.json",
                Map.of(
                        "NAME", nodes.name(node),
                        "ZONE", "europe-west3-" + (char) ('a' + node % ZONES),
                        "UID", "6e0de000-6a3a-4b0e-9a55-%012x".formatted(node)));
    }

    private Map<String, String> member(int database, int ordinal) {
        String app = "store-" + database;
        int zone = ordinal % ZONES;
        Map<String, String> values = new HashMap<>();
        values.put("NAMESPACE", "team-" + database % NAMESPACES);
        values.put("APP", app);
        values.put("NAME", app + "-" + ordinal);
        values.put("ORDINAL", Integer.toString(ordinal));
        values.put("RACK", "r" + zone);
        values.put("CLAIM", "data-" + app + "-" + ordinal);
        values.put("NODE", nodes.name(nodes.inZone(zone, database * 7919 + ordinal / ZONES)));
        values.put("UID", "%08x-6a3a-4b0e-9a55-%012x".formatted(database, ordinal));
        return values;
    }
}
