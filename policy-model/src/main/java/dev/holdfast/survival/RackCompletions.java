package dev.holdfast.survival;

import dev.holdfast.view.Topology;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Racks of an {@code Any} role that nobody knows decide which sets there are: every completion is
 * judged.
 */
final class RackCompletions {
    private final SetWorlds worlds;
    private final GoalQuestion question;
    private final Witness witness;
    private final int witnessFrom;
    private final Topology topology;
    private final int domain;
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
        this.worlds = worlds;
        this.question = question;
        this.witness = witness;
        this.witnessFrom = witnessFrom;
        this.topology = set.topology();
        this.domain = set.rackDomain().orElse(topology.labelled());
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
        SetModel model = builder.build();
        List<Integer> loose = builder.unknowns().racks();
        int known = model.racks - loose.size();
        if (Math.pow(model.racks, loose.size()) > VolumeCompletions.MOST) {
            return false;
        }
        int[] assignment = new int[loose.size()];
        do {
            assign(builder, loose, assignment, known);
            FailureSearch search = question.of(model);
            int margin = search.worstMargin();
            least = Math.min(least, margin);
            held |= margin >= 0;
            if (margin < 0 && failure == null) {
                failure = witness.failed(search, margin, witnessFrom, Integer.MAX_VALUE);
            }
        } while (next(assignment, model.racks) && !question.exhausted());
        return true;
    }

    private void assign(SetModelBuilder builder, List<Integer> loose, int[] assignment, int known) {
        SetModel model = builder.build();
        for (int i = 0; i < assignment.length; i++) {
            int member = loose.get(i);
            model.rack[member] = assignment[i];
            int place = model.podPlace[member];
            if (domain < topology.labelled()
                    && place >= 0
                    && topology.value(domain, model.placeNode[place]) < 0) {
                model.placeValue[domain][place] =
                        assignment[i] < known
                                ? valueOf(builder, assignment[i], place)
                                : topology.valueBound(domain) + assignment[i];
            }
        }
    }

    /** The domain value that a rack is named like, else one that no other place has. */
    private int valueOf(SetModelBuilder builder, int rack, int place) {
        for (Map.Entry<String, Integer> named : builder.racks().numbers().entrySet()) {
            if (named.getValue() == rack && topology.id(domain, named.getKey()) >= 0) {
                return topology.id(domain, named.getKey());
            }
        }
        return topology.valueBound(domain) + place;
    }

    private static boolean next(int[] digits, int base) {
        for (int i = 0; i < digits.length; i++) {
            if (++digits[i] < base) {
                return true;
            }
            digits[i] = 0;
        }
        return false;
    }
}
