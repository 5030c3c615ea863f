package dev.holdfast.cluster.lead;

import dev.holdfast.view.PodState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes about pods that wait for a node. Each write reads the pod first and is conditional on what
 * it read, so that a pod that was bound meanwhile stays as it is.
 */
public final class WaitingPods {
    /** Says when something last changed that kube-scheduler does not watch; patching it is all. */
    public static final String CHANGED_AT = "holdfast.dev/copies-changed-at";

    private static final Logger LOG = LoggerFactory.getLogger(WaitingPods.class);

    private final KubernetesClient client;
    private final Clock clock;

    /** The client stays the caller's. */
    public WaitingPods(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** How a write ended. */
    public enum Outcome {
        /** The API server has it. */
        WRITTEN,
        /** The pod is bound, gated, ending or gone: there is nothing to write. */
        NOT_WAITING,
        /** It did not go through; it may be tried again. */
        FAILED
    }

    /**
     * Makes kube-scheduler try a pod again that an extender had refused it all nodes for: it takes
     * any change of a waiting pod as a reason to.
     */
    public Outcome wake(PodState pod) {
        try {
            @Nullable Pod read =
                    client.pods().inNamespace(pod.namespace()).withName(pod.name()).get();
            if (read == null || !waits(read, pod.uid())) {
                return Outcome.NOT_WAITING;
            }
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            client.pods()
                    .inNamespace(pod.namespace())
                    .withName(pod.name())
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            """
                            {"metadata": {"resourceVersion": "%s", "annotations": {"%s": "%s"}}}
                            """
                                    .formatted(
                                            read.getMetadata().getResourceVersion(),
                                            CHANGED_AT,
                                            now));
            return Outcome.WRITTEN;
        } catch (KubernetesClientException e) {
            return failed("wake", pod, e);
        }
    }

    private static boolean waits(Pod pod, String uid) {
        List<?> gates = pod.getSpec().getSchedulingGates();
        return pod.getMetadata().getUid().equals(uid)
                && pod.getSpec().getNodeName() == null
                && pod.getMetadata().getDeletionTimestamp() == null
                && (gates == null || gates.isEmpty());
    }

    private static Outcome failed(String what, PodState pod, KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
            return Outcome.NOT_WAITING;
        }
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
            LOG.atWarn()
                    .addKeyValue("pod", pod.key())
                    .log("could not {} a waiting pod: {}", what, e.getMessage());
        }
        return Outcome.FAILED;
    }
}
