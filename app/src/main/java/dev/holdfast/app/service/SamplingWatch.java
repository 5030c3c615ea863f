package dev.holdfast.app.service;

import dev.holdfast.cluster.event.PodEvents;
import dev.holdfast.extender.Sampling;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts how many of the nodes with a pod's data kube-scheduler offers, and tells in an event of
 * the pod when it passes all of them over. Calls hand over what they saw and go on; when too much
 * waits here it is dropped and counted.
 */
final class SamplingWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SamplingWatch.class);
    private static final int WAITING = 1024;

    private final BlockingQueue<Sampling> queue = new ArrayBlockingQueue<>(WAITING);
    private final Optional<PodEvents> events;
    private final Counter offered;
    private final Counter passedOver;
    private final Counter missed;
    private final Counter dropped;
    private final Thread thread =
            Thread.ofPlatform().name("holdfast-sampling").daemon().unstarted(this::run);

    private SamplingWatch(Optional<PodEvents> events, MeterRegistry registry) {
        this.events = events;
        this.offered = dataNodes("true", registry);
        this.passedOver = dataNodes("false", registry);
        this.missed =
                Counter.builder("holdfast.extender.samples.without.data")
                        .description(
                                "Filter calls with a sample of the nodes that holds none of the"
                                        + " pod's data nodes")
                        .register(registry);
        this.dropped =
                Counter.builder("holdfast.extender.samples.dropped")
                        .description("Filter calls that were not looked at for their samples")
                        .register(registry);
    }

    private static Counter dataNodes(String offered, MeterRegistry registry) {
        return Counter.builder("holdfast.extender.data.nodes")
                .description("Nodes with a current copy of the pod's data, over all filter calls")
                .tag("offered", offered)
                .register(registry);
    }

    /**
     * Starts to look.
     *
     * @param events where warnings go; without, they are counted only
     */
    static SamplingWatch start(Optional<PodEvents> events, MeterRegistry registry) {
        SamplingWatch watch = new SamplingWatch(events, registry);
        watch.thread.start();
        return watch;
    }

    /** Takes note of a call; never waits. */
    void saw(Sampling sampling) {
        if (!queue.offer(sampling)) {
            dropped.increment();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                look(queue.take());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Sampling sampling) {
        offered.increment(sampling.dataNodesOffered());
        passedOver.increment(sampling.dataNodes() - sampling.dataNodesOffered());
        if (!sampling.missedAll()) {
            return;
        }
        missed.increment();
        try {
            events.ifPresent(to -> to.warn(sampling.pod(), warning(sampling)));
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a warning was not written; this is a bug");
        }
    }

    private static PodEvents.Warning warning(Sampling sampling) {
        return new PodEvents.Warning(
                "DataNodesNotOffered",
                "Filtering",
                """
                kube-scheduler offered %d of %d nodes and none of the %d with a current copy of the pod's \
                data: it stops looking when enough nodes fit. Set percentageOfNodesToScore: 100 in its \
                profile (holdfast scheduler-config prints it), or name the data nodes in the pod's \
                nodeAffinity by matchFields metadata.name, one term per node. If it is set already, these \
                nodes do not fit the pod.\
                """
                        .formatted(sampling.offered(), sampling.nodes(), sampling.dataNodes()));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
