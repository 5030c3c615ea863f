package dev.holdfast.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A required node affinity (core/v1 NodeSelector): a node matches when one term does; a term, when
 * all its requirements do. No terms: every node matches.
 */
public record NodeAffinity(List<Term> terms) {
    /** Every node matches. */
    public static final NodeAffinity ANYWHERE = new NodeAffinity(List.of());

    public NodeAffinity {
        terms = List.copyOf(terms);
    }

    /** Whether it restricts anything. */
    public boolean isEmpty() {
        return terms.isEmpty();
    }

    /** Whether the node matches. */
    public boolean matches(NodeState node) {
        if (terms.isEmpty()) {
            return true;
        }
        for (Term term : terms) {
            if (term.matches(node)) {
                return true;
            }
        }
        return false;
    }

    /** Requirements that must all hold; as in Kubernetes, a term without any matches nothing. */
    public record Term(List<Requirement> labels, List<Requirement> fields) {
        public Term {
            labels = List.copyOf(labels);
            fields = List.copyOf(fields);
        }

        boolean matches(NodeState node) {
            if (labels.isEmpty() && fields.isEmpty()) {
                return false;
            }
            for (Requirement requirement : labels) {
                if (!requirement.matches(node.labels().get(requirement.key))) {
                    return false;
                }
            }
            for (Requirement requirement : fields) {
                if (!requirement.key.equals("metadata.name") || !requirement.matches(node.name())) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * One requirement (core/v1 NodeSelectorRequirement); operators In, NotIn, Exists, DoesNotExist,
     * Gt, Lt.
     */
    public record Requirement(String key, String operator, List<String> values) {
        public Requirement {
            values = List.copyOf(values);
        }

        boolean matches(@Nullable String value) {
            return switch (operator) {
                case "In" -> value != null && values.contains(value);
                case "NotIn" -> value == null || !values.contains(value);
                case "Exists" -> value != null;
                case "DoesNotExist" -> value == null;
                case "Gt" -> compare(value) > 0;
                case "Lt" -> compare(value) < 0;
                default -> false;
            };
        }

        /**
         * Sign of the label's integer minus the requirement's; 0, which matches neither, when one
         * is no integer.
         */
        private int compare(@Nullable String value) {
            if (value == null || values.size() != 1) {
                return 0;
            }
            try {
                return Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()));
            } catch (NumberFormatException notANumber) {
                return 0;
            }
        }
    }
}
