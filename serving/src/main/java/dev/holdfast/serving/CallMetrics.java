package dev.holdfast.serving;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The meters of one endpoint, made once; outcomes and kinds come from short lists in the code. */
final class CallMetrics {
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1)
    };

    private final MeterRegistry registry;
    private final String service;
    private final String verb;
    private final Timer timer;
    private final Map<String, Counter> outcomes = new ConcurrentHashMap<>();
    private final Map<String, Counter> problems = new ConcurrentHashMap<>();

    CallMetrics(MeterRegistry registry, String service, String verb) {
        this.registry = registry;
        this.service = service;
        this.verb = verb;
        this.timer =
                Timer.builder("holdfast." + service + ".request.duration")
                        .description("From a request's head to its answer")
                        .tag("verb", verb)
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry);
    }

    /**
     * Counts a request that was answered.
     *
     * @param nanos from its head to its answer
     */
    void answered(Reply reply, long nanos) {
        timer.record(Duration.ofNanos(nanos));
        outcomes.computeIfAbsent(reply.outcome(), this::outcome).increment();
        if (!reply.problem().isEmpty()) {
            problems.computeIfAbsent(reply.problem(), this::problem).increment();
        }
    }

    private Counter outcome(String outcome) {
        return Counter.builder("holdfast." + service + ".requests")
                .description("Requests by how they ended")
                .tag("verb", verb)
                .tag("outcome", outcome)
                .register(registry);
    }

    private Counter problem(String kind) {
        return Counter.builder("holdfast.bad.requests")
                .description("Requests that were wrong, by what was wrong with them")
                .tag("service", service)
                .tag("verb", verb)
                .tag("kind", kind)
                .register(registry);
    }
}
