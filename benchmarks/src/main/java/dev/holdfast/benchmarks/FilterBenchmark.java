package dev.holdfast.benchmarks;

import dev.holdfast.extender.Answer;
import dev.holdfast.extender.Extender;
import dev.holdfast.extender.Outcome;
import dev.holdfast.extender.Stance;
import dev.holdfast.extender.ViewState;
import dev.holdfast.rules.Placement;
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

/** The extender's verbs from the body's bytes to the answer's, without a socket. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init")
public class FilterBenchmark {
    @Param({"100", "1000", "5000", "15000"})
    public int nodes;

    @Param({"3", "5"})
    public int zones;

    @Param public Database database;

    private Extender extender;
    private byte[] body;

    @Setup
    public void prepare() {
        Scene scene = Scene.of(nodes, zones, database);
        ViewState ready = new ViewState.Ready(scene.view());
        extender = new Extender(() -> ready, Placement::decide, (_, _) -> true, Stance.STRICT);
        body = Request.body(scene);
        Answer answer = filter();
        if (answer.outcome() != Outcome.OK || answer.refused().isEmpty()) {
            throw new IllegalStateException("the filter does not tell nodes apart");
        }
    }

    @Benchmark
    public Answer filter() {
        return extender.filter(body);
    }

    @Benchmark
    public Answer prioritize() {
        return extender.prioritize(body);
    }
}
