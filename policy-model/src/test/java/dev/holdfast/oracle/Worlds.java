package dev.holdfast.oracle;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Domain;
import dev.holdfast.policy.LabelSelector;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.policy.Role;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Random small clusters with a random policy, the same for the same seed: up to 8 nodes in up to 4
 * zones, every way to say who holds the same data, every kind of volume, members in every state.
 */
public final class Worlds {
    static final String NAMESPACE = "db";
    static final String ZONE = Domain.ZONE.key();
    static final String RACK = "example.com/rack";

    /** The key under which a storage driver names zones; nodes without the zone label have it. */
    static final String DRIVER_ZONE = "topology.driver.example/zone";

    private Worlds() {}

    /**
     * How much there is to enumerate.
     *
     * @param nodes the most nodes
     * @param factor the largest factor
     * @param completions the most ways to fill in the unknown of one role
     */
    public record Size(int nodes, int factor, int completions) {
        /** Well under a millisecond each. */
        public static final Size CHEAP = new Size(6, 4, 12);

        /** A millisecond or a few each. */
        public static final Size SMALL = new Size(7, 5, 40);

        /** Up to tens of milliseconds each. */
        public static final Size FULL = new Size(8, 5, 150);
    }

    /** A world of a mixed size: mostly cheap ones, one in ten small, one in a hundred full. */
    public static RandomWorld random(long seed) {
        int which = new SplittableRandom(seed).nextInt(100);
        return random(seed, which == 0 ? Size.FULL : which <= 10 ? Size.SMALL : Size.CHEAP);
    }

    /** A world of at most this size. */
    public static RandomWorld random(long seed, Size size) {
        Dice dice = new Dice(new SplittableRandom(seed));
        while (true) {
            RandomWorld world = draw(dice, size);
            ClusterView view = world.view();
            if (Oracle.completions(view, world.policy()) <= size.completions()) {
                return world;
            }
        }
    }

    private static RandomWorld draw(Dice dice, Size size) {
        List<Domain> domains = domains(dice);
        List<String> names = domains.stream().map(Domain::name).toList();
        List<Role> roles = new ArrayList<>();
        int count = dice.percent(20) ? 2 : 1;
        for (int role = 0; role < count; role++) {
            roles.add(RandomRoles.role(dice, role, names, size));
        }
        PolicySpec spec =
                new PolicySpec(
                        PolicySpec.Enforcement.Enforce,
                        LabelSelector.of(Map.of("app", "store")),
                        domains,
                        roles,
                        false);
        DataPlacementPolicy policy = new DataPlacementPolicy(NAMESPACE, "p", 1, spec);
        List<NodeState> nodes = nodes(dice, names.contains("rack"), size);
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.PolicyPut(policy));
        nodes.forEach(node -> changes.add(new Change.NodePut(node)));
        RandomPods pods = new RandomPods(dice, nodes, roles, changes);
        for (int role = 0; role < count; role++) {
            pods.add(role);
        }
        return new RandomWorld(policy, changes);
    }

    private static List<Domain> domains(Dice dice) {
        Domain.OnMissing missing =
                dice.percent(30) ? Domain.OnMissing.Alone : Domain.OnMissing.Deny;
        List<Domain> domains = new ArrayList<>();
        if (dice.percent(95)) {
            domains.add(new Domain("zone", ZONE, missing));
        }
        if (dice.percent(25)) {
            domains.add(new Domain("rack", RACK, missing));
        }
        domains.add(Domain.NODE);
        return domains;
    }

    private static List<NodeState> nodes(Dice dice, boolean racks, Size size) {
        // Few gaps: what may be anywhere multiplies.
        int gaps = dice.percent(20) ? dice.between(1, 2) : 0;
        boolean troubles = dice.percent(30);
        int zones = dice.percent(15) ? dice.between(1, 2) : dice.between(3, 4);
        boolean even = dice.percent(70);
        List<NodeState> nodes = new ArrayList<>();
        int count = dice.between(dice.percent(70) ? 4 : 2, size.nodes());
        for (int i = 1; i <= count; i++) {
            String zone =
                    List.of("a", "b", "c", "d").get(even ? i % zones : dice.between(0, zones - 1));
            Map<String, String> labels = new LinkedHashMap<>();
            labels.put(Domain.NODE.key(), "n" + i);
            labels.put(DRIVER_ZONE, zone);
            if (i > gaps || dice.percent(30)) {
                labels.put(ZONE, zone);
            }
            if (racks && (i > gaps || dice.percent(60))) {
                labels.put(RACK, "r" + dice.between(1, 2));
            }
            boolean ready = !troubles || dice.percent(85);
            boolean schedulable = !troubles || dice.percent(80);
            nodes.add(
                    new NodeState(
                            "n" + i, labels, ready, schedulable, List.of(), Map.of(), List.of()));
        }
        return nodes;
    }

    /** What makes a pod a member of a role. */
    static Optional<LabelSelector> selector(int role) {
        return Optional.of(LabelSelector.of(Map.of("role-" + role, "true")));
    }
}
