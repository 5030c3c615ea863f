package dev.holdfast.benchmarks;

import dev.holdfast.rules.Placement;
import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.rules.Survival;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.VolumeState;
import dev.holdfast.view.VolumeState.Copy;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One event, and the first answer after it. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init")
public class ChangeBenchmark {
    /** What happens. */
    public enum Event {
        POD_BOUND,
        NODE_LOST,
        COPY_DEGRADED,
        LABEL_CHANGED
    }

    @Param({"100", "1000", "5000", "15000"})
    public int nodes;

    @Param("5")
    public int zones;

    @Param({"CASSANDRA_30", "REPLICATED"})
    public Database database;

    @Param public Event event;

    private Scene scene;
    private Change change;

    @Setup
    public void prepare() {
        scene = Scene.of(nodes, zones, database);
        change = change();
        // As in a service that answers all the time: the view before the event was asked already.
        judged(scene.view());
        refused(scene.view(), zones);
    }

    private Change change() {
        Members members = scene.members();
        int last = database.members - 1;
        NodeState node = scene.nodes().state(members.home(0));
        return switch (event) {
            case POD_BOUND -> new Change.PodPut(members.bound(last, Map.of()));
            case NODE_LOST -> new Change.NodePut(with(node, node.labels(), false));
            case LABEL_CHANGED -> {
                Map<String, String> labels = new HashMap<>(node.labels());
                labels.put("example.internal/generation", "8a0b5e");
                yield new Change.NodePut(with(node, labels, true));
            }
            case COPY_DEGRADED -> {
                String name = "pvc-" + scene.pending().namespace() + "-data-store-0";
                VolumeState volume = Objects.requireNonNull(scene.view().volume(name));
                yield new Change.VolumePut(
                        new VolumeState(
                                name,
                                volume.affinity(),
                                Storage.copies(scene.nodes(), members.home(0), Copy.State.Stale),
                                volume.driver()));
            }
        };
    }

    private static NodeState with(NodeState node, Map<String, String> labels, boolean ready) {
        return new NodeState(
                node.name(),
                labels,
                ready,
                true,
                node.taints(),
                node.allocatable(),
                node.storageDown());
    }

    /** The event alone. */
    @Benchmark
    public ClusterView apply() {
        return scene.view().apply(change);
    }

    /** The event, and whether the role's data survives then. */
    @Benchmark
    public Survival.RoleReport applyAndJudge() {
        return judged(scene.view().apply(change));
    }

    private Survival.RoleReport judged(ClusterView view) {
        return Survival.role(
                view, Objects.requireNonNull(view.policy(scene.pending().namespace(), "store")), 0);
    }

    /** The event, and whether the pending member may run on one node of each zone then. */
    @Benchmark
    public int applyAndPlace() {
        return refused(scene.view().apply(change), zones);
    }

    /**
     * The event, and the pending member's verdict on every node then: the first filter after it.
     */
    @Benchmark
    public int applyAndFilter() {
        return refused(scene.view().apply(change), nodes);
    }

    private int refused(ClusterView view, int some) {
        PlacementDecision decision = Placement.decide(view, scene.pending());
        int refused = 0;
        for (int node = 0; node < some; node++) {
            refused += decision.verdict(node) == PlacementDecision.ALLOWED ? 0 : 1;
        }
        return refused;
    }
}
