package dev.holdfast.advice;

import dev.holdfast.view.PodState;
import dev.holdfast.view.RoleMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Divides sets into parts that can be changed one without the other. */
final class Parts {
    private Parts() {}

    /**
     * The sets in parts: those that share a member are together, and all are when a member has
     * another role as well.
     */
    static List<Set<String>> of(Trial trial, int role, Set<String> sets) {
        List<Set<String>> parts = new ArrayList<>();
        for (String set : sets) {
            parts.add(new TreeSet<>(Set.of(set)));
        }
        RoleMembers members = trial.policy().roles().get(role);
        for (PodState pod : Members.of(trial, role, sets)) {
            Set<String> of =
                    new TreeSet<>(members.setsOf(pod.name(), pod.labels(), pod.annotations()));
            if (trial.policy().rolesOf(pod).size() > 1) {
                of.addAll(sets);
            }
            join(parts, of);
        }
        return parts;
    }

    private static void join(List<Set<String>> parts, Set<String> sets) {
        Set<String> joined = new TreeSet<>();
        for (Set<String> part : List.copyOf(parts)) {
            if (part.stream().anyMatch(sets::contains)) {
                joined.addAll(part);
                parts.remove(part);
            }
        }
        if (!joined.isEmpty()) {
            parts.add(joined);
        }
    }
}
