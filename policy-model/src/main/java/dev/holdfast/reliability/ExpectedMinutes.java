package dev.holdfast.reliability;

import dev.holdfast.reliability.Unavailability.Method;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
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
        return of(
                new Model(
                        ZoneTree.fits(layout),
                        (node, zone) -> ZoneTree.unavailability(layout, node, zone),
                        TouchedNodes.of(layout)),
                rates,
                random);
    }

    /**
     * Of sets that the database chooses, by the same methods; exact when besides each place is in
     * one rack and each rack in one zone.
     *
     * @param random drawn from only when sampling; give it a seed and the answer is repeatable
     */
    public static OfChosen of(ChosenLayout chosen, Rates rates, RandomGenerator random) {
        boolean tree = RackTree.fits(chosen);
        Model some =
                new Model(
                        tree,
                        (node, zone) -> new RackTree(chosen, node, zone).some(),
                        chosen.someLost());
        Model share =
                new Model(
                        tree,
                        (node, zone) -> new RackTree(chosen, node, zone).share(),
                        chosen.shareLost());
        return new OfChosen(of(some, rates, random), of(share, rates, random));
    }

    /**
     * Minutes of sets that the database chooses.
     *
     * @param some minutes in which some set has less up than it needs: some key is unavailable
     * @param share minutes in which one set has, averaged over all sets: what one key can expect
     */
    public record OfChosen(Unavailability some, Unavailability share) {}

    /**
     * What is lost on average, in three ways to compute it.
     *
     * @param isTree whether the tree applies
     * @param tree by the unavailabilities of nodes and zones
     */
    private record Model(boolean isTree, DoubleBinaryOperator tree, TouchedNodes touched) {
        Probability lost(double node, double zone, RandomGenerator random) {
            if (isTree) {
                return Probability.exact(tree.applyAsDouble(node, zone));
            }
            return touched.count() <= MOST_ENUMERATED_NODES
                    ? Probability.exact(NodeStates.unavailability(touched, node, zone))
                    : new SampledStates(touched, node, zone, random).unavailability();
        }

        Method method(Probability down) {
            if (isTree) {
                return new Method.Exact();
            }
            return touched.count() <= MOST_ENUMERATED_NODES
                    ? new Method.Enumerated(touched.count())
                    : new Method.Simulated(
                            down.standardError() * Rates.MINUTES_PER_YEAR, down.samples());
        }
    }

    private static Unavailability of(Model model, Rates rates, RandomGenerator random) {
        double calm = rates.nodeUnavailability();
        Probability down = model.lost(calm, rates.zoneUnavailability(), random);
        Optional<Rates.Burst> burst = rates.burst();
        if (burst.isPresent()) {
            double hit = burst.get().hit();
            double struck = calm + (1 - calm) * hit;
            down =
                    down.mixed(
                            burst.get().unavailability(),
                            model.lost(struck, rates.zoneUnavailability(), random));
        }
        return new Unavailability(
                down.value() * Rates.MINUTES_PER_YEAR,
                model.method(down),
                Assumptions.ofMinutes(rates));
    }
}
