package dev.holdfast.benchmarks;

import dev.holdfast.view.PodState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** ExtenderArgs as kube-scheduler sends them. */
final class Request {
    private static final long SEED = 20_251_123;

    private Request() {}

    /**
     * About the scene's pending pod and all nodes, in one fixed random order: kube-scheduler's own
     * order is none that we know.
     */
    static byte[] body(Scene scene) {
        return body(pod(scene.pending()), scene.nodes(), scene.nodes().count());
    }

    /**
     * About a pod, as JSON, and so many of the nodes: a random choice in a random order, always the
     * same.
     */
    static byte[] body(String pod, Nodes nodes, int offered) {
        List<String> names = new ArrayList<>();
        for (int node = 0; node < nodes.count(); node++) {
            names.add('"' + nodes.name(node) + '"');
        }
        Collections.shuffle(names, new Random(SEED));
        String text =
                "{\"Pod\":"
                        + pod
                        + ",\"Nodes\":null,\"NodeNames\":["
                        + String.join(",", names.subList(0, offered))
                        + "]}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String pod(PodState pod) {
        Map<String, String> values = new HashMap<>();
        values.put("NAMESPACE", pod.namespace());
        values.put("NAME", pod.name());
        values.put("UID", "5e1f6f6e-6a3a-4b0e-9a55-0d6f3ad0c1f7");
        values.put("APP", Objects.requireNonNull(pod.labels().get("app")));
        values.put("RACK", Objects.requireNonNull(pod.labels().get("rack")));
        values.put(
                "ORDINAL",
                Objects.requireNonNull(pod.labels().get("apps.kubernetes.io/pod-index")));
        values.put("CLAIM", pod.claims().getFirst().claim());
        return Templates.pendingPod(values);
    }
}
