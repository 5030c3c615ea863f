package dev.holdfast.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.live.SourceState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class SourceGaugesTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void everySourceHasAnAgeAndSourcesComeAndGo() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        AtomicReference<List<SourceState>> sources =
                new AtomicReference<>(
                        List.of(
                                state("linstor", "", 90, Optional.of("answered 500")),
                                state("pods", "db", 7, Optional.empty())));
        try (SourceGauges gauges = SourceGauges.start(sources::get, registry)) {
            assertThat(gauges).isNotNull();
            await(() -> value(registry, "age.seconds", "linstor") == 90);
            assertThat(value(registry, "failing", "linstor")).isEqualTo(1);
            assertThat(value(registry, "age.seconds", "pods")).isEqualTo(7);
            assertThat(value(registry, "failing", "pods")).isEqualTo(0);

            sources.set(List.of(state("linstor", "", 0, Optional.empty())));
            await(() -> value(registry, "age.seconds", "pods") < 0);
            assertThat(value(registry, "age.seconds", "linstor")).isEqualTo(0);
        }
    }

    private static SourceState state(
            String resource, String namespace, int seconds, Optional<String> problem) {
        return new SourceState(resource, namespace, true, Duration.ofSeconds(seconds), problem);
    }

    /** The gauge's value, negative when there is none. */
    private static double value(SimpleMeterRegistry registry, String name, String resource) {
        Gauge gauge =
                registry.find("holdfast.view.source." + name).tag("resource", resource).gauge();
        return gauge == null ? -1 : gauge.value();
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
