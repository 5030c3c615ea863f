package dev.holdfast.oracle;

import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Members that restart together under one spread, and the sets among them: one set, or for {@code
 * Any} every admissible subset of the role.
 *
 * @param spreads the Required ones
 */
record Group(List<Actor> population, List<DataSet> sets, List<Spread> spreads) {

    /** The least margin over the sets of the operations, after these nodes failed. */
    int margin(List<Goal.Operation> keep, boolean failover, World world, Set<String> failed) {
        int best = Integer.MIN_VALUE;
        for (int margin : margins(keep, failover, world, failed).values()) {
            best = Math.max(best, margin);
        }
        return best;
    }

    /** Which operations are lost, under the best that restarting can do. */
    List<Goal.Operation> lost(
            List<Goal.Operation> keep, boolean failover, World world, Set<String> failed) {
        Map<Set<String>, Integer> margins = margins(keep, failover, world, failed);
        int best = margin(keep, failover, world, failed);
        Set<String> up =
                margins.entrySet().stream()
                        .filter(entry -> entry.getValue() == best)
                        .findFirst()
                        .orElseThrow()
                        .getKey();
        return keep.stream()
                .filter(operation -> least(List.of(operation), up, world.alive(failed)) < 0)
                .toList();
    }

    private Map<Set<String>, Integer> margins(
            List<Goal.Operation> keep, boolean failover, World world, Set<String> failed) {
        Set<String> alive = world.alive(failed);
        Map<Set<String>, Integer> margins = new LinkedHashMap<>();
        for (Set<String> up : outcomes(failover, world, alive)) {
            margins.put(up, least(keep, up, alive));
        }
        return margins;
    }

    private int least(List<Goal.Operation> keep, Set<String> up, Set<String> alive) {
        int least = Integer.MAX_VALUE;
        for (DataSet set : sets) {
            for (Goal.Operation operation : keep) {
                least = Math.min(least, set.margin(operation, up, alive));
            }
        }
        return least;
    }

    /** Who may be up: one outcome now; after failover one for every joint assignment. */
    private List<Set<String>> outcomes(boolean failover, World world, Set<String> alive) {
        Set<String> up = new TreeSet<>();
        Map<String, String> stands = new LinkedHashMap<>();
        Map<String, List<String>> targets = new LinkedHashMap<>();
        for (Actor actor : population) {
            if (actor.up(alive)) {
                up.add(actor.name());
                stands.put(actor.name(), actor.node().orElseThrow());
            } else if (failover) {
                targets.put(actor.name(), targets(actor, world, alive));
            }
        }
        targets.values().removeIf(List::isEmpty);
        if (spreads.isEmpty()) {
            // Without a spread nobody is in another's way: all restart.
            up.addAll(targets.keySet());
            return List.of(up);
        }
        List<Set<String>> outcomes = new ArrayList<>();
        assign(
                List.copyOf(targets.keySet()),
                targets,
                stands,
                new LinkedHashMap<>(),
                outcomes,
                world);
        return outcomes;
    }

    private static List<String> targets(Actor actor, World world, Set<String> alive) {
        return world.restart().stream()
                .filter(node -> alive.contains(node) && actor.restarts(node, alive))
                .toList();
    }

    private void assign(
            List<String> open,
            Map<String, List<String>> targets,
            Map<String, String> stands,
            Map<String, String> restarted,
            List<Set<String>> outcomes,
            World world) {
        if (open.isEmpty()) {
            Map<String, String> all = new LinkedHashMap<>(stands);
            all.putAll(restarted);
            if (keepsSpread(all, restarted, world)) {
                outcomes.add(new TreeSet<>(all.keySet()));
            }
            return;
        }
        String name = open.getFirst();
        List<String> rest = open.subList(1, open.size());
        assign(rest, targets, stands, restarted, outcomes, world);
        for (String node : targets.getOrDefault(name, List.of())) {
            restarted.put(name, node);
            assign(rest, targets, stands, restarted, outcomes, world);
            restarted.remove(name);
        }
    }

    /** No value that somebody restarts in holds more than it may; who is up stays in any case. */
    private boolean keepsSpread(
            Map<String, String> all, Map<String, String> restarted, World world) {
        for (Spread spread : spreads) {
            for (String node : restarted.values()) {
                String value = world.values().getOrDefault(node, Map.of()).get(spread.domain());
                long there =
                        all.values().stream()
                                .filter(other ->
                                        value != null
                                                && value.equals(
                                                        world.values()
                                                                .getOrDefault(other, Map.of())
                                                                .get(spread.domain())))
                                .count();
                if (there > spread.max()) {
                    return false;
                }
            }
        }
        return true;
    }
}
