package dev.holdfast.cluster.nominate;

import dev.holdfast.view.PodState;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code status.nominatedNodeName}, together with a mark that tells our nominations from
 * those of kube-scheduler's preemption: one write, conditional on the version of the pod that was
 * seen.
 */
final class NominatedPods {
    /** Annotation: the node that we nominated, or {@link #SPENT}. */
    static final String MARK = "holdfast.dev/nominated";

    /** Value of the mark of a pod that is not to be nominated again. */
    static final String SPENT = "-";

    private static final Logger LOG = LoggerFactory.getLogger(NominatedPods.class);

    private final KubernetesClient client;

    NominatedPods(KubernetesClient client) {
        this.client = client;
    }

    /** Expects the pod on a node; whether that was written. */
    boolean nominate(PodState pod, String version, String node) {
        return patch(pod, version, quoted(node), quoted(node));
    }

    /** Takes a nomination back. */
    boolean takeBack(PodState pod, String version) {
        return patch(pod, version, "null", "null");
    }

    /** Takes a nomination back for good. */
    boolean spend(PodState pod, String version) {
        return patch(pod, version, quoted(SPENT), "null");
    }

    private boolean patch(PodState pod, String version, String mark, String node) {
        try {
            client.pods()
                    .inNamespace(pod.namespace())
                    .withName(pod.name())
                    .subresource("status")
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            """
                            {"metadata": {"uid": "%s", "resourceVersion": "%s", "annotations": {"%s": %s}},
                             "status": {"nominatedNodeName": %s}}
                            """
                                    .formatted(pod.uid(), version, MARK, mark, node));
            return true;
        } catch (KubernetesClientException e) {
            boolean late =
                    e.getCode() == HttpURLConnection.HTTP_CONFLICT
                            || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
            LOG.atLevel(late ? org.slf4j.event.Level.DEBUG : org.slf4j.event.Level.WARN)
                    .addKeyValue("pod", pod.key())
                    .log("could not write a nomination: {}", e.getMessage());
            return false;
        }
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
