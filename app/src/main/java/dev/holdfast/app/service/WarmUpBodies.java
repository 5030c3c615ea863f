package dev.holdfast.app.service;

import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** ExtenderArgs as kube-scheduler would send them about a cluster's own members and nodes. */
final class WarmUpBodies {
    private static final int PODS = 8;
    private static final int NODES = 500;
    private static final JsonFactory FACTORY = new JsonFactory();

    private WarmUpBodies() {}

    /** Bodies about some members, and a stranger, with all nodes (500 at most) and with one. */
    static List<byte[]> of(ClusterView view) {
        List<String> nodes = new ArrayList<>();
        for (int id = 0; id < view.nodeBound() && nodes.size() < NODES; id++) {
            @Nullable NodeState node = view.node(id);
            if (node != null) {
                nodes.add(node.name());
            }
        }
        List<byte[]> bodies = new ArrayList<>();
        for (PodState pod : pods(view)) {
            bodies.add(body(pod, nodes));
            bodies.add(body(pod, nodes.subList(0, Math.min(1, nodes.size()))));
        }
        return bodies;
    }

    private static List<PodState> pods(ClusterView view) {
        Set<String> namespaces = new HashSet<>();
        view.forEachPolicy(policy -> namespaces.add(policy.policy().namespace()));
        List<PodState> pods = new ArrayList<>(List.of(STRANGER));
        for (String namespace : namespaces) {
            view.forEachPod(
                    namespace,
                    pod -> {
                        if (pods.size() <= PODS && !view.policiesOf(pod).isEmpty()) {
                            pods.add(pod);
                        }
                    });
        }
        return pods;
    }

    private static final PodState STRANGER =
            new PodState(
                    "holdfast",
                    "warm-up",
                    "0",
                    Map.of(),
                    Map.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    0,
                    false,
                    false,
                    List.of());

    private static byte[] body(PodState pod, List<String> nodes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeObjectPropertyStart("Pod");
            metadata(json, pod);
            spec(json, pod);
            json.writeEndObject();
            json.writeNullProperty("Nodes");
            json.writeArrayPropertyStart("NodeNames");
            nodes.forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void metadata(JsonGenerator json, PodState pod) {
        json.writeObjectPropertyStart("metadata");
        json.writeStringProperty("name", pod.name());
        json.writeStringProperty("namespace", pod.namespace());
        json.writeStringProperty("uid", pod.uid());
        json.writeObjectPropertyStart("labels");
        pod.labels().forEach(json::writeStringProperty);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void spec(JsonGenerator json, PodState pod) {
        json.writeObjectPropertyStart("spec");
        json.writeArrayPropertyStart("volumes");
        for (PodState.Mount mount : pod.claims()) {
            json.writeStartObject();
            json.writeStringProperty("name", mount.volume());
            json.writeObjectPropertyStart("persistentVolumeClaim");
            json.writeStringProperty("claimName", mount.claim());
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
