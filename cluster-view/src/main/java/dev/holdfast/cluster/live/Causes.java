package dev.holdfast.cluster.live;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/** What a failed request to the API server is called in messages. */
final class Causes {
    private Causes() {}

    /** The API server's own words where it answered, else what the connection said. */
    static String of(Throwable failure) {
        @Nullable Throwable cause = failure;
        while (true) {
            if (cause instanceof KubernetesClientException answer && answer.getCode() > 0) {
                return "answered " + answer.getCode() + ": " + said(answer);
            }
            if (cause.getCause() == null) {
                return cause.getMessage() == null ? cause.toString() : cause.getMessage();
            }
            cause = cause.getCause();
        }
    }

    private static String said(KubernetesClientException answer) {
        return answer.getStatus() == null || answer.getStatus().getMessage() == null
                ? String.valueOf(answer.getMessage())
                : answer.getStatus().getMessage().strip();
    }
}
