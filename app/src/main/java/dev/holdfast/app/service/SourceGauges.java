package dev.holdfast.app.service;

import dev.holdfast.cluster.live.SourceState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Tells how old what each watched resource and each storage system said is; they come and go. */
final class SourceGauges implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final Supplier<List<SourceState>> sources;
    private final MultiGauge ages;
    private final MultiGauge failing;
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("holdfast-source-gauges").daemon().factory());

    private SourceGauges(Supplier<List<SourceState>> sources, MeterRegistry registry) {
        this.sources = sources;
        this.ages =
                MultiGauge.builder("holdfast.view.source.age.seconds")
                        .description("Since a source was last heard")
                        .register(registry);
        this.failing =
                MultiGauge.builder("holdfast.view.source.failing")
                        .description("1 while a source cannot be listed or asked, else 0")
                        .register(registry);
    }

    static SourceGauges start(Supplier<List<SourceState>> sources, MeterRegistry registry) {
        SourceGauges gauges = new SourceGauges(sources, registry);
        var _ =
                gauges.executor.scheduleWithFixedDelay(
                        gauges::look, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return gauges;
    }

    private void look() {
        List<SourceState> now = sources.get();
        ages.register(
                now.stream()
                        .map(each -> MultiGauge.Row.of(tags(each), each.age().toMillis() / 1e3))
                        .toList(),
                true);
        failing.register(
                now.stream()
                        .map(each ->
                                MultiGauge.Row.of(tags(each), each.problem().isPresent() ? 1 : 0))
                        .toList(),
                true);
    }

    private static Tags tags(SourceState source) {
        return Tags.of("resource", source.resource(), "namespace", source.namespace());
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
