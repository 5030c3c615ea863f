package dev.holdfast.policy.check;

import dev.holdfast.policy.LabelSelector;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether two label selectors can match one pod. Requirements on different keys are independent, so
 * both match some pod exactly when every key has a value, or can be absent, for all requirements on
 * it.
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

        boolean satisfiable() {
            if (mustNotExist || !mustExist) {
                return !(mustNotExist && mustExist);
            }
            // Finitely many values are excluded of practically endless many.
            return only == null
                    || only.stream()
                            .anyMatch(value -> !without.contains(value) && Labels.isValue(value));
        }
    }
}
