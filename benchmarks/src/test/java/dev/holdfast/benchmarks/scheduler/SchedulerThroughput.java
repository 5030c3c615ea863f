package dev.holdfast.benchmarks.scheduler;

import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.Scheduler;
import dev.holdfast.controlplane.SchedulerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pods per second of a real kube-scheduler over simulated nodes, by {@link Arm}. Not a test: it
 * asserts only that every pod was bound, and no build runs it but {@code
 * benchmarks/scheduler-throughput}. Numbers compare within one run: the arms are shuffled in every
 * round. Round 0, with more pods where extenders are asked, is for JVMs to compile themselves; it
 * is kept in the raw data and counts for no median.
 */
@ControlPlane(scheduler = Scheduler.MANUAL, nodeMonitorGracePeriodSeconds = 300)
@Timeout(value = 3, unit = TimeUnit.HOURS)
class SchedulerThroughput {
    private static final int NODES = Integer.getInteger("holdfast.benchmark.nodes", 1000);
    private static final int PODS = Integer.getInteger("holdfast.benchmark.pods", 600);
    private static final int WARMING = Math.max(1, PODS / 3);
    private static final int FIRST = Integer.getInteger("holdfast.benchmark.first", 3000);
    private static final int ROUNDS = Integer.getInteger("holdfast.benchmark.rounds", 3);
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Path CRD =
            Path.of("../manifests/crd/dataplacementpolicies.holdfast.dev.yaml");
    private static final int BATCH = 250;

    @TempDir private Path folder;
    private final Map<Arm.Asked, Asked> asked = new EnumMap<>(Arm.Asked.class);

    @Test
    void podsPerSecond(Cluster cluster) throws IOException {
        cluster.applyCrd(Files.readString(CRD));
        Map<String, List<String>> nodes = nodesByZone(cluster);
        var results = new ArrayList<Measured>();
        var order = new ArrayList<>(arms());
        var random = new Random(1);
        Crowd members = new Crowd(cluster, cluster.namespace(), nodes);
        Crowd others = new Crowd(cluster, cluster.namespace(), nodes);
        apply(members);
        try {
            for (int round = 0; round <= ROUNDS; round++) {
                Collections.shuffle(order, random);
                for (Arm arm : order) {
                    Crowd crowd = arm.pods() == Arm.Pods.PLAIN ? others : members;
                    int pods = round == 0 && arm.isSlowToWarm() ? Math.max(FIRST, PODS) : PODS;
                    Measured measured = measure(crowd, arm, round, pods);
                    System.out.println(measured);
                    results.add(measured);
                }
            }
        } finally {
            asked.values().forEach(Asked::close);
        }
        Report.write(NODES, WARMING, PODS, results);
    }

    private static List<Arm> arms() {
        String some = System.getProperty("holdfast.benchmark.arms", "");
        return some.isEmpty()
                ? List.of(Arm.values())
                : Stream.of(some.split(",")).map(Arm::valueOf).toList();
    }

    private static Map<String, List<String>> nodesByZone(Cluster cluster) {
        var nodes = new TreeMap<String, List<String>>();
        for (int made = 0; made < NODES; ) {
            String zone = List.of("a", "b", "c").get(made / BATCH % 3);
            List<String> names = cluster.addNodes(zone, Math.min(BATCH, NODES - made));
            nodes.computeIfAbsent(zone, _ -> new ArrayList<>()).addAll(names);
            made += names.size();
        }
        return nodes;
    }

    private void apply(Crowd crowd) throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), crowd.policy());
        crowd.cluster().kubectl("apply", "-f", policy.toString()).orThrow();
    }

    private Measured measure(Crowd crowd, Arm arm, int round, int pods) throws IOException {
        Cluster cluster = crowd.cluster();
        Asked extender = asked.get(arm.asked());
        if (extender == null) {
            extender = Asked.start(arm.asked(), cluster.kubeconfig(), folder);
            asked.put(arm.asked(), extender);
        } else {
            extender.resume();
        }
        crowd.create(WARMING + pods, arm.pods());
        try (Bindings bindings =
                new Bindings(
                        cluster.client(),
                        crowd.namespace(),
                        WARMING,
                        pods,
                        extender::processorNanos)) {
            if (arm == Arm.NOMINATED) {
                cluster.await(crowd::allNominated, LIMIT, "all pods nominated");
            }
            double callsBefore = extender.calls();
            cluster.startScheduler(
                    SchedulerOptions.standard()
                            .named(Crowd.SCHEDULER)
                            .configuredBy(extender.configuration())
                            .withFlags("--feature-gates=SchedulerPopFromBackoffQ=false"));
            Bindings.Window window = bindings.await(LIMIT);
            PrometheusPage metrics = new PrometheusPage(cluster.schedulerMetrics(Crowd.SCHEDULER));
            return new Measured(
                    arm,
                    round,
                    window.podsPerSecond(),
                    window.workMillisPerPod(),
                    metrics.sum("process_cpu_seconds_total") * 1e3 / (WARMING + pods),
                    metrics.sum("scheduler_scheduling_algorithm_duration_seconds_sum")
                            * 1e3
                            / metrics.sum("scheduler_scheduling_algorithm_duration_seconds_count"),
                    metrics.sum("scheduler_schedule_attempts_total") / (WARMING + pods),
                    (extender.calls() - callsBefore) / (WARMING + pods));
        } finally {
            cluster.stopScheduler(Crowd.SCHEDULER);
            extender.pause();
            crowd.delete(WARMING + pods);
        }
    }
}
