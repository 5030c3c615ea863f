package dev.holdfast.oracle;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.Converge;
import dev.holdfast.policy.Disruption;
import dev.holdfast.policy.Goal;
import dev.holdfast.policy.LabelSelector;
import dev.holdfast.policy.Overrides;
import dev.holdfast.policy.Quorum;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Replication.By;
import dev.holdfast.policy.Role;
import dev.holdfast.policy.Spread;
import dev.holdfast.policy.Volume;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Random roles that the policy's schema and validator would let through. */
final class RandomRoles {
    static final String SET = "example.com/set";
    static final String SETS = "example.com/sets";
    static final String RACK_LABEL = "example.com/dbrack";
    static final String VOTES = "example.com/votes";
    static final LabelSelector ARBITER = LabelSelector.of(Map.of("part", "arbiter"));

    private static final List<By> WAYS =
            List.of(
                    By.All,
                    By.All,
                    By.All,
                    By.Any,
                    By.Any,
                    By.Any,
                    By.Labels,
                    By.Labels,
                    By.Pattern,
                    By.Annotation);

    private RandomRoles() {}

    static Role role(Dice dice, int index, List<String> domains, Worlds.Size size) {
        Replication replication = replication(dice, index, domains, size);
        List<Goal> goals = new ArrayList<>();
        int count = dice.between(1, 2);
        for (int i = 0; i < count; i++) {
            goals.add(goal(dice, domains));
        }
        return new Role(
                "role-" + index,
                Worlds.selector(index),
                Optional.empty(),
                Optional.empty(),
                replication,
                quorum(dice, replication),
                goals,
                spreads(dice, domains),
                volume(dice),
                new Converge(dice.of(List.of(Converge.Mode.values())), 50),
                new Disruption(
                        dice.percent(40) ? Disruption.Keep.Survive : Disruption.Keep.Quorum, "0s"),
                Overrides.NONE);
    }

    private static Replication replication(
            Dice dice, int index, List<String> domains, Worlds.Size size) {
        By by = dice.of(WAYS);
        int factor = dice.percent(60) ? 3 : dice.between(1, size.factor());
        boolean counts = by != By.Any;
        Optional<Replication.Erasure> erasure = Optional.empty();
        if (counts && factor >= 2 && dice.percent(20)) {
            int data = dice.between((factor + 1) / 2, factor - (factor > 2 ? 1 : 0));
            erasure = Optional.of(new Replication.Erasure(data, factor - data));
        }
        return new Replication(
                by,
                factor,
                by == By.Labels ? List.of(SET) : List.of(),
                by == By.Pattern ? Optional.of("^m" + index + "-(s\\d)-\\d+$") : Optional.empty(),
                by == By.Annotation ? Optional.of(SETS) : Optional.empty(),
                by == By.Any && dice.percent(65)
                        ? Optional.of(rack(dice, domains))
                        : Optional.empty(),
                dice.percent(10) ? dice.between(0, factor - 1) : 0,
                counts && dice.percent(15) ? 2 : 1,
                counts && dice.percent(12)
                        ? Optional.of(new Replication.Votes(VOTES))
                        : Optional.empty(),
                counts && dice.percent(20) ? Optional.of(ARBITER) : Optional.empty(),
                erasure);
    }

    private static Replication.Rack rack(Dice dice, List<String> domains) {
        return new Replication.Rack(
                dice.of(domains),
                dice.percent(35) ? Optional.of(RACK_LABEL) : Optional.empty(),
                dice.percent(40) ? Optional.of(dice.between(1, 2)) : Optional.empty());
    }

    private static Quorum quorum(Dice dice, Replication replication) {
        int acks = dice.percent(15) ? 2 : 1;
        return new Quorum(amount(dice, replication), amount(dice, replication), acks);
    }

    private static Optional<Amount> amount(Dice dice, Replication replication) {
        return switch (dice.between(0, 11)) {
            case 0, 1, 2, 4, 6, 9 -> Optional.empty();
            case 3, 7, 8 -> Optional.of(Amount.Word.One);
            case 10 -> Optional.of(Amount.Word.Majority);
            case 5 -> Optional.of(Amount.Word.All);
            default -> Optional.of(new Amount.Units(dice.between(1, replication.factor())));
        };
    }

    private static Goal goal(Dice dice, List<String> domains) {
        Map<String, Integer> lose = new LinkedHashMap<>();
        lose.put(dice.of(domains), dice.percent(20) ? 2 : 1);
        if (dice.percent(18)) {
            lose.put(dice.of(domains), 1);
        }
        List<Goal.Operation> keep = new ArrayList<>();
        if (dice.percent(40)) {
            for (Goal.Operation operation : Goal.Operation.values()) {
                if (dice.percent(45)) {
                    keep.add(operation);
                }
            }
        }
        Optional<Goal.After> after =
                dice.percent(10)
                        ? Optional.empty()
                        : Optional.of(dice.percent(30) ? Goal.After.Failover : Goal.After.Now);
        return new Goal(lose, keep, after);
    }

    private static List<Spread> spreads(Dice dice, List<String> domains) {
        List<Spread> spreads = new ArrayList<>();
        for (String domain : domains) {
            if (dice.percent(15)) {
                spreads.add(new Spread(domain, dice.between(1, 2), Spread.Mode.Required));
            } else if (dice.percent(10)) {
                spreads.add(new Spread(domain, 1, Spread.Mode.Preferred));
            }
        }
        return spreads;
    }

    private static Volume volume(Dice dice) {
        Amount copies =
                dice.percent(12)
                        ? new Amount.Units(0)
                        : dice.percent(8) ? new Amount.Units(dice.between(1, 3)) : Amount.Word.Auto;
        List<Amount> usable =
                List.of(
                        Amount.Word.Auto,
                        Amount.Word.Auto,
                        Amount.Word.Auto,
                        Amount.Word.Any,
                        Amount.Word.Majority,
                        Amount.Word.All);
        return new Volume(
                dice.percent(25) ? List.of("data") : List.of(),
                copies,
                dice.of(usable),
                Optional.empty());
    }
}
