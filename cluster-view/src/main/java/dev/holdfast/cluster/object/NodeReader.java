package dev.holdfast.cluster.object;

import dev.holdfast.view.NodeState;
import java.util.List;
import java.util.Map;

/** Reads a core/v1 Node. */
final class NodeReader {
    private NodeReader() {}

    static NodeState read(Field node) {
        Field spec = node.at("spec");
        List<NodeState.Taint> taints =
                spec.at("taints").items().stream()
                        .map(taint ->
                                new NodeState.Taint(
                                        taint.at("key").requiredText(),
                                        taint.at("value").text(),
                                        taint.at("effect").text()))
                        .toList();
        return new NodeState(
                Metadata.name(node),
                node.at("metadata").at("labels").texts(),
                Metadata.isTrue(Metadata.condition(node, "Ready")),
                !spec.at("unschedulable").flag(),
                taints,
                Shared.of(Map.copyOf(node.at("status").at("allocatable").quantities())),
                List.of());
    }
}
