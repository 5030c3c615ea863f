package dev.holdfast.app.ask;

import dev.holdfast.advice.GoalAdvice;
import dev.holdfast.advice.Improvement;
import dev.holdfast.advice.Redundancy;
import dev.holdfast.advice.Removal;
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

    /** What a role could do without, as JSON. */
    static Map<String, Object> tree(Redundancy redundancy) {
        List<Object> items = new ArrayList<>();
        for (Redundancy.Item item : redundancy.items()) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("kind", item.kind().name());
            tree.put("subjects", item.subjects());
            tree.put("text", item.text());
            tree.put("margin", item.margin());
            items.add(tree);
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("items", items);
        tree.put("notes", redundancy.notes());
        return tree;
    }

    /** Moves that raise a margin, as JSON. */
    static Map<String, Object> tree(Improvement improvement) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("text", improvement.text());
        tree.put("steps", improvement.moves().stream().map(AdviceAnswer::step).toList());
        List<Object> raised = new ArrayList<>();
        for (Improvement.Raised one : improvement.raised()) {
            Map<String, Object> margin = new LinkedHashMap<>();
            margin.put("goal", one.goal());
            margin.put("from", one.from());
            margin.put("to", one.to());
            raised.add(margin);
        }
        tree.put("raised", raised);
        return tree;
    }

    /** What the removal of one member comes to, as JSON. */
    static Map<String, Object> tree(Removal removal) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("member", removal.member());
        tree.put("set", removal.set());
        tree.put("node", removal.node());
        tree.put("hold", removal.hold());
        tree.put("fail", removal.fail());
        tree.put("unknown", removal.unknown());
        removal.margin().ifPresent(margin -> tree.put("margin", margin));
        tree.put("losesData", removal.losesData());
        tree.put("because", removal.because());
        return tree;
    }

    /** Margins before and after. */
    static String raised(Improvement improvement) {
        return String.join(
                ", ",
                improvement.raised().stream()
                        .map(one ->
                                "goal " + one.goal() + " margin " + one.from() + " to " + one.to())
                        .toList());
    }

    /** The goals of a member's sets without it, for people. */
    static String goals(Removal removal) {
        List<String> parts = new ArrayList<>();
        if (removal.hold() > 0) {
            parts.add(removal.hold() + " hold");
        }
        if (removal.fail() > 0) {
            parts.add(removal.fail() + " fail");
        }
        if (removal.unknown() > 0) {
            parts.add(removal.unknown() + " unknown");
        }
        return String.join(", ", parts);
    }

    /** A role's advice for people, nothing when all goals hold. */
    static List<String> lines(List<GoalAdvice> goals) {
        List<String> lines = new ArrayList<>();
        for (GoalAdvice goal : goals) {
            lines.add(
                    goal(goal.goal())
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
