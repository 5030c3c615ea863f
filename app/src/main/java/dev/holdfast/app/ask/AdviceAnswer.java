package dev.holdfast.app.ask;

import dev.holdfast.advice.GoalAdvice;
import dev.holdfast.advice.Step;
import dev.holdfast.advice.Suggestion;
import dev.holdfast.policy.Goal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Advice as JSON and as lines for people. */
final class AdviceAnswer {
    private AdviceAnswer() {}

    /** The {@code advice} field of a role. */
    static List<Object> tree(List<GoalAdvice> goals) {
        List<Object> trees = new ArrayList<>();
        for (GoalAdvice goal : goals) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("goal", goal.index());
            tree.put("result", word(goal));
            tree.put(
                    "suggestions",
                    goal.suggestions().stream().map(AdviceAnswer::suggestion).toList());
            tree.put("notes", goal.notes());
            trees.add(tree);
        }
        return trees;
    }

    /** One change. */
    static Map<String, Object> suggestion(Suggestion suggestion) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("kind", suggestion.kind().name());
        tree.put("text", suggestion.text());
        tree.put("steps", suggestion.steps().stream().map(AdviceAnswer::step).toList());
        tree.put("holds", suggestion.holds());
        tree.put("margin", suggestion.margin());
        tree.put("givesUp", suggestion.givesUp());
        return tree;
    }

    private static Map<String, Object> step(Step step) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("action", step.action().name());
        tree.put("subject", step.subject());
        tree.put("from", step.from());
        tree.put("to", step.to());
        tree.put("note", step.note());
        return tree;
    }

    /** A role's advice for people, nothing when all goals hold. */
    static List<String> lines(String policy, String role, List<GoalAdvice> goals) {
        List<String> lines = new ArrayList<>();
        for (GoalAdvice goal : goals) {
            lines.add("");
            lines.add(
                    policy
                            + " "
                            + role
                            + ", "
                            + goal(goal.goal())
                            + ": "
                            + word(goal)
                            + (goal.suggestions().size() > 1
                                    ? "; any one of these makes it hold:"
                                    : goal.suggestions().size() == 1
                                            ? "; this makes it hold:"
                                            : ""));
            for (Suggestion suggestion : goal.suggestions()) {
                lines.add("  - " + suggestion.text());
                suggestion.givesUp().forEach(lost -> lines.add("      gives up: " + lost));
            }
            goal.notes().forEach(note -> lines.add("  " + note));
        }
        return lines;
    }

    private static String word(GoalAdvice goal) {
        return goal.result().name().toLowerCase(Locale.ROOT);
    }

    /** A goal as a clause, for example {@code lose 1 zone + 1 node}. */
    static String goal(Goal goal) {
        return "lose "
                + String.join(
                        " + ",
                        goal.lose().entrySet().stream()
                                .map(entry -> entry.getValue() + " " + entry.getKey())
                                .toList())
                + (goal.afterFailover() ? ", after failover" : "");
    }
}
