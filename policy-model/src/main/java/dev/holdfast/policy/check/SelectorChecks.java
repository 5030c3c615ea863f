package dev.holdfast.policy.check;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.LabelSelector;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Label selectors: ones that Kubernetes takes, that stay true, and that belong to one policy. */
final class SelectorChecks {
    private SelectorChecks() {}

    static void check(DataPlacementPolicy policy, ClusterFacts facts, Consumer<Finding> found) {
        selector(policy.spec().selector(), "spec.selector", found);
        List<Role> roles = policy.spec().roles();
        for (int i = 0; i < roles.size(); i++) {
            role(roles.get(i), "spec.roles[" + i + "]", found);
        }
        for (ClusterFacts.OtherPolicy other : facts.others()) {
            if (!other.key().equals(policy.key())) {
                overlap(policy.spec().selector(), other, found);
            }
        }
    }

    private static void overlap(
            LabelSelector own, ClusterFacts.OtherPolicy other, Consumer<Finding> found) {
        String cure =
                "; add a label to one selector that tells their pods apart, or make them one policy"
                        + " with two roles";
        if (!Overlap.possible(own, other.selector())) {
            return;
        }
        if (other.pods() instanceof ClusterFacts.Shown.Both(String pod)) {
            found.accept(
                    Finding.of(
                            FindingCodes.OVERLAP,
                            "spec.selector",
                            "pod %s matches this policy and %s%s"
                                    .formatted(pod, other.key(), cure)));
        } else if (Overlap.certain(own, other.selector())) {
            found.accept(
                    Finding.of(
                            FindingCodes.OVERLAP,
                            "spec.selector",
                            "every pod of one of this policy and %s matches the other%s"
                                    .formatted(other.key(), cure)));
        } else if (other.pods() instanceof ClusterFacts.Shown.Nothing) {
            found.accept(
                    Finding.of(
                            FindingCodes.MAY_OVERLAP,
                            "spec.selector",
                            "a pod could match this policy and %s; if one may, add a label to one"
                                            .formatted(other.key())
                                    + " selector that tells their pods apart"));
        }
    }

    private static void role(Role role, String path, Consumer<Finding> found) {
        role.selector().ifPresent(selector -> selector(selector, path + ".selector", found));
        role.initializers()
                .ifPresent(selector -> selector(selector, path + ".initializers", found));
        Replication replication = role.replication();
        String inner = path + ".replication";
        replication.witness().ifPresent(selector -> selector(selector, inner + ".witness", found));
        replication.votes().ifPresent(votes -> key(votes.label(), inner + ".votes.label", found));
        replication
                .rack()
                .flatMap(Replication.Rack::label)
                .ifPresent(label -> key(label, inner + ".rack.label", found));
        for (int i = 0; i < replication.labels().size(); i++) {
            key(replication.labels().get(i), inner + ".labels[" + i + "]", found);
        }
    }

    private static void selector(LabelSelector selector, String path, Consumer<Finding> found) {
        selector.matchLabels().keySet().stream()
                .sorted()
                .forEach(label -> {
                    String at = path + ".matchLabels[\"" + label + "\"]";
                    key(label, at, found);
                    value(selector.matchLabels().getOrDefault(label, ""), at, found);
                });
        for (int i = 0; i < selector.matchExpressions().size(); i++) {
            requirement(
                    selector.matchExpressions().get(i),
                    path + ".matchExpressions[" + i + "]",
                    found);
        }
    }

    private static void requirement(
            LabelSelector.Requirement requirement, String path, Consumer<Finding> found) {
        key(requirement.key(), path + ".key", found);
        requirement.values().forEach(value -> value(value, path + ".values", found));
        boolean takesValues =
                Stream.of(LabelSelector.Operator.In, LabelSelector.Operator.NotIn)
                        .anyMatch(operator -> operator == requirement.operator());
        if (takesValues == requirement.values().isEmpty()) {
            found.accept(
                    Finding.of(
                            FindingCodes.SELECTOR,
                            path + ".values",
                            requirement.operator()
                                    + (takesValues ? " needs values" : " takes no values")));
        }
    }

    private static void key(String label, String path, Consumer<Finding> found) {
        if (!Labels.isKey(label)) {
            found.accept(
                    Finding.of(FindingCodes.SELECTOR, path, "\"" + label + "\" is no label's key"));
        }
        if (Labels.changes(label)) {
            found.accept(
                    Finding.of(
                            FindingCodes.CHANGING_LABEL,
                            path,
                            label
                                    + " changes while pods run (at a failover), and members and sets"
                                    + " must not; use a label that pods are created with"));
        }
    }

    private static void value(String value, String path, Consumer<Finding> found) {
        if (!Labels.isValue(value)) {
            found.accept(
                    Finding.of(
                            FindingCodes.SELECTOR, path, "\"" + value + "\" is no label's value"));
        }
    }
}
