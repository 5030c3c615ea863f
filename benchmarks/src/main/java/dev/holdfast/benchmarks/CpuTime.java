package dev.holdfast.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Measures what the JMH benchmarks measure by the processor time of the calling thread, for
 * machines that others use too, where JMH's wall time says little. Writes one line of tab-separated
 * values for each measurement, times in microseconds.
 */
public final class CpuTime {
    private static final int WARM_UP = 1_000;
    private static final int CALLS = 500;
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private CpuTime() {}

    /**
     * Measures everything, or only the first judgement of 10,000 sets in this JVM.
     *
     * @param arguments the storage of the sets that are judged first; none for everything
     */
    public static void main(String[] arguments) {
        if (arguments.length == 1) {
            firstSurvival(Storage.valueOf(arguments[0]));
            return;
        }
        System.out.println("what\tfirst\tleast\tmedian\tbytes");
        for (int nodes : new int[] {100, 1_000, 5_000, 15_000}) {
            for (Database database : Database.values()) {
                decisions(nodes, database);
            }
            for (ChangeBenchmark.Event event : ChangeBenchmark.Event.values()) {
                changes(nodes, event);
            }
        }
        for (int claims : new int[] {100, 1_000, 10_000}) {
            EvictionBenchmark eviction = new EvictionBenchmark();
            eviction.members = 30;
            eviction.foreignClaims = claims;
            eviction.prepare();
            measure("evict beside " + claims, WARM_UP, CALLS, () -> {}, eviction::evict);
        }
        for (Storage storage : Storage.values()) {
            survival(storage);
        }
    }

    private static void decisions(int nodes, Database database) {
        DecisionBenchmark decision = new DecisionBenchmark();
        decision.nodes = nodes;
        decision.zones = 3;
        decision.database = database;
        decision.prepare();
        String of = " " + database + " " + nodes;
        measure("refusedNodes" + of, WARM_UP, CALLS, () -> {}, decision::refusedNodes);
        measure("scores" + of, WARM_UP, CALLS, () -> {}, decision::scores);
        FilterBenchmark verbs = new FilterBenchmark();
        verbs.nodes = nodes;
        verbs.zones = 3;
        verbs.database = database;
        verbs.prepare();
        measure("filter" + of, WARM_UP, CALLS, () -> {}, verbs::filter);
        measure("prioritize" + of, WARM_UP, CALLS, () -> {}, verbs::prioritize);
    }

    private static void changes(int nodes, ChangeBenchmark.Event event) {
        ChangeBenchmark change = new ChangeBenchmark();
        change.nodes = nodes;
        change.zones = 5;
        change.database = Database.REPLICATED;
        change.event = event;
        change.prepare();
        String of = " " + event + " " + nodes;
        measure("apply" + of, WARM_UP, CALLS, () -> {}, change::apply);
        measure("applyAndJudge" + of, WARM_UP, CALLS, () -> {}, change::applyAndJudge);
        measure("applyAndPlace" + of, WARM_UP, CALLS, () -> {}, change::applyAndPlace);
        measure("applyAndFilter" + of, WARM_UP, CALLS, () -> {}, change::applyAndFilter);
    }

    private static void survival(Storage storage) {
        SurvivalBenchmark survival = sets(storage);
        measure("survival " + storage, 15, 15, survival::forget, survival::warm);
    }

    private static void firstSurvival(Storage storage) {
        SurvivalBenchmark survival = sets(storage);
        measure("first survival " + storage, 0, 1, survival::forget, survival::firstCall);
    }

    private static SurvivalBenchmark sets(Storage storage) {
        SurvivalBenchmark survival = new SurvivalBenchmark();
        survival.nodes = 5_000;
        survival.zones = 5;
        survival.sets = 10_000;
        survival.storage = storage;
        survival.prepare();
        return survival;
    }

    private static void measure(
            String what, int warmUp, int calls, Runnable before, Supplier<Object> body) {
        long[] times = new long[calls];
        long first = 0;
        long bytes = 0;
        long thread = Thread.currentThread().threadId();
        for (int call = -warmUp; call < calls; call++) {
            before.run();
            long allocated = THREADS.getThreadAllocatedBytes(thread);
            long begun = THREADS.getCurrentThreadCpuTime();
            Objects.requireNonNull(body.get());
            long time = THREADS.getCurrentThreadCpuTime() - begun;
            bytes = THREADS.getThreadAllocatedBytes(thread) - allocated;
            first = call == -warmUp ? time : first;
            if (call >= 0) {
                times[call] = time;
            }
        }
        Arrays.sort(times);
        System.out.printf(
                "%s\t%.1f\t%.1f\t%.1f\t%d%n",
                what, first / 1e3, times[0] / 1e3, times[calls / 2] / 1e3, bytes);
    }
}
