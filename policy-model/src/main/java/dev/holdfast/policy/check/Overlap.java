package dev.holdfast.policy.check;

import dev.holdfast.policy.LabelSelector;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether two label selectors can, or must, match one pod. Requirements on different keys are
 * independent, so both match some pod exactly when every key has a value, or can be absent, for all
 * requirements on it.
 */
public final class Overlap {
    private Overlap() {}

    /** Whether some set of labels that Kubernetes allows satisfies both. */
    public static boolean possible(LabelSelector first, LabelSelector second) {
        Map<String, Allowed> keys = new LinkedHashMap<>();
        add(first, keys);
        add(second, keys);
        return keys.values().stream().allMatch(Allowed::satisfiable);
    }

    /**
     * Whether every pod that one of them matches is matched by the other, and there may be such a
     * pod: then the selectors overlap whatever pods there are.
     */
    public static boolean certain(LabelSelector first, LabelSelector second) {
        return possible(first, second) && (implies(first, second) || implies(second, first));
    }

    private static boolean implies(LabelSelector narrow, LabelSelector wide) {
        Map<String, Allowed> narrowed = new LinkedHashMap<>();
        Map<String, Allowed> widened = new LinkedHashMap<>();
        add(narrow, narrowed);
        add(wide, widened);
        return widened.entrySet().stream()
                .allMatch(key ->
                        narrowed.getOrDefault(key.getKey(), new Allowed()).within(key.getValue()));
    }

    private static void add(LabelSelector selector, Map<String, Allowed> keys) {
        selector.matchLabels().forEach((key, value) -> at(keys, key).only(Set.of(value)));
        for (LabelSelector.Requirement requirement : selector.matchExpressions()) {
            Allowed allowed = at(keys, requirement.key());
            switch (requirement.operator()) {
                case In -> allowed.only(Set.copyOf(requirement.values()));
                case NotIn -> allowed.without.addAll(requirement.values());
                case Exists -> allowed.mustExist = true;
                case DoesNotExist -> allowed.mustNotExist = true;
            }
        }
    }

    private static Allowed at(Map<String, Allowed> keys, String key) {
        return keys.computeIfAbsent(key, absent -> new Allowed());
    }

    /** What all requirements so far allow for one key. */
    private static final class Allowed {
        private @Nullable Set<String> only;
        private final Set<String> without = new HashSet<>();
        private boolean mustExist;
        private boolean mustNotExist;

        void only(Set<String> values) {
            Set<String> kept = new HashSet<>(values);
            if (only != null) {
                kept.retainAll(only);
            }
            only = kept;
            mustExist = true;
        }

        /** Whether everything that this allows is allowed there as well; this is satisfiable. */
        boolean within(Allowed other) {
            if (!mustExist && (mustNotExist || other.mustExist)) {
                return mustNotExist && !other.mustExist;
            }
            if (other.mustNotExist) {
                return false;
            }
            Set<String> values = only;
            return values == null
                    ? other.only == null && without.containsAll(other.without)
                    : values.stream().filter(this::allows).allMatch(other::allows);
        }

        private boolean allows(String value) {
            return Labels.isValue(value)
                    && !without.contains(value)
                    && (only == null || only.contains(value));
        }

        boolean satisfiable() {
            if (mustNotExist || !mustExist) {
                return !(mustNotExist && mustExist);
            }
            // Finitely many values are excluded of practically endless many.
            return only == null || only.stream().anyMatch(this::allows);
        }
    }
}
