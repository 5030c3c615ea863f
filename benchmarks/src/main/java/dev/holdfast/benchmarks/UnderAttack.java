package dev.holdfast.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Good calls while nobody does anything else, while bad callers do what they can to another
 * instance on the same machine, and while they do it to this one, in turns. The second tells what
 * the callers' own work and the kernel's take of the processors that all share here, which is not
 * the question: strangers have machines of their own.
 *
 * <p>A good call comes every five milliseconds, or at once when the one before took longer: calls
 * that follow one another at once would hide how often one has to wait. Round 0, in which the JVMs
 * compile what they need, counts for its memory only.
 */
final class UnderAttack {
    private static final Duration EVERY = Duration.ofMillis(5);
    private static final Duration TURN = Duration.ofSeconds(10);

    /** After the callers' end; their connections go with them. */
    private static final Duration CALM = Duration.ofSeconds(5);

    private final Path work;
    private final byte[] request;

    private UnderAttack(Path work, byte[] request) {
        this.work = work;
        this.request = request;
    }

    /** The times of good calls, by what else went on. */
    private record Times(Samples alone, Samples elsewhere, Samples attacked) {
        Times() {
            this(new Samples(), new Samples(), new Samples());
        }

        Map<String, Samples> byName() {
            Map<String, Samples> all = new LinkedHashMap<>();
            all.put("alone", alone);
            all.put("elsewhere", elsewhere);
            all.put("attacked", attacked);
            return all;
        }
    }

    /** {@code ROUNDS WORK RAW}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path work = Path.of(arguments[1]);
        MadeUpDump cluster = MadeUpDump.of(1000, 20, 3);
        Path dump = work.resolve("attack.json");
        cluster.write(dump);
        UnderAttack run = new UnderAttack(work, cluster.request(1000));
        Times times;
        try (ServiceProcess service = serve(work, "service.log", dump);
                ServiceProcess other = serve(work, "other.log", dump)) {
            service.ready();
            other.ready();
            times = run.measure(service, other, Integer.parseInt(arguments[0]));
        }
        report(times, arguments[2]);
    }

    private static ServiceProcess serve(Path work, String log, Path dump) throws IOException {
        return ServiceProcess.serve("./holdfast", work.resolve(log), List.of("--state=" + dump));
    }

    private Times measure(ServiceProcess service, ServiceProcess other, int rounds)
            throws IOException, InterruptedException {
        System.out.println("resident MiB\tbefore\tpeak\tafter\tgrowth");
        Times times = new Times();
        for (int round = 0; round <= rounds; round++) {
            Times into = round == 0 ? new Times() : times;
            call(service, into.alone());
            callWhileAttacking(other, service, into.elsewhere());
            long before = service.kibibytes("VmRSS");
            service.forgetPeak();
            callWhileAttacking(service, service, into.attacked());
            reportMemory(round, before, service);
        }
        return times;
    }

    private void callWhileAttacking(ServiceProcess target, ServiceProcess service, Samples samples)
            throws IOException, InterruptedException {
        Process attack = attack(target.port());
        try {
            call(service, samples);
        } finally {
            attack.destroyForcibly().waitFor();
        }
        Thread.sleep(CALM);
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

    /** With the least right to a processor that there is. */
    private Process attack(int port) throws IOException, InterruptedException {
        Process attack =
                new ProcessBuilder(
                                "chrt",
                                "--idle",
                                "0",
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

    private static void report(Times times, String file) throws IOException {
        System.out.println("\tcalls\tp50\tp99\tgreatest\tp99 / alone\tp99 / elsewhere");
        times.byName()
                .forEach((name, samples) ->
                        System.out.printf(
                                "%s\t%d\t%.0f\t%.0f\t%.0f\t%.2f\t%.2f%n",
                                name,
                                samples.count(),
                                samples.micros(0.5),
                                samples.micros(0.99),
                                samples.micros(1),
                                samples.micros(0.99) / times.alone().micros(0.99),
                                samples.micros(0.99) / times.elsewhere().micros(0.99)));
        try (PrintStream raw = new PrintStream(file, StandardCharsets.UTF_8)) {
            raw.println("arm\tmicroseconds");
            times.byName().forEach((name, samples) -> raw.printf("%s\t%s%n", name, samples.all()));
        }
    }
}
