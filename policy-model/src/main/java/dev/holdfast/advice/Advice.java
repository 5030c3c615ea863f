package dev.holdfast.advice;

import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.rules.Survival;
import dev.holdfast.survival.Units;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What would make the goals of a role hold that do not. */
public final class Advice {
    /** Members that one suggestion moves, restores or rebuilds per part of the sets. */
    static final int MOST_MOVES = 4;

    /** Members that are named one by one because they cannot move. */
    private static final int MOST_NAMED = 6;

    private final Trial trial;
    private final int role;
    private final Standing before;

    private Advice(Trial trial, int role) {
        this.trial = trial;
        this.role = role;
        this.before = Standing.of(trial);
    }

    /** Advice for every goal of a role that does not hold, in the order of the goals. */
    public static List<GoalAdvice> of(ClusterView view, PolicyMembers policy, int role) {
        Advice advice = new Advice(new Trial(view, policy), role);
        List<GoalAdvice> goals = new ArrayList<>();
        for (int goal = 0; goal < advice.before.roles().get(role).size(); goal++) {
            Survival.GoalReport report = advice.before.roles().get(role).get(goal);
            switch (report.result()) {
                case HOLD -> {
                    // nothing to advise
                }
                case UNKNOWN -> goals.add(unknown(report));
                case FAIL -> goals.add(advice.failing(report));
            }
        }
        return goals;
    }

    private static GoalAdvice unknown(Survival.GoalReport report) {
        List<String> notes = new ArrayList<>();
        notes.add("nothing is advised before it is known whether the goal holds");
        report.unknown().forEach(cause -> notes.add("unknown: " + cause));
        return new GoalAdvice(report.index(), report.goal(), report.result(), List.of(), notes);
    }

    private GoalAdvice failing(Survival.GoalReport report) {
        GoalCase goal = new GoalCase(trial, before, role, report.index());
        Findings found = new Findings();
        found.take(
                goal.solve(
                        Suggestion.Kind.Restore,
                        1,
                        MOST_MOVES,
                        part -> Space.of(Restores.of(trial, role, Members.of(trial, role, part)))),
                "bringing back what is down");
        moves(goal, report, found);
        found.take(
                goal.solve(
                        Suggestion.Kind.AddCopies,
                        1,
                        MOST_MOVES,
                        part ->
                                Space.of(
                                        Copies.additions(trial, Members.of(trial, role, part), 2))),
                "keeping more copies");
        found.take(Growth.of(goal), "adding members");
        if (Growth.needsSeveralCopies(goal)) {
            found.notes.add(
                    "adding members was not tried: volumes here need several copies to attach, and where the storage would put a new member's is not known");
        }
        if (found.suggestions.stream().noneMatch(one -> one.kind() == Suggestion.Kind.Move)) {
            rebuilds(goal, report, found);
            found.take(NewNodes.solve(goal, before), "a new node");
        }
        LowerQuorum.of(goal).ifPresent(found.suggestions::add);
        if (found.suggestions.isEmpty()) {
            found.notes.add("no change was found that makes it hold");
        }
        return new GoalAdvice(
                report.index(), report.goal(), report.result(), found.suggestions, found.notes);
    }

    private void moves(GoalCase goal, Survival.GoalReport report, Findings found) {
        found.take(
                goal.solve(
                        Suggestion.Kind.Move,
                        fewest(report),
                        MOST_MOVES,
                        part ->
                                Space.of(
                                        Moves.moves(
                                                trial,
                                                role,
                                                Members.of(trial, role, part),
                                                MOST_MOVES))),
                "moving members");
    }

    private void rebuilds(GoalCase goal, Survival.GoalReport report, Findings found) {
        List<PodState> pods = goal.pods();
        List<String> stuck = Moves.immovable(trial, pods, Moves.moves(trial, role, pods, 1));
        if (stuck.isEmpty()) {
            return;
        }
        found.notes.addAll(stuck.subList(0, Math.min(MOST_NAMED, stuck.size())));
        if (stuck.size() > MOST_NAMED) {
            found.notes.add(stuck.size() - MOST_NAMED + " more members cannot move either");
        }
        found.take(
                goal.solve(
                        Suggestion.Kind.Rebuild,
                        fewest(report),
                        MOST_MOVES,
                        part ->
                                Space.of(
                                        Moves.rebuilds(
                                                trial,
                                                role,
                                                Members.of(trial, role, part),
                                                MOST_MOVES))),
                "rebuilding members elsewhere");
    }

    /**
     * How many members must move at least: each adds its own weight to what remains, no more. That
     * holds for sets that are known and are judged where they are; else 1.
     */
    private int fewest(Survival.GoalReport report) {
        Role of = trial.policy().roles().get(role).role();
        if (of.replication().by() == Replication.By.Any
                || report.goal().afterFailover()
                || report.margin().isEmpty()) {
            return 1;
        }
        int heaviest = 1;
        for (PodState pod :
                Members.of(
                        trial,
                        role,
                        Set.copyOf(Survival.sets(trial.view(), trial.policy(), role).keySet()))) {
            heaviest = Math.max(heaviest, Math.max(Units.votesOf(of, pod), Units.dataOf(of, pod)));
        }
        return Math.ceilDiv(-report.margin().getAsInt(), heaviest);
    }

    /** What was found for one goal, kind by kind. */
    private static final class Findings {
        private final List<Suggestion> suggestions = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        void take(GoalCase.Answer answer, String what) {
            answer.suggestion()
                    .filter(one ->
                            suggestions.stream().noneMatch(old -> old.steps().equals(one.steps())))
                    .ifPresent(suggestions::add);
            if (answer.suggestion().isEmpty() && !answer.complete()) {
                notes.add(what + ": the search stopped; whether that would do is unknown");
            }
        }
    }
}
