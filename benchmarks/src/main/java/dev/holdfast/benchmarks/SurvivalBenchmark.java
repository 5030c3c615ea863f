package dev.holdfast.benchmarks;

import dev.holdfast.rules.Survival;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PolicyMembers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Does the data of 10,000 sets of three survive the loss of a zone? Each call sees a view that was
 * never asked anything: labels changed just before, so that nothing remembered applies.
 */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init")
public class SurvivalBenchmark {
    private static final String NAMESPACE = "db";
    private static final String APP = "shards";
    private static final int FACTOR = 3;

    @Param("5000")
    public int nodes;

    @Param("5")
    public int zones;

    @Param("10000")
    public int sets;

    @Param public Storage storage;

    private Nodes fleet;
    private ClusterView base;
    private ClusterView view;
    private int generation;

    @Setup
    public void prepare() {
        fleet = new Nodes(nodes, zones);
        List<Change> changes = new ArrayList<>(fleet.changes());
        changes.add(
                new Change.PolicyPut(
                        Policies.of(
                                NAMESPACE,
                                APP,
                                "{replication: {by: Labels, labels: [shard], factor: 3},"
                                        + " survive: [{lose: {zone: 1}}]}")));
        Members members = new Members(fleet, NAMESPACE, APP, storage, 0);
        for (int member = 0; member < FACTOR * sets; member++) {
            changes.addAll(members.volume(member));
            Map<String, String> shard = Map.of("shard", Integer.toString(member / FACTOR));
            changes.add(new Change.PodPut(members.bound(member, shard)));
        }
        base = ClusterView.of(changes);
    }

    @Setup(Level.Invocation)
    public void forget() {
        NodeState node = fleet.state(0);
        Map<String, String> labels = new HashMap<>(node.labels());
        labels.put("example.internal/generation", Integer.toString(++generation));
        view =
                base.apply(
                        new Change.NodePut(
                                new NodeState(
                                        node.name(),
                                        labels,
                                        true,
                                        true,
                                        node.taints(),
                                        node.allocatable(),
                                        node.storageDown())));
    }

    /** In a JVM that never did it before. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @Fork(5)
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    public Survival.RoleReport firstCall() {
        return judge();
    }

    /** In a JVM that is warm. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    public Survival.RoleReport warm() {
        return judge();
    }

    private Survival.RoleReport judge() {
        PolicyMembers policy = Objects.requireNonNull(view.policy(NAMESPACE, APP));
        Survival.RoleReport report = Survival.role(view, policy, 0);
        if (report.sets() != sets) {
            throw new IllegalStateException("not all sets were judged");
        }
        return report;
    }
}
