package dev.holdfast.policy.check;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.Disruption;
import dev.holdfast.policy.Goal;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Goals that no placement can hold, and evictions that no placement can allow. */
final class GoalChecks {
    private final PolicySpec spec;
    private final ClusterFacts facts;
    private final Pigeonhole counted;

    private GoalChecks(PolicySpec spec, ClusterFacts facts) {
        this.spec = spec;
        this.facts = facts;
        this.counted = new Pigeonhole(spec, facts.mostValues());
    }

    static void check(PolicySpec spec, ClusterFacts facts, Consumer<Finding> found) {
        GoalChecks checks = new GoalChecks(spec, facts);
        for (int r = 0; r < spec.roles().size(); r++) {
            for (int g = 0; g < spec.roles().get(r).survive().size(); g++) {
                checks.goal(r, g, found);
            }
        }
    }

    private void goal(int r, int g, Consumer<Finding> found) {
        Role role = spec.roles().get(r);
        Goal goal = role.survive().get(g);
        if (fails(r, g, 0)) {
            found.accept(cannotHold(role, goal, "spec.roles[" + r + "].survive[" + g + "]"));
        } else if (role.disruption().keep() == Disruption.Keep.Survive && fails(r, g, 1)) {
            found.accept(
                    Finding.of(
                            FindingCodes.NO_SLACK,
                            "spec.roles[" + r + "].disruption.keep",
                            "keep: Survive allows no eviction: no placement of "
                                    + role.replication().factor()
                                    + " survives an eviction and "
                                    + failure(goal)
                                    + "; use keep: Quorum or add members"));
        }
    }

    /**
     * Both words are upper bounds, so either no is a no. Counting comes first: it is cheap, and
     * knows how few nodes there are, where the engine may add some.
     */
    private boolean fails(int r, int g, int absent) {
        return negative(counted.bestMargin(r, g, absent))
                || facts.best().filter(best -> negative(best.bestMargin(r, g, absent))).isPresent();
    }

    private static boolean negative(OptionalInt margin) {
        return margin.isPresent() && margin.getAsInt() < 0;
    }

    private Finding cannotHold(Role role, Goal goal, String path) {
        int factor = role.replication().factor();
        Amount need = hardest(role, goal);
        if (factor == 2 && need == Amount.Word.Majority) {
            return Finding.of(
                    FindingCodes.MAJORITY_OF_TWO,
                    path,
                    "with 2 copies a majority is both; set quorum One if one copy serves");
        }
        return Finding.of(
                FindingCodes.CANNOT_HOLD,
                path,
                needed(need, role.replication())
                        + " of "
                        + factor
                        + over(goal)
                        + " cannot survive the loss of "
                        + loss(goal)
                        + "; add members or domains, lower the quorum if fewer serve, or ask for"
                        + " less");
    }

    /** The larger of the quorums that the goal keeps. */
    private static Amount hardest(Role role, Goal goal) {
        int factor = role.replication().factor();
        Amount read = role.quorum().read().orElse(Amount.Word.Majority);
        Amount write = role.quorum().write().orElse(Amount.Word.Majority);
        boolean reads = goal.keep().contains(Goal.Operation.Read);
        boolean writes = goal.keep().contains(Goal.Operation.Write);
        return writes && (!reads || write.of(factor) >= read.of(factor)) ? write : read;
    }

    private static String needed(Amount need, Replication replication) {
        boolean walk =
                replication.by() == Replication.By.Any
                        && replication.rack().filter(rack -> rack.max().isEmpty()).isPresent();
        return switch (need) {
            case Amount.Units(int count) -> String.valueOf(count);
            case Amount.Word word ->
                    switch (word) {
                        case Majority -> walk ? "QUORUM" : "a majority";
                        case All -> "all";
                        case One, Any, Auto -> "one";
                    };
        };
    }

    private String over(Goal goal) {
        if (goal.lose().size() != 1) {
            return "";
        }
        String domain = goal.lose().keySet().iterator().next();
        int existing = facts.mostValues().getOrDefault(domain, 0);
        return existing == 0 ? "" : " over " + count(existing, domain);
    }

    private String loss(Goal goal) {
        if (goal.lose().size() == 1) {
            Map.Entry<String, Integer> only = goal.lose().entrySet().iterator().next();
            int existing = facts.mostValues().getOrDefault(only.getKey(), 0);
            if (existing == 2 && only.getValue() == 1) {
                return "either";
            }
            if (existing > 0 && only.getValue() >= existing) {
                return existing == 1 ? "it" : "all";
            }
            if (existing > 0) {
                return "any " + (only.getValue() == 1 ? "one" : String.valueOf(only.getValue()));
            }
        }
        return failure(goal);
    }

    /** {@code a zone}, {@code 2 nodes}, {@code a zone and a node}. */
    private static String failure(Goal goal) {
        return goal.lose().entrySet().stream()
                .map(loss ->
                        loss.getValue() == 1
                                ? "a " + loss.getKey()
                                : count(loss.getValue(), loss.getKey()))
                .collect(Collectors.joining(" and "));
    }

    private static String count(int number, String domain) {
        return number + " " + domain + (number == 1 ? "" : "s");
    }
}
