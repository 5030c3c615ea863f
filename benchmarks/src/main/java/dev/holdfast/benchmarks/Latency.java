package dev.holdfast.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;

/**
 * The service's calls beside an echo of the same bytes: the same listener in a JVM with the same
 * flags takes the same requests and answers, without a look at them, what the service answered.
 * What the two differ by is what Holdfast itself costs.
 */
final class Latency {
    private static final int NODES = 15_000;
    private static final int[] OFFERED = {1, 100, 1000, 5000, 15_000};
    private static final List<String> VERBS = List.of("filter", "prioritize");

    /** Calls of one arm before the other's turn. */
    private static final int TURN = 20;

    private final int calls;
    private final Path work;
    private final PrintStream raw;
    private final MadeUpDump cluster = MadeUpDump.of(NODES, NODES / 50, 3);

    private Latency(int calls, Path work, PrintStream raw) {
        this.calls = calls;
        this.work = work;
        this.raw = raw;
    }

    /**
     * {@code CALLS WORK RAW}: how many calls of each arm are measured, after half as many that are
     * not; a directory with {@code tls.crt} and {@code tls.key}; and the file for all times.
     */
    public static void main(String[] arguments)
            throws IOException, InterruptedException, GeneralSecurityException {
        try (PrintStream raw = new PrintStream(arguments[2], StandardCharsets.UTF_8)) {
            raw.println("protocol\tverb\tnames\tarm\tmicroseconds");
            Latency latency =
                    new Latency(Integer.parseInt(arguments[0]), Path.of(arguments[1]), raw);
            System.out.println("protocol\tverb\tnames\techo p50\tp50\tratio\techo p99\tp99\tratio");
            latency.measure("http/1.1", false);
            latency.measure("h2+tls", true);
        }
    }

    private void measure(String protocol, boolean tls)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path dump = work.resolve("latency.json");
        cluster.write(dump);
        String certificate = work.resolve("tls.crt").toString();
        String key = work.resolve("tls.key").toString();
        Path config = work.resolve("latency.yaml");
        Files.writeString(
                config,
                tls
                        ? "extender: {listen: {tls: {certificate: %s, key: %s}}}\n"
                                .formatted(certificate, key)
                        : "drain: {grace: 0s}\n");
        try (ServiceProcess service =
                        ServiceProcess.serve(
                                "./holdfast",
                                work.resolve("service.log"),
                                List.of("--state=" + dump, "--config=" + config));
                ServiceProcess echo =
                        ServiceProcess.echo(
                                work.resolve("echo.log"),
                                tls ? List.of(certificate, key) : List.of())) {
            service.ready();
            echo.listening();
            try (Caller one = caller(service, tls);
                    Caller other = caller(echo, tls)) {
                for (int offered : OFFERED) {
                    for (String verb : VERBS) {
                        compare(protocol, verb, offered, one, other);
                    }
                }
            }
        }
    }

    private Caller caller(ServiceProcess process, boolean tls)
            throws IOException, GeneralSecurityException {
        if (!tls) {
            return Caller.plain(process.port());
        }
        try (InputStream authority = Files.newInputStream(work.resolve("tls.crt"))) {
            return Caller.http2(process.port(), authority);
        }
    }

    private void compare(String protocol, String verb, int offered, Caller service, Caller echo)
            throws IOException {
        byte[] request = cluster.request(offered);
        String path = "/extender/" + verb;
        byte[] answer = service.post(path, request);
        echo.post("/recorded/learn", answer);
        if (!Arrays.equals(echo.post("/recorded/answer", request), answer)) {
            throw new IllegalStateException("the echo answers something else");
        }
        Samples real = new Samples();
        Samples echoed = new Samples();
        for (int i = -calls / 2; i < calls; i += TURN) {
            turn(service, path, request, i < 0 ? new Samples() : real);
            turn(echo, "/recorded/answer", request, i < 0 ? new Samples() : echoed);
        }
        System.out.printf(
                "%s\t%s\t%d\t%.0f\t%.0f\t%.2f\t%.0f\t%.0f\t%.2f%n",
                protocol,
                verb,
                offered,
                echoed.micros(0.5),
                real.micros(0.5),
                real.micros(0.5) / echoed.micros(0.5),
                echoed.micros(0.99),
                real.micros(0.99),
                real.micros(0.99) / echoed.micros(0.99));
        raw.printf("%s\t%s\t%d\techo\t%s%n", protocol, verb, offered, echoed.all());
        raw.printf("%s\t%s\t%d\tholdfast\t%s%n", protocol, verb, offered, real.all());
    }

    private static void turn(Caller caller, String path, byte[] request, Samples samples)
            throws IOException {
        for (int i = 0; i < TURN; i++) {
            long begun = System.nanoTime();
            byte[] answer = caller.post(path, request);
            samples.add(System.nanoTime() - begun);
            if (answer.length == 0) {
                throw new IllegalStateException("an empty answer");
            }
        }
    }
}
