package dev.holdfast.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** From the start of the process to the first {@code /readyz} with 200, and its processor time. */
final class StartUp {
    private StartUp() {}

    /** {@code ROUNDS WORK NODES LAUNCHER...}; the launchers take turns. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Integer.parseInt(arguments[0]);
        Path work = Path.of(arguments[1]);
        int nodes = Integer.parseInt(arguments[2]);
        Path dump = work.resolve("start.json");
        MadeUpDump.of(nodes, nodes / 3, 3).write(dump);
        List<String> launchers = Arrays.asList(arguments).subList(3, arguments.length);
        System.out.println("launcher\tround\tready ms\tprocessor ms");
        for (int round = 0; round < rounds; round++) {
            for (String launcher : launchers) {
                start(launcher, dump, work, round);
            }
        }
    }

    private static void start(String launcher, Path dump, Path work, int round)
            throws IOException, InterruptedException {
        try (ServiceProcess service =
                ServiceProcess.serve(
                        launcher, work.resolve("service.log"), List.of("--state=" + dump))) {
            long ready = service.ready().toMillis();
            System.out.printf("%s\t%d\t%d\t%d%n", launcher, round, ready, service.cpu().toMillis());
        }
    }
}
