package dev.holdfast.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Good calls alone and while bad callers do what they can, in turns. A good call comes every five
 * milliseconds, or at once when the one before took longer: calls that follow one another at once
 * would hide how often one has to wait.
 */
final class UnderAttack {
    private static final Duration EVERY = Duration.ofMillis(5);
    private static final Duration TURN = Duration.ofSeconds(10);

    /** Bodies that come too slowly are refused after five seconds; then all is over. */
    private static final Duration CALM = Duration.ofSeconds(7);

    private final Path work;
    private final byte[] request;
    private final Samples alone = new Samples();
    private final Samples attacked = new Samples();

    private UnderAttack(Path work, byte[] request) {
        this.work = work;
        this.request = request;
    }

    /** {@code ROUNDS WORK RAW}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path work = Path.of(arguments[1]);
        MadeUpDump cluster = MadeUpDump.of(1000, 20, 3);
        Path dump = work.resolve("attack.json");
        cluster.write(dump);
        UnderAttack run = new UnderAttack(work, cluster.request(1000));
        try (ServiceProcess service =
                ServiceProcess.serve(
                        "./holdfast", work.resolve("service.log"), List.of("--state=" + dump))) {
            service.ready();
            run.measure(service, Integer.parseInt(arguments[0]));
        }
        run.report(arguments[2]);
    }

    private void measure(ServiceProcess service, int rounds)
            throws IOException, InterruptedException {
        call(service, new Samples());
        System.out.println("resident MiB\tbefore\tpeak\tafter\tgrowth");
        for (int round = 1; round <= rounds; round++) {
            call(service, alone);
            long before = service.kibibytes("VmRSS");
            service.forgetPeak();
            Process attack = attack(service.port());
            try {
                call(service, attacked);
            } finally {
                attack.destroyForcibly().waitFor();
            }
            Thread.sleep(CALM);
            reportMemory(round, before, service);
        }
    }

    private static void reportMemory(int round, long before, ServiceProcess service)
            throws IOException {
        long peak = service.kibibytes("VmHWM");
        System.out.printf(
                "round %d\t%d\t%d\t%d\t%d%n",
                round,
                before / 1024,
                peak / 1024,
                service.kibibytes("VmRSS") / 1024,
                (peak - before) / 1024);
    }

    /** In the background of the machine: what the callers' own work takes is not the question. */
    private Process attack(int port) throws IOException, InterruptedException {
        Process attack =
                new ProcessBuilder(
                                "nice",
                                "-n",
                                "19",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Attack.class.getName(),
                                Integer.toString(port))
                        .redirectError(work.resolve("attack.log").toFile())
                        .start();
        attack.inputReader(StandardCharsets.UTF_8).readLine();
        Thread.sleep(2000);
        return attack;
    }

    private void call(ServiceProcess service, Samples samples) throws IOException {
        long end = System.nanoTime() + TURN.toNanos();
        try (Caller caller = Caller.plain(service.port())) {
            for (long next = System.nanoTime(); next < end; next += EVERY.toNanos()) {
                while (System.nanoTime() < next) {
                    LockSupport.parkNanos(next - System.nanoTime());
                }
                long begun = System.nanoTime();
                caller.post("/extender/filter", request);
                samples.add(System.nanoTime() - begun);
                next = Math.max(next, System.nanoTime() - EVERY.toNanos());
            }
        }
    }

    private void report(String file) throws IOException {
        System.out.println("\tcalls\tp50\tp99\tgreatest");
        for (Samples samples : List.of(alone, attacked)) {
            System.out.printf(
                    "%s\t%d\t%.0f\t%.0f\t%.0f%n",
                    samples == alone ? "alone" : "attacked",
                    samples.count(),
                    samples.micros(0.5),
                    samples.micros(0.99),
                    samples.micros(1));
        }
        System.out.printf(
                "p99 attacked / alone %.2f%n", attacked.micros(0.99) / alone.micros(0.99));
        try (PrintStream raw = new PrintStream(file, StandardCharsets.UTF_8)) {
            raw.printf("arm\tmicroseconds%nalone\t%s%n", alone.all());
            raw.printf("attacked\t%s%n", attacked.all());
        }
    }
}
