package dev.holdfast.cluster.nominate;

import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    static SeenPod of(Pod pod) {
        PodSpec spec = pod.getSpec();
        var meta = pod.getMetadata();
        Map<String, Long> requests = Requests.of(pod);
        if (spec.getNodeName() != null && !spec.getNodeName().isEmpty()) {
            return new SeenPod(
                    meta.getUid(),
                    meta.getResourceVersion(),
                    Optional.of(spec.getNodeName()),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    requests,
                    Map.of(),
                    NodeAffinity.ANYWHERE,
                    List.of());
        }
        return new SeenPod(
                meta.getUid(),
                meta.getResourceVersion(),
                Optional.empty(),
                Optional.ofNullable(pod.getStatus()).map(s -> s.getNominatedNodeName()),
                Optional.ofNullable(meta.getAnnotations()).map(a -> a.get(NominatedPods.MARK)),
                !listOf(spec.getSchedulingGates()).isEmpty(),
                requests,
                Objects.requireNonNullElse(spec.getNodeSelector(), Map.of()),
                affinity(spec),
                listOf(spec.getTolerations()).stream().map(SeenPod::tolerated).toList());
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

    private static Tolerated tolerated(Toleration toleration) {
        return new Tolerated(
                text(toleration.getKey()),
                text(toleration.getOperator()),
                text(toleration.getValue()),
                text(toleration.getEffect()));
    }

    private static NodeAffinity affinity(PodSpec spec) {
        if (spec.getAffinity() == null
                || spec.getAffinity().getNodeAffinity() == null
                || spec.getAffinity()
                                .getNodeAffinity()
                                .getRequiredDuringSchedulingIgnoredDuringExecution()
                        == null) {
            return NodeAffinity.ANYWHERE;
        }
        List<NodeAffinity.Term> terms = new ArrayList<>();
        for (NodeSelectorTerm term :
                spec.getAffinity()
                        .getNodeAffinity()
                        .getRequiredDuringSchedulingIgnoredDuringExecution()
                        .getNodeSelectorTerms()) {
            terms.add(
                    new NodeAffinity.Term(
                            requirements(term.getMatchExpressions()),
                            requirements(term.getMatchFields())));
        }
        return new NodeAffinity(terms);
    }

    private static List<NodeAffinity.Requirement> requirements(
            @Nullable List<NodeSelectorRequirement> some) {
        return listOf(some).stream()
                .map(each ->
                        new NodeAffinity.Requirement(
                                each.getKey(), each.getOperator(), listOf(each.getValues())))
                .toList();
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }

    private static <T> List<T> listOf(@Nullable List<T> list) {
        return Objects.requireNonNullElse(list, List.of());
    }
}
