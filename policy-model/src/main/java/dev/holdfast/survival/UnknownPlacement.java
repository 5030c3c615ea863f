package dev.holdfast.survival;

import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where one member of one set may go while something about the set is unknown. The rule is asked in
 * every completion: yes in all allows, no in all refuses. Where completions differ, every goal that
 * the answer hangs on must be unknown without the member as well; if one is not, or none of them
 * alone decides, the answer is unknown.
 *
 * <p>The worst and the best world decide most nodes. The rest is asked in each completion, or where
 * those are too many in a sample of them, which can show that goals are unknown but not that the
 * rule holds in all.
 */
final class UnknownPlacement {
    /** Completions of which the rule is asked one by one. */
    private static final int MOST = 256;

    private static final int SAMPLE = 64;

    /** Evaluations in one completion. */
    private static final long ONE = SetPlacement.EVALUATIONS / SAMPLE;

    private static final long SEED = 1;

    private final RoleInView set;
    private final PodState pod;
    private final Collection<PodState> others;
    private final int present;
    private final PlacementWorld worst;
    private final PlacementWorld best;
    private final VolumeNodes volumeNodes;
    private final List<PlacementWorld> completions = new ArrayList<>();
    private boolean sampled;

    UnknownPlacement(
            RoleInView set,
            PodState pod,
            Collection<PodState> others,
            int present,
            PlacementWorld worst) {
        this.set = set;
        this.pod = pod;
        this.others = others;
        this.present = present;
        this.worst = worst;
        this.best = world(Outlook.Bound.BEST, SetPlacement.EVALUATIONS);
        int apart = best.unknowns().volumes().size() + 1;
        this.volumeNodes = VolumeNodes.of(set, best.builder(), apart, null);
    }

    private PlacementWorld world(Outlook outlook, long evaluations) {
        return new PlacementWorld(set, pod, others, present, outlook, evaluations);
    }

    /** Equal for nodes that are alike in the best world. */
    String kind(int node) {
        return "|" + best.kind(node);
    }

    /** Names the nodes that are not alike all others of their cell. */
    void forEachNode(IntConsumer consumer) {
        best.forEachNode(consumer);
    }

    /** What survival says of a node whose domain labels are complete. */
    SetPlacement.Answer at(int node) {
        if (bounded()) {
            if (worst.at(node, best.targets()).feasible() && best.targetsKnown()) {
                return SetPlacement.Answer.ALLOWED;
            }
            PlacementWorld.Outcome at = best.at(node, worst.targets());
            if (!at.feasible() && !at.incomplete() && worst.targetsKnown()) {
                return SetPlacement.Answer.REFUSED;
            }
        }
        complete();
        return overCompletions(standIn(node));
    }

    /**
     * Whether no completion is worse than the worst world: not where racks say which sets there
     * are.
     */
    private boolean bounded() {
        boolean racks = worst.builder().build().any && set.role().replication().rack().isPresent();
        return !racks && worst.builder().boundsHold();
    }

    private void complete() {
        if (!completions.isEmpty()) {
            return;
        }
        Optional<Guesses> guesses = Optional.of(Guesses.of(volumeNodes));
        while (guesses.isPresent() && !sampled) {
            completions.add(world(guesses.get(), ONE));
            sampled = guesses.get().ways() > MOST || completions.size() > MOST;
            guesses = guesses.get().next();
        }
        if (sampled) {
            completions.clear();
            SplittableRandom random = new SplittableRandom(SEED);
            while (completions.size() < SAMPLE) {
                completions.add(world(Guesses.drawn(volumeNodes, random), ONE));
            }
        }
    }

    /** A node that volumes of unknown place may be on, alike the one that is asked about. */
    private int standIn(int node) {
        if (volumeNodes.nodes().contains(node)) {
            return node;
        }
        @Nullable NodeState state = set.view().node(node);
        boolean ready = state != null && state.ready();
        String kind = worst.kind(node) + kind(node);
        return volumeNodes.nodes().stream()
                .filter(other -> ready && kind.equals(worst.kind(other) + kind(other)))
                .findFirst()
                .orElse(node);
    }

    private SetPlacement.Answer overCompletions(int node) {
        int goals = set.role().survive().size();
        int yes = 0;
        int[] yesOf = new int[goals];
        int[] holdsWithout = new int[goals];
        for (PlacementWorld completion : completions) {
            int[] targets = completion.targets();
            PlacementWorld.Outcome outcome = completion.at(node, targets);
            boolean yesHere = outcome.feasible();
            if (!completion.targetsKnown() || (outcome.incomplete() && !yesHere)) {
                return SetPlacement.Answer.UNKNOWN;
            }
            Optional<boolean[]> each = yesHere ? Optional.empty() : completion.eachAt(node);
            if (!yesHere && each.isEmpty()) {
                return SetPlacement.Answer.UNKNOWN;
            }
            yes += yesHere ? 1 : 0;
            for (int g = 0; g < goals; g++) {
                yesOf[g] += yesHere || each.get()[g] ? 1 : 0;
                holdsWithout[g] += targets[g] >= 0 ? 1 : 0;
            }
        }
        if (!sampled && (yes == completions.size() || yes == 0)) {
            return yes > 0 ? SetPlacement.Answer.ALLOWED : SetPlacement.Answer.REFUSED;
        }
        return yes > 0 && hangsOnUnknown(yesOf, holdsWithout)
                ? SetPlacement.Answer.ALLOWED
                : SetPlacement.Answer.UNKNOWN;
    }

    /** Whether the answer hangs on goals that are unknown without the member, and on no others. */
    private boolean hangsOnUnknown(int[] yesOf, int[] holdsWithout) {
        boolean decides = false;
        for (int g = 0; g < yesOf.length; g++) {
            boolean mixed = mixed(yesOf[g]);
            if ((mixed || sampled) && !mixed(holdsWithout[g])) {
                return false;
            }
            decides |= mixed;
        }
        return decides;
    }

    private boolean mixed(int count) {
        return count > 0 && count < completions.size();
    }
}
