package dev.holdfast.benchmarks;

import dev.holdfast.rules.Eviction;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/** May this member go? In a namespace with many claims of others. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init")
public class EvictionBenchmark {
    private static final String NAMESPACE = "db";
    private static final int FACTOR = 3;

    @Param({"100", "1000", "10000"})
    public int foreignClaims;

    @Param({"30", "300"})
    public int members;

    private ClusterView view;
    private PodState pod;

    @Setup
    public void prepare() {
        Nodes nodes = new Nodes(1000, 5);
        List<Change> changes = new ArrayList<>(nodes.changes());
        changes.add(
                new Change.PolicyPut(
                        Policies.of(
                                NAMESPACE,
                                "shards",
                                "{replication: {by: Labels, labels: [shard], factor: 3},"
                                        + " survive: [{lose: {zone: 1}}]}")));
        Members shards = new Members(nodes, NAMESPACE, "shards", Storage.LOCAL, 0);
        for (int member = 0; member < members; member++) {
            changes.addAll(shards.volume(member));
            changes.add(
                    new Change.PodPut(
                            shards.bound(
                                    member, Map.of("shard", Integer.toString(member / FACTOR)))));
        }
        changes.addAll(
                new Members(nodes, NAMESPACE, "foreign", Storage.LOCAL, 1).changes(foreignClaims));
        view = ClusterView.of(changes);
        pod = shards.bound(0, Map.of("shard", "0"));
        if (!evict().allowed()) {
            throw new IllegalStateException("one of three may go, but may not");
        }
    }

    @Benchmark
    public Eviction.Answer evict() {
        return Eviction.of(view, pod, Instant.EPOCH);
    }
}
