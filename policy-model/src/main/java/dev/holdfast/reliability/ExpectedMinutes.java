package dev.holdfast.reliability;

import dev.holdfast.reliability.Unavailability.Method;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Expected unavailable minutes per year of a layout under declared rates, without moving any
 * member: P(less up than needed) * 525 960.
 */
public final class ExpectedMinutes {
    /** Above so many nodes touched by one set their states are sampled instead of enumerated. */
    static final int MOST_ENUMERATED_NODES = 20;

    private ExpectedMinutes() {}

    /**
     * Exact when each member depends on one place only; else by all states of up to 20 nodes; else
     * sampled.
     *
     * @param random drawn from only when sampling; give it a seed and the answer is repeatable
     */
    public static Unavailability of(Layout layout, Rates rates, RandomGenerator random) {
        double calm = rates.nodeUnavailability();
        Probability down = unavailability(layout, calm, rates.zoneUnavailability(), random);
        Optional<Rates.Burst> burst = rates.burst();
        if (burst.isPresent()) {
            double hit = burst.get().hit();
            double struck = calm + (1 - calm) * hit;
            down =
                    down.mixed(
                            burst.get().unavailability(),
                            unavailability(layout, struck, rates.zoneUnavailability(), random));
        }
        return new Unavailability(
                down.value() * Rates.MINUTES_PER_YEAR,
                method(layout, down),
                Assumptions.ofMinutes(rates));
    }

    private static Probability unavailability(
            Layout layout, double node, double zone, RandomGenerator random) {
        if (ZoneTree.fits(layout)) {
            return Probability.exact(ZoneTree.unavailability(layout, node, zone));
        }
        TouchedNodes touched = TouchedNodes.of(layout);
        return touched.count() <= MOST_ENUMERATED_NODES
                ? Probability.exact(NodeStates.unavailability(touched, node, zone))
                : new SampledStates(touched, node, zone, random).unavailability();
    }

    private static Method method(Layout layout, Probability down) {
        if (ZoneTree.fits(layout)) {
            return new Method.Exact();
        }
        int nodes = TouchedNodes.of(layout).count();
        return nodes <= MOST_ENUMERATED_NODES
                ? new Method.Enumerated(nodes)
                : new Method.Simulated(
                        down.standardError() * Rates.MINUTES_PER_YEAR, down.samples());
    }
}
