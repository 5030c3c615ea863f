package dev.holdfast.cluster.event;

import dev.holdfast.view.PodState;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes warnings about pods as Events, each at most once per pod, reason and {@link #AGAIN}, and
 * no more than {@link #BURST} at once. Owned by one thread; a write that fails is logged and lost,
 * as Events are.
 */
public final class PodEvents {
    /** Between two events of one reason about one pod. */
    public static final Duration AGAIN = Duration.ofMinutes(5);

    /** So many events at once, then one per {@link #PACE}. */
    static final int BURST = 10;

    /** What one event costs of the burst. */
    static final Duration PACE = Duration.ofSeconds(5);

    /** Pods whose events are remembered. */
    private static final int MEMORY = 10_000;

    /** The API server refuses longer notes. */
    private static final int LONGEST = 1024;

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
    private static final Logger LOG = LoggerFactory.getLogger(PodEvents.class);

    private final KubernetesClient client;
    private final String instance;
    private final Clock clock;
    private final Map<String, Long> told = new LinkedHashMap<>();

    /** When the burst would be whole again; time that has passed since gives events back. */
    private long wholeAt;

    /**
     * The client stays the caller's.
     *
     * @param instance who we are, at most 128 characters
     */
    public PodEvents(KubernetesClient client, String instance, Clock clock) {
        this.client = client;
        this.instance = instance;
        this.clock = clock;
    }

    /**
     * What an event says.
     *
     * @param reason in CamelCase, for machines
     * @param action what was being done, in CamelCase
     * @param note for people, cut at 1 kB
     */
    public record Warning(String reason, String action, String note) {}

    /**
     * Writes a warning about a pod, unless that was done a short time ago; whether it was written.
     */
    public boolean warn(PodState pod, Warning warning) {
        long now = clock.millis();
        if (!isTime(pod.uid() + "/" + warning.reason, now)) {
            return false;
        }
        try {
            client.resource(event(pod, warning)).inNamespace(pod.namespace()).create();
            return true;
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .addKeyValue("pod", pod.key())
                    .log("could not write an event: {}", e.getMessage());
            return false;
        }
    }

    private boolean isTime(String key, long now) {
        long last = told.getOrDefault(key, Long.MIN_VALUE / 2);
        wholeAt = Math.max(wholeAt, now);
        boolean paced = wholeAt - now > (BURST - 1) * PACE.toMillis();
        if (now - last < AGAIN.toMillis() || paced) {
            return false;
        }
        wholeAt += PACE.toMillis();
        told.put(key, now);
        if (told.size() > MEMORY) {
            told.remove(told.keySet().iterator().next());
        }
        return true;
    }

    private Event event(PodState pod, Warning warning) {
        String note = warning.note;
        return new EventBuilder()
                .withNewMetadata()
                .withGenerateName(pod.name() + "-")
                .withNamespace(pod.namespace())
                .endMetadata()
                .withEventTime(
                        new MicroTime(MICROS.format(clock.instant().atOffset(ZoneOffset.UTC))))
                .withType("Warning")
                .withReason(warning.reason)
                .withAction(warning.action)
                .withNote(note.length() > LONGEST ? note.substring(0, LONGEST - 3) + "..." : note)
                .withReportingController("holdfast.dev/holdfast")
                .withReportingInstance(instance)
                .withNewRegarding()
                .withApiVersion("v1")
                .withKind("Pod")
                .withNamespace(pod.namespace())
                .withName(pod.name())
                .withUid(pod.uid())
                .endRegarding()
                .build();
    }
}
