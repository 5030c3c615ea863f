package dev.holdfast.app.service;

import dev.holdfast.app.config.Configuration;
import dev.holdfast.cluster.lead.LeaderWork;
import dev.holdfast.cluster.lead.Leadership;
import dev.holdfast.cluster.lead.LeaseTerms;
import dev.holdfast.cluster.lead.WaitingPods;
import dev.holdfast.cluster.live.ViewListener;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Optional;

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

    /** Stands for election; the client stays the caller's. */
    static Leader start(
            KubernetesClient client, Configuration.Leader wanted, MeterRegistry registry) {
        LeaseTerms terms =
                LeaseTerms.of(
                        wanted.namespace()
                                .or(() -> Optional.ofNullable(client.getNamespace()))
                                .orElse("default"),
                        wanted.lease(),
                        Instance.NAME);
        Leadership leadership = Leadership.stand(client, terms);
        LeaderWork work =
                LeaderWork.start(leadership::leads, new WaitingPods(client, Clock.systemUTC()));
        Gauge.builder("holdfast.leader", leadership, each -> each.leads() ? 1 : 0)
                .description("1 while this instance writes to the cluster for all")
                .register(registry);
        FunctionCounter.builder("holdfast.pods.kicked", work, LeaderWork::kicked)
                .description("Waiting pods woken because copies of their volumes changed")
                .register(registry);
        return new Leader(leadership, work);
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
