package dev.holdfast.benchmarks;

import dev.holdfast.view.PodState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
        List<String> names = new ArrayList<>();
        for (int node = 0; node < scene.nodes().count(); node++) {
            names.add('"' + scene.nodes().name(node) + '"');
        }
        Collections.shuffle(names, new Random(SEED));
        String text =
                "{\"Pod\":"
                        + pod(scene.pending())
                        + ",\"Nodes\":null,\"NodeNames\":["
                        + String.join(",", names)
                        + "]}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String pod(PodState pod) {
        return template()
                .replace("@NAMESPACE@", pod.namespace())
                .replace("@NAME@", pod.name())
                .replace("@APP@", Objects.requireNonNull(pod.labels().get("app")))
                .replace("@RACK@", Objects.requireNonNull(pod.labels().get("rack")))
                .replace("@CLAIM@", pod.claims().getFirst().claim());
    }

    private static String template() {
        try (InputStream in = Request.class.getResourceAsStream("pod.json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
