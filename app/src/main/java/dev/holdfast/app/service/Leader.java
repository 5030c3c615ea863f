package dev.holdfast.app.service;

import dev.holdfast.app.config.Configuration;
import dev.holdfast.cluster.lead.LeaderWork;
import dev.holdfast.cluster.lead.Leadership;
import dev.holdfast.cluster.lead.LeaseTerms;
import dev.holdfast.cluster.lead.WaitingPods;
import dev.holdfast.cluster.live.ViewListener;
import dev.holdfast.cluster.nominate.Nominations;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/**
 * The part of the service that writes to the cluster while this instance leads, with its metrics.
 */
final class Leader implements AutoCloseable {
    private final Leadership leadership;
    private final LeaderWork work;

    private Leader(Leadership leadership, LeaderWork work) {
        this.leadership = leadership;
        this.work = work;
    }

    /**
     * Stands for election; the client stays the caller's.
     *
     * @param usable whether the view is complete and fresh, so that something may be written for it
     */
    static Leader start(
            KubernetesClient client,
            Configuration.Leader wanted,
            BooleanSupplier usable,
            MeterRegistry registry) {
        LeaseTerms terms =
                LeaseTerms.of(
                        wanted.namespace()
                                .or(() -> Optional.ofNullable(client.getNamespace()))
                                .orElse("default"),
                        wanted.lease(),
                        Instance.NAME);
        Leadership leadership = Leadership.stand(client, terms);
        BooleanSupplier mayWrite = () -> leadership.leads() && usable.getAsBoolean();
        LeaderWork work =
                LeaderWork.start(
                        mayWrite,
                        new WaitingPods(client, Clock.systemUTC()),
                        wanted.nominate()
                                ? Optional.of(
                                        Nominations.start(
                                                client, mayWrite, wanted.nominationLimit()))
                                : Optional.empty());
        Gauge.builder("holdfast.leader", leadership, each -> each.leads() ? 1 : 0)
                .description("1 while this instance writes to the cluster for all")
                .register(registry);
        FunctionCounter.builder("holdfast.pods.kicked", work, LeaderWork::kicked)
                .description("Waiting pods woken because they may run on some node now")
                .register(registry);
        if (wanted.nominate()) {
            nominations("written", work, LeaderWork::nominated, registry);
            nominations("taken-back", work, LeaderWork::takenBack, registry);
        }
        return new Leader(leadership, work);
    }

    private static void nominations(
            String result,
            LeaderWork work,
            ToDoubleFunction<LeaderWork> count,
            MeterRegistry registry) {
        FunctionCounter.builder("holdfast.nominations", work, count)
                .description("Nodes nominated for waiting members, and nominations taken back")
                .tag("result", result)
                .register(registry);
    }

    /** To be told of new views. */
    ViewListener listener() {
        return work;
    }

    @Override
    public void close() {
        work.close();
        leadership.close();
    }
}
