package dev.holdfast.survival;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Racks of an {@code Any} role that nobody knows decide which sets there are: every completion is
 * judged.
 */
final class RackCompletions {
    private final RoleInView set;
    private final SetWorlds worlds;
    private final GoalQuestion question;
    private final Witness witness;
    private final int witnessFrom;
    private boolean held;
    private int least = Integer.MAX_VALUE;
    private @Nullable SetVerdict failure;

    /**
     * Prepares the judging.
     *
     * @param witnessFrom the fewest values that a witness may have
     */
    RackCompletions(
            RoleInView set,
            SetWorlds worlds,
            GoalQuestion question,
            Witness witness,
            int witnessFrom) {
        this.set = set;
        this.worlds = worlds;
        this.question = question;
        this.witness = witness;
        this.witnessFrom = witnessFrom;
    }

    SetVerdict judge() {
        for (boolean optimistic : new boolean[] {false, true}) {
            if (!judge(worlds.make(optimistic))) {
                return SetVerdict.unknown(least, worlds.unknowns().causes());
            }
        }
        SetVerdict failed = failure;
        if (question.exhausted() || (held && failed != null)) {
            List<String> causes = worlds.unknowns().causes();
            return SetVerdict.unknown(
                    least, causes.isEmpty() ? List.of("rack of a member") : causes);
        }
        return failed == null
                ? SetVerdict.hold(least)
                : new SetVerdict(
                        SetVerdict.Result.FAIL, least, failed.witness(), failed.lost(), List.of());
    }

    /** Judges every completion of one world; false when they are too many. */
    private boolean judge(SetModelBuilder builder) {
        RackAssignments ways = new RackAssignments(set, builder);
        if (ways.tooMany()) {
            return false;
        }
        do {
            FailureSearch search = question.of(builder.build());
            int margin = search.worstMargin();
            least = Math.min(least, margin);
            held |= margin >= 0;
            if (margin < 0 && failure == null) {
                failure = witness.failed(search, margin, witnessFrom, Integer.MAX_VALUE);
            }
        } while (ways.next() && !question.exhausted());
        return true;
    }
}
