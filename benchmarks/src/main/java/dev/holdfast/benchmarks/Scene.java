package dev.holdfast.benchmarks;

import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A cluster with one database whose last member waits for a node, and a small one of other people
 * for every fifty nodes.
 */
record Scene(Nodes nodes, Members members, ClusterView view, PodState pending) {
    private static final String NAMESPACE = "db";
    private static final String APP = "store";

    static Scene of(int nodeCount, int zones, Database database) {
        Nodes nodes = new Nodes(nodeCount, zones);
        List<Change> changes = new ArrayList<>(nodes.changes());
        for (int i = 0; i < nodeCount / 50; i++) {
            changes.add(new Change.PolicyPut(Policies.of("other-" + i, APP, Database.QUORUM.role)));
            changes.addAll(new Members(nodes, "other-" + i, APP, Storage.LOCAL, i + 1).changes(3));
        }
        Members members = new Members(nodes, NAMESPACE, APP, database.storage, 0);
        int last = database.members - 1;
        changes.add(new Change.PolicyPut(Policies.of(NAMESPACE, APP, database.role)));
        changes.addAll(members.changes(last));
        if (database.lastHasVolume) {
            changes.addAll(members.volume(last));
        }
        PodState pending = members.pending(last, Map.of());
        changes.add(new Change.PodPut(pending));
        return new Scene(nodes, members, ClusterView.of(changes), pending);
    }
}
