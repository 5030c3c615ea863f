package dev.holdfast.policy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes label selector (meta/v1 LabelSelector): all labels and all expressions must match;
 * empty matches everything.
 */
@Doc("A Kubernetes label selector: all `matchLabels` and all `matchExpressions` must hold.")
public record LabelSelector(
        @Doc("Labels that must be there with exactly these values.")
                @Schema.Each("The value that the label must have.")
                @Schema.Size(max = 64)
                Map<String, String> matchLabels,
        @Doc("Requirements on labels, all of which must hold.") @Schema.Size(max = 64)
                List<Requirement> matchExpressions) {

    /** Matches everything. */
    public static final LabelSelector EVERYTHING = new LabelSelector(Map.of(), List.of());

    public LabelSelector {
        matchLabels = Map.copyOf(matchLabels);
        matchExpressions = List.copyOf(matchExpressions);
    }

    /** A selector of equal labels only. */
    public static LabelSelector of(Map<String, String> labels) {
        return new LabelSelector(labels, List.of());
    }

    /** Whether the labels satisfy every requirement. */
    public boolean matches(Map<String, String> labels) {
        for (Map.Entry<String, String> wanted : matchLabels.entrySet()) {
            if (!wanted.getValue().equals(labels.get(wanted.getKey()))) {
                return false;
            }
        }
        for (Requirement requirement : matchExpressions) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /** How a requirement compares. */
    @Doc("How the label is compared with the values.")
    public enum Operator {
        In,
        NotIn,
        Exists,
        DoesNotExist
    }

    /**
     * One requirement (meta/v1 LabelSelectorRequirement). As in Kubernetes, {@code NotIn} holds for
     * an absent label.
     */
    @Doc("One requirement on one label.")
    @Schema.Rule(
            value =
                    "(self.operator in ['In', 'NotIn']) == (has(self.values) && size(self.values) > 0)",
            message =
                    "values are needed with In and NotIn, and not allowed with Exists and DoesNotExist")
    public record Requirement(
            @Doc("The label's key.") @Schema.Required @Schema.Size(min = 1, max = 317) String key,
            @Doc("How the label is compared with the values.") @Schema.Required Operator operator,
            @Doc("The values for `In` and `NotIn`.")
                    @Schema.Each("One value.")
                    @Schema.Size(max = 128)
                    List<String> values) {
        public Requirement {
            values = List.copyOf(values);
        }

        /** Whether these labels satisfy this requirement. */
        public boolean matches(Map<String, String> labels) {
            @Nullable String value = labels.get(key);
            return switch (operator) {
                case In -> value != null && values.contains(value);
                case NotIn -> value == null || !values.contains(value);
                case Exists -> value != null;
                case DoesNotExist -> value == null;
            };
        }
    }
}
