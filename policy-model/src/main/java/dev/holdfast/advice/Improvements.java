package dev.holdfast.advice;

import dev.holdfast.rules.Fit;
import dev.holdfast.rules.Survival;
import dev.holdfast.survival.SetVerdict;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moves that raise a margin though all goals of a role hold, for example after a zone came back. No
 * margin of any goal of the policy falls.
 */
public final class Improvements {
    private static final int MOST = 5;
    private static final int EFFORT = 2_000;

    private final Trial trial;
    private final int role;
    private final Standing before;

    private Improvements(Trial trial, int role) {
        this.trial = trial;
        this.role = role;
        this.before = Standing.of(trial);
    }

    /** At most five, best first: single moves, and pairs where no single move helps. */
    public static List<Improvement> of(ClusterView view, PolicyMembers policy, int role) {
        Improvements improvements = new Improvements(new Trial(view, policy), role);
        return improvements.before.allHold(role) ? improvements.search() : List.of();
    }

    /** An improvement with the margins of the role's goals after it. */
    private record Found(Improvement improvement, int least, int total) {}

    private List<Improvement> search() {
        Set<String> sets = Survival.sets(trial.view(), trial.policy(), role).keySet();
        List<PodState> pods = Members.of(trial, role, sets);
        pods.removeIf(pod -> pod.node().isEmpty());
        Space space = Space.of(Moves.moves(trial, role, pods, 1));
        Effort effort = new Effort(EFFORT);
        List<Found> found =
                new ArrayList<>(Search.all(space, 2, effort, draft -> improvement(draft, effort)));
        found.sort(
                Comparator.comparingInt((Found one) -> -one.least)
                        .thenComparingInt(one -> -one.total)
                        .thenComparing(one -> one.improvement.text()));
        return found.stream().limit(MOST).map(Found::improvement).toList();
    }

    private Optional<Found> improvement(Draft draft, Effort effort) {
        if (!effort.take(1)) {
            return Optional.empty();
        }
        Trial after = trial.with(draft.changes());
        Standing standing = Standing.of(after);
        List<Improvement.Raised> raised = new ArrayList<>();
        for (int of = 0; of < before.roles().size(); of++) {
            for (int goal = 0; goal < before.roles().get(of).size(); goal++) {
                Survival.GoalReport was = before.roles().get(of).get(goal);
                Survival.GoalReport is = standing.roles().get(of).get(goal);
                if (was.result() != SetVerdict.Result.UNKNOWN
                        && (is.margin().isEmpty()
                                || is.margin().getAsInt() < was.margin().orElseThrow())) {
                    return Optional.empty();
                }
                if (of == role && is.margin().orElse(0) > was.margin().orElse(0)) {
                    raised.add(
                            new Improvement.Raised(
                                    goal, was.margin().orElse(0), is.margin().orElse(0)));
                }
            }
        }
        if (raised.isEmpty() || !draft.placed().stream().allMatch(name -> hasRoom(after, name))) {
            return Optional.empty();
        }
        int least =
                standing.roles().get(role).stream()
                        .mapToInt(goal -> goal.margin().orElse(0))
                        .min()
                        .orElse(0);
        return Optional.of(
                new Found(new Improvement(draft.steps(), raised), least, standing.total()));
    }

    private static boolean hasRoom(Trial after, String name) {
        @Nullable PodState pod = after.view().pod(after.policy().policy().namespace(), name);
        int node = pod == null ? -1 : pod.node().map(after.view()::nodeId).orElse(-1);
        return pod != null && node >= 0 && !Fit.of(after.view(), after.policy(), pod).crowded(node);
    }
}
