package dev.holdfast.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Resident memory of the service with a large view: when it is ready, and while it is called. */
final class Memory {
    private static final int NODES = 5000;
    private static final int CALLS = 3000;

    private Memory() {}

    /** {@code WORK LAUNCHER}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path work = Path.of(arguments[0]);
        MadeUpDump cluster = MadeUpDump.of(NODES, 1000, 50);
        Path dump = work.resolve("memory.json");
        cluster.write(dump);
        byte[] request = cluster.request(NODES);
        try (ServiceProcess service =
                ServiceProcess.serve(
                        arguments[1], work.resolve("service.log"), List.of("--state=" + dump))) {
            measure(service, request, NODES);
        }
    }

    /**
     * Tells it of a service that has just been started.
     *
     * @param request of a filter call with so many names
     */
    static void measure(ServiceProcess service, byte[] request, int names)
            throws IOException, InterruptedException {
        long ready = service.ready().toMillis();
        System.out.println("when\tMiB\tgreatest so far");
        tell("ready after " + ready + " ms", service);
        Thread.sleep(5000);
        tell("5 s later", service);
        try (Caller caller = Caller.plain(service.port())) {
            for (int i = 0; i < CALLS; i++) {
                caller.post("/extender/filter", request);
                caller.post("/extender/prioritize", request);
            }
        }
        tell("after " + 2 * CALLS + " calls with " + names + " names", service);
        Thread.sleep(20_000);
        tell("20 s later", service);
    }

    private static void tell(String when, ServiceProcess service) throws IOException {
        System.out.printf(
                "%s\t%d\t%d%n",
                when, service.kibibytes("VmRSS") / 1024, service.kibibytes("VmHWM") / 1024);
    }
}
