package dev.holdfast.benchmarks;

import dev.holdfast.rules.Placement;
import dev.holdfast.rules.PlacementDecision;
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

/** May this pod run there? Asked of every node, once made for a request. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init")
public class DecisionBenchmark {
    @Param({"100", "1000", "5000", "15000"})
    public int nodes;

    @Param({"3", "5"})
    public int zones;

    @Param public Database database;

    private Scene scene;

    @Setup
    public void prepare() {
        scene = Scene.of(nodes, zones, database);
        if (refusedNodes() == 0 || refusedNodes() == nodes) {
            throw new IllegalStateException("the decision does not tell nodes apart");
        }
    }

    /** How many nodes are refused. */
    @Benchmark
    public int refusedNodes() {
        PlacementDecision decision = Placement.decide(scene.view(), scene.pending());
        int refused = 0;
        for (int node = 0; node < nodes; node++) {
            refused += decision.verdict(node) == PlacementDecision.ALLOWED ? 0 : 1;
        }
        return refused;
    }

    /** The scores of all nodes. */
    @Benchmark
    public int scores() {
        PlacementDecision decision = Placement.decide(scene.view(), scene.pending());
        int sum = 0;
        for (int node = 0; node < nodes; node++) {
            sum += decision.score(node);
        }
        return sum;
    }
}
