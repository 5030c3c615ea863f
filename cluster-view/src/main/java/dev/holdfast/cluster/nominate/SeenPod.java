package dev.holdfast.cluster.nominate;

import dev.holdfast.cluster.object.AffinityReader;
import dev.holdfast.cluster.object.Field;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a plan needs to know of any pod of the cluster. Of a bound one only its node and requests
 * are kept.
 *
 * @param node where it is bound
 * @param nominated {@code status.nominatedNodeName} while it is not bound
 * @param mark the annotation {@link NominatedPods#MARK}
 * @param gated it has scheduling gates
 * @param requests in thousandths
 * @param affinity required node affinity
 */
record SeenPod(
        String uid,
        String version,
        Optional<String> node,
        Optional<String> nominated,
        Optional<String> mark,
        boolean gated,
        Map<String, Long> requests,
        Map<String, String> selector,
        NodeAffinity affinity,
        List<Tolerated> tolerations) {

    /** A toleration (core/v1); empty texts stand for anything. */
    record Tolerated(String key, String operator, String value, String effect) {
        boolean covers(NodeState.Taint taint) {
            return (effect.isEmpty() || effect.equals(taint.effect()))
                    && (key.isEmpty() || key.equals(taint.key()))
                    && (operator.equals("Exists") || value.equals(taint.value()));
        }
    }

    static SeenPod of(Field pod) {
        Field spec = pod.at("spec");
        Field meta = pod.at("metadata");
        String uid = meta.at("uid").requiredText();
        String version = meta.at("resourceVersion").text();
        Map<String, Long> requests = Requests.of(spec);
        Optional<String> node = spec.at("nodeName").nonEmptyText();
        if (node.isPresent()) {
            return new SeenPod(
                    uid,
                    version,
                    node,
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    requests,
                    Map.of(),
                    NodeAffinity.ANYWHERE,
                    List.of());
        }
        return new SeenPod(
                uid,
                version,
                Optional.empty(),
                pod.at("status").at("nominatedNodeName").nonEmptyText(),
                meta.at("annotations").at(NominatedPods.MARK).nonEmptyText(),
                !spec.at("schedulingGates").items().isEmpty(),
                requests,
                spec.at("nodeSelector").texts(),
                AffinityReader.read(
                        spec.at("affinity")
                                .at("nodeAffinity")
                                .at("requiredDuringSchedulingIgnoredDuringExecution")),
                spec.at("tolerations").items().stream().map(SeenPod::tolerated).toList());
    }

    /** Where it counts against a node's room: bound to it, or expected there. */
    Optional<String> place() {
        return node.or(this::nominated);
    }

    /** Whether taints, labels and affinity let it on the node. */
    boolean mayEnter(NodeState to) {
        for (NodeState.Taint taint : to.taints()) {
            boolean hard = !taint.effect().equals("PreferNoSchedule");
            if (hard && tolerations.stream().noneMatch(each -> each.covers(taint))) {
                return false;
            }
        }
        return to.labels().entrySet().containsAll(selector.entrySet()) && affinity.matches(to);
    }

    private static Tolerated tolerated(Field toleration) {
        return new Tolerated(
                toleration.at("key").text(),
                toleration.at("operator").text(),
                toleration.at("value").text(),
                toleration.at("effect").text());
    }
}
