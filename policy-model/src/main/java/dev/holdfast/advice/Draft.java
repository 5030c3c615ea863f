package dev.holdfast.advice;

import dev.holdfast.view.Change;
import java.util.ArrayList;
import java.util.List;

/**
 * A change that is not tried yet.
 *
 * @param placed names of the members that it puts on a node
 * @param emptied names of the members that it starts with empty volumes
 */
record Draft(
        List<Step> steps,
        List<Change> changes,
        List<String> placed,
        List<String> emptied,
        List<String> givesUp) {
    Draft {
        steps = List.copyOf(steps);
        changes = List.copyOf(changes);
        placed = List.copyOf(placed);
        emptied = List.copyOf(emptied);
        givesUp = List.copyOf(givesUp);
    }

    static final Draft NOTHING = new Draft(List.of(), List.of(), List.of(), List.of(), List.of());

    static Draft of(Step step, List<Change> changes) {
        return new Draft(List.of(step), changes, List.of(), List.of(), List.of());
    }

    static Draft placing(Step step, List<Change> changes, String member) {
        return new Draft(List.of(step), changes, List.of(member), List.of(), List.of());
    }

    Draft and(Draft more) {
        return new Draft(
                joined(steps, more.steps),
                joined(changes, more.changes),
                joined(placed, more.placed),
                joined(emptied, more.emptied),
                joined(givesUp, more.givesUp));
    }

    private static <T> List<T> joined(List<T> one, List<T> other) {
        List<T> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }
}
