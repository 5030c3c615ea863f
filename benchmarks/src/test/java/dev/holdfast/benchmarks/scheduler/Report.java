package dev.holdfast.benchmarks.scheduler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Raw data of a run, and its ratios. */
final class Report {
    private Report() {}

    /**
     * Writes {@code results/scheduler-throughput-NODES.json} and prints each arm's median against
     * the others'.
     */
    static void write(int nodes, int warming, int pods, List<Measured> results) throws IOException {
        String raw =
                results.stream()
                        .map(Report::json)
                        .collect(
                                Collectors.joining(
                                        ",\n  ",
                                        "{\"nodes\": %d, \"warming\": %d, \"pods\": %d, \"cores\": %d, \"runs\": [\n  "
                                                .formatted(
                                                        nodes,
                                                        warming,
                                                        pods,
                                                        Runtime.getRuntime().availableProcessors()),
                                        "\n]}\n"));
        Path file = Path.of("results", "scheduler-throughput-" + nodes + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, raw);
        double plain = median(results, Arm.PLAIN);
        double echo = median(results, Arm.ECHO);
        for (Arm arm : Arm.values()) {
            double rate = median(results, arm);
            System.out.printf(
                    Locale.ROOT,
                    "%-10s %7.1f pods/s  %.2f of plain  %.2f of echo%n",
                    arm,
                    rate,
                    rate / plain,
                    rate / echo);
        }
    }

    private static String json(Measured measured) {
        return String.format(
                Locale.ROOT,
                "{\"arm\": \"%s\", \"round\": %d, \"podsPerSecond\": %.1f, \"extenderMillis\": %.3f, \"schedulerMillis\": %.3f, \"algorithmMillis\": %.3f, \"attemptsPerPod\": %.2f, \"callsPerPod\": %.2f}",
                measured.arm(),
                measured.round(),
                measured.podsPerSecond(),
                measured.extenderMillis(),
                measured.schedulerMillis(),
                measured.algorithmMillis(),
                measured.attempts(),
                measured.calls());
    }

    private static double median(List<Measured> results, Arm arm) {
        double[] rates =
                results.stream()
                        .filter(measured -> measured.arm() == arm && measured.round() > 0)
                        .mapToDouble(Measured::podsPerSecond)
                        .toArray();
        Arrays.sort(rates);
        return rates.length == 0 ? Double.NaN : rates[rates.length / 2];
    }
}
