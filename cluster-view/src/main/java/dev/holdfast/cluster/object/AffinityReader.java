package dev.holdfast.cluster.object;

import dev.holdfast.view.NodeAffinity;
import java.util.List;

/** Reads a core/v1 NodeSelector: terms of which one must match a node. */
public final class AffinityReader {
    private AffinityReader() {}

    /** The affinity of a node selector; an absent one matches every node. */
    public static NodeAffinity read(Field selector) {
        return Shared.of(
                new NodeAffinity(
                        selector.at("nodeSelectorTerms").items().stream()
                                .map(term ->
                                        new NodeAffinity.Term(
                                                requirements(term.at("matchExpressions")),
                                                requirements(term.at("matchFields"))))
                                .toList()));
    }

    private static List<NodeAffinity.Requirement> requirements(Field list) {
        return list.items().stream()
                .map(requirement ->
                        new NodeAffinity.Requirement(
                                requirement.at("key").requiredText(),
                                requirement.at("operator").requiredText(),
                                requirement.at("values").textItems()))
                .toList();
    }
}
