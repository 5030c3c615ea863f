package dev.holdfast.app.ask;

import dev.holdfast.policy.Goal;
import dev.holdfast.reliability.Exposure;
import dev.holdfast.reliability.Unavailability;
import dev.holdfast.rules.RoleMinutes;
import dev.holdfast.rules.YearlyMinutes;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** How exposure and expected minutes are printed. */
final class Reliability {
    /** The columns of {@link #row}. */
    static final List<String> HEADER =
            List.of(
                    "policy",
                    "role",
                    "sets down/at limit/safe",
                    "nodes to lose read/write/data",
                    "min/year read",
                    "write",
                    "data",
                    "computed");

    private Reliability() {}

    /** The shares of sets and the least numbers of nodes, as they stand in JSON. */
    static Map<String, Object> tree(Exposure exposure) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("setsUnavailable", exposure.negative());
        tree.put("setsAtTheLimit", exposure.zero());
        tree.put("setsWithSlack", exposure.positive());
        put(tree, "nodesToLoseRead", exposure.nodesToLoseRead());
        put(tree, "nodesToLoseWrite", exposure.nodesToLoseWrite());
        put(tree, "nodesToLoseData", exposure.nodesToLoseData());
        return tree;
    }

    private static void put(Map<String, Object> tree, String name, OptionalInt value) {
        value.ifPresent(number -> tree.put(name, number));
    }

    /** The minutes with all their assumptions, or why there are none, as they stand in JSON. */
    static Map<String, Object> tree(RoleMinutes minutes) {
        Map<String, Object> tree = new LinkedHashMap<>();
        switch (minutes) {
            case RoleMinutes.Unknown(List<String> causes) -> tree.put("unknown", causes);
            case RoleMinutes.Known(var operations, List<String> assumptions) -> {
                for (Goal.Operation operation : YearlyMinutes.OPERATIONS) {
                    RoleMinutes.OfSets figure = operations.get(operation);
                    if (figure != null) {
                        tree.put(operation.name(), tree(figure));
                    }
                }
                tree.put("assumptions", assumptions);
            }
        }
        return tree;
    }

    private static Map<String, Object> tree(RoleMinutes.OfSets figure) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("minutesPerYear", figure.worst().minutesPerYear());
        tree.put("set", figure.set());
        tree.put("meanOverSets", figure.mean());
        tree.put("method", method(figure.worst().method()));
        if (figure.worst().method() instanceof Unavailability.Method.Simulated simulated) {
            tree.put("standardError", simulated.standardError());
        }
        return tree;
    }

    private static String method(Unavailability.Method method) {
        return switch (method) {
            case Unavailability.Method.Exact() -> "exact";
            case Unavailability.Method.Enumerated _ -> "enumerated";
            case Unavailability.Method.Simulated _ -> "simulated";
        };
    }

    /** One role in the table. */
    static List<String> row(String policy, String role, Exposure exposure, RoleMinutes minutes) {
        List<String> row = new ArrayList<>();
        row.add(policy);
        row.add(role);
        row.add(
                share(exposure.negative())
                        + " / "
                        + share(exposure.zero())
                        + " / "
                        + share(exposure.positive()));
        row.add(
                nodes(exposure.nodesToLoseRead())
                        + " / "
                        + nodes(exposure.nodesToLoseWrite())
                        + " / "
                        + nodes(exposure.nodesToLoseData()));
        switch (minutes) {
            case RoleMinutes.Unknown(List<String> causes) -> {
                YearlyMinutes.OPERATIONS.forEach(_ -> row.add("unknown"));
                row.add(String.join("; ", causes));
            }
            case RoleMinutes.Known(var operations, _) -> {
                List<String> methods = new ArrayList<>();
                for (Goal.Operation operation : YearlyMinutes.OPERATIONS) {
                    RoleMinutes.OfSets figure = operations.get(operation);
                    row.add(figure == null ? "-" : minutes(figure));
                    if (figure != null) {
                        methods.add(method(figure.worst().method()));
                    }
                }
                row.add(String.join(", ", methods.stream().distinct().toList()));
            }
        }
        return row;
    }

    /** Of the worst set, and the mean where it is another number. */
    private static String minutes(RoleMinutes.OfSets figure) {
        String worst = number(figure.worst().minutesPerYear());
        String mean = number(figure.mean());
        return mean.equals(worst) ? worst : worst + " (mean " + mean + ")";
    }

    private static String share(double fraction) {
        return number(fraction * 100) + " %";
    }

    /** More than the search looks for, or never: the exposure does not tell which. */
    private static String nodes(OptionalInt number) {
        return number.isPresent() ? Integer.toString(number.getAsInt()) : "more";
    }

    /** Four significant digits. */
    static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(4));
        boolean tiny = value != 0 && Math.abs(value) < 1e-4;
        return tiny
                ? String.format(Locale.ROOT, "%.1e", value)
                : rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
