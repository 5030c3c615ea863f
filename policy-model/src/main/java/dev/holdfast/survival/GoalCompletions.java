package dev.holdfast.survival;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One goal in every completion of what nobody knows about one set. */
final class GoalCompletions {
    private final SetWorlds worlds;
    private final GoalQuestion question;
    private final Witness witness;
    private final int witnessFrom;
    private int least = Integer.MAX_VALUE;

    /**
     * Prepares the judging.
     *
     * @param witnessFrom the fewest values that a witness may have
     */
    GoalCompletions(SetWorlds worlds, GoalQuestion question, Witness witness, int witnessFrom) {
        this.worlds = worlds;
        this.question = question;
        this.witness = witness;
        this.witnessFrom = witnessFrom;
    }

    /**
     * Judges where no one world is the worst: first with copies at their bounds, which are fewer
     * completions.
     */
    SetVerdict judge() {
        if (!worlds.worst().boundsHold()) {
            return ofAll();
        }
        SetVerdict worst = over(Optional.of(Outlook.Bound.WORST));
        if (worst.result() == SetVerdict.Result.HOLD) {
            return worst;
        }
        SetVerdict best = over(Optional.of(Outlook.Bound.BEST));
        return best.result() == SetVerdict.Result.FAIL ? best : ofAll();
    }

    /** Judges every completion. */
    SetVerdict ofAll() {
        return over(Optional.empty());
    }

    private SetVerdict over(Optional<Outlook.Bound> copies) {
        Tally tally = new Tally();
        boolean all = worlds.forEachCompletion(copies, tally::add);
        if (!all || question.exhausted() || (tally.held && tally.failure != null)) {
            List<String> causes = worlds.unknowns().causes();
            return SetVerdict.unknown(
                    least, causes.isEmpty() ? List.of("rack of a member") : causes);
        }
        @Nullable SetVerdict failed = tally.failure;
        return failed == null
                ? SetVerdict.hold(least)
                : new SetVerdict(
                        SetVerdict.Result.FAIL, least, failed.witness(), failed.lost(), List.of());
    }

    /** What the completions so far have in common. */
    private final class Tally {
        private boolean held;
        private int below = Integer.MAX_VALUE;

        /** With the smallest witness of all. */
        private @Nullable SetVerdict failure;

        /** Judges one more; whether another can make a difference. */
        boolean add(SetModel model) {
            FailureSearch search = question.of(model);
            int margin = search.worstMargin();
            least = Math.min(least, margin);
            held |= margin >= 0;
            if (margin < 0) {
                SetVerdict found = witness.failed(search, margin, witnessFrom, below);
                failure = failure == null || found.witness().isPresent() ? found : failure;
                below = Math.min(below, found.witness().map(List::size).orElse(below));
            }
            return !question.exhausted() && !(held && failure != null);
        }
    }
}
