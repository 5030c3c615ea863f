package dev.holdfast.advice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Looks for the smallest combination that passes a trial: all of one change, then all of two. */
final class Search<T> {
    /** Combinations of the smallest size that are kept to choose from. */
    private static final int KEPT = 12;

    private final Space space;
    private final Effort effort;
    private final Function<Draft, Optional<T>> trial;
    private final int kept;
    private final List<T> found = new ArrayList<>();

    private Search(Space space, Effort effort, Function<Draft, Optional<T>> trial, int kept) {
        this.kept = kept;
        this.space = space;
        this.effort = effort;
        this.trial = trial;
    }

    /**
     * What was found.
     *
     * @param found combinations of the smallest size, in the order of the space; maybe not all
     * @param complete every smaller combination was tried, and when nothing was found every one up
     *     to the limit
     */
    record Outcome<T>(List<T> found, boolean complete) {}

    /**
     * Tries all combinations of {@code least}, then of one more, up to {@code most}.
     *
     * @param trial empty when the combination does not pass
     */
    static <T> Outcome<T> smallest(
            Space space, int least, int most, Effort effort, Function<Draft, Optional<T>> trial) {
        Search<T> search = new Search<>(space, effort, trial, KEPT);
        for (int size = Math.max(1, least); size <= most; size++) {
            boolean all = search.choose(new int[size], 0);
            if (!search.found.isEmpty()) {
                return new Outcome<>(List.copyOf(search.found), true);
            }
            if (!all) {
                return new Outcome<>(List.of(), false);
            }
        }
        return new Outcome<>(List.of(), true);
    }

    /** Every combination of one that passes, or if there is none, of two, up to {@code most}. */
    static <T> List<T> all(
            Space space, int most, Effort effort, Function<Draft, Optional<T>> trial) {
        Search<T> search = new Search<>(space, effort, trial, Integer.MAX_VALUE);
        for (int size = 1; size <= most && search.found.isEmpty(); size++) {
            search.choose(new int[size], 0);
        }
        return List.copyOf(search.found);
    }

    /** False when the effort ran out or enough was found. */
    private boolean choose(int[] chosen, int at) {
        if (at == chosen.length) {
            trial.apply(space.draft(chosen)).ifPresent(found::add);
            return !effort.spent() && found.size() < kept;
        }
        for (int next = at == 0 ? 0 : chosen[at - 1]; next < space.size(); next++) {
            int candidate = next;
            if (Arrays.stream(chosen, 0, at).allMatch(one -> space.together(one, candidate))) {
                chosen[at] = next;
                if (!choose(chosen, at + 1)) {
                    return false;
                }
            }
        }
        return true;
    }
}
