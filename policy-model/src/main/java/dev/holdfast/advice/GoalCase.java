package dev.holdfast.advice;

import dev.holdfast.policy.Goal;
import dev.holdfast.rules.Fit;
import dev.holdfast.rules.Survival;
import dev.holdfast.survival.Gone;
import dev.holdfast.survival.SetJudge;
import dev.holdfast.survival.SetVerdict;
import dev.holdfast.view.PodState;
import dev.holdfast.view.RoleMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One goal that fails, and the sets that it fails for. */
final class GoalCase {
    /** Sets judged per kind of change before a search stops. */
    static final int EFFORT = 20_000;

    private final Trial trial;
    private final Standing before;
    private final int role;
    private final int goal;
    private final List<Set<String>> parts;

    GoalCase(Trial trial, Standing before, int role, int goal) {
        this.trial = trial;
        this.before = before;
        this.role = role;
        this.goal = goal;
        this.parts = Parts.of(trial, role, failing());
    }

    private Set<String> failing() {
        Set<String> failing = new TreeSet<>();
        for (String set : Survival.sets(trial.view(), trial.policy(), role).keySet()) {
            if (!trial.holds(role, goal, Set.of(set))) {
                failing.add(set);
            }
        }
        return failing;
    }

    Trial trial() {
        return trial;
    }

    int role() {
        return role;
    }

    int index() {
        return goal;
    }

    Goal goal() {
        return members().role().survive().get(goal);
    }

    RoleMembers members() {
        return trial.policy().roles().get(role);
    }

    /** The sets that the goal fails for; those that share members are together. */
    List<Set<String>> parts() {
        return parts;
    }

    /** The members of all failing sets. */
    List<PodState> pods() {
        Set<String> all = new TreeSet<>();
        parts.forEach(all::addAll);
        return Members.of(trial, role, all);
    }

    /**
     * What one kind of change comes to.
     *
     * @param suggestion the smallest that was found
     * @param complete whether nothing smaller can be missing, and when nothing was found, whether
     *     everything up to the limit was tried
     */
    record Answer(Optional<Suggestion> suggestion, boolean complete) {}

    /**
     * The smallest combination for each part, put together and tried as a whole.
     *
     * @param space the changes for one part
     */
    Answer solve(Suggestion.Kind kind, int least, int most, Function<Set<String>, Space> space) {
        Draft whole = Draft.NOTHING;
        for (Set<String> part : parts) {
            Effort effort = new Effort(EFFORT);
            Search.Outcome<Checked> outcome =
                    Search.smallest(
                            space.apply(part),
                            least,
                            most,
                            effort,
                            draft -> check(draft, part, effort));
            Optional<Checked> best = outcome.found().stream().min(Checked.BEST_FIRST);
            if (best.isEmpty()) {
                return new Answer(Optional.empty(), outcome.complete());
            }
            whole = whole.and(best.get().draft());
        }
        return finish(kind, whole);
    }

    /** Tries a draft on all sets. */
    Answer finish(Suggestion.Kind kind, Draft draft) {
        Optional<Suggestion> suggestion =
                check(draft, Set.of(), new Effort(EFFORT)).map(good -> suggestion(kind, good));
        return new Answer(suggestion, suggestion.isPresent());
    }

    private Suggestion suggestion(Suggestion.Kind kind, Checked good) {
        return new Suggestion(
                kind,
                good.draft().steps(),
                before.gained(good.after(), role),
                good.margin(),
                good.draft().givesUp(),
                good.draft().changes());
    }

    /**
     * Whether with the draft the goal holds over some sets (all, when none is named), nothing that
     * held stops holding, no Required spread is broken where members were put, and no data is lost
     * on the way.
     */
    Optional<Checked> check(Draft draft, Set<String> sets, Effort effort) {
        return check(draft, sets, effort, true);
    }

    /**
     * The same for one set of several that all change together: what else holds can only be asked
     * once all have.
     */
    Optional<Checked> checkPart(Draft draft, Set<String> sets, Effort effort) {
        boolean alone = Survival.sets(trial.view(), trial.policy(), role).size() == 1;
        return check(draft, sets, effort, alone);
    }

    private Optional<Checked> check(Draft draft, Set<String> sets, Effort effort, boolean whole) {
        if (!effort.take(Math.max(1, sets.size()))) {
            return Optional.empty();
        }
        Trial after = trial.with(draft.changes());
        Survival.GoalReport report = after.verdict(role, goal, sets);
        if (report.result() != SetVerdict.Result.HOLD
                || !draft.placed().stream().allMatch(name -> hasRoom(after, name))
                || !dataStays(draft)) {
            return Optional.empty();
        }
        Standing standing = whole ? Standing.of(after) : before;
        if (!before.keptBy(standing)) {
            return Optional.empty();
        }
        int crowd = (int) draft.placed().stream().filter(name -> crowds(after, name)).count();
        return Optional.of(
                new Checked(draft, standing, report.margin().orElse(0), standing.total(), crowd));
    }

    private @Nullable PodState pod(Trial after, String name) {
        return after.view().pod(after.policy().policy().namespace(), name);
    }

    private boolean hasRoom(Trial after, String name) {
        @Nullable PodState pod = pod(after, name);
        int node = pod == null ? -1 : pod.node().map(after.view()::nodeId).orElse(-1);
        return pod != null && node >= 0 && !Fit.of(after.view(), after.policy(), pod).crowded(node);
    }

    private boolean crowds(Trial after, String name) {
        @Nullable PodState pod = pod(after, name);
        List<String> nodes = new ArrayList<>();
        after.policy()
                .roles()
                .get(role)
                .all()
                .forEach((other, one) -> {
                    if (!other.equals(name)) {
                        one.node().ifPresent(nodes::add);
                    }
                });
        return pod != null && pod.node().map(nodes::contains).orElse(false);
    }

    /** Whether some copy of everything lives while the emptied members have none. */
    private boolean dataStays(Draft draft) {
        if (draft.emptied().isEmpty()) {
            return true;
        }
        List<dev.holdfast.view.Change> changes = new ArrayList<>();
        for (String name : draft.emptied()) {
            @Nullable PodState pod = pod(trial, name);
            if (pod != null) {
                changes.addAll(Moves.unbinding(trial, pod));
                changes.add(
                        new dev.holdfast.view.Change.PodPut(
                                Members.with(pod, Optional.empty(), false)));
            }
        }
        Trial without = trial.with(changes);
        for (Map.Entry<String, List<PodState>> set :
                Survival.sets(without.view(), without.policy(), role).entrySet()) {
            SetJudge judge =
                    new SetJudge(
                            without.view(),
                            without.policy(),
                            without.policy().roles().get(role),
                            set.getValue(),
                            Gone.NOTHING,
                            EFFORT);
            if (judge.marginWithout(List.of(Goal.Operation.Data), Set.of(), false) < 0) {
                return false;
            }
        }
        return true;
    }
}
