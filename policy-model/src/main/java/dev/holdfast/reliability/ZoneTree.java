package dev.holdfast.reliability;

import java.util.Map;
import java.util.TreeMap;

/**
 * The tree model: nodes independent given their zone, zones independent, each member with its node.
 *
 * <p>Per zone the weight that is up is Poisson-binomial, mixed with the point mass at 0 of the zone
 * being down; zones are convolved. Exact, O(weight * (nodes + weight)), and only positive terms are
 * added, so small probabilities keep their digits.
 */
final class ZoneTree {
    private ZoneTree() {}

    /**
     * P(weight up below the threshold).
     *
     * @param node unavailability of a node while its zone is up
     * @param zone unavailability of a zone
     */
    static double unavailability(Layout layout, double node, double zone) {
        double[] weightUp = {1};
        for (Map<Integer, Integer> weights : weightsByZone(layout).values()) {
            double[] inZone = {1};
            for (int weight : weights.values()) {
                inZone = convolve(inZone, upOrDown(weight, node));
            }
            for (int i = 0; i < inZone.length; i++) {
                inZone[i] *= 1 - zone;
            }
            inZone[0] += zone;
            weightUp = convolve(weightUp, inZone);
        }
        double below = 0;
        for (int i = 0; i < Math.min(layout.threshold(), weightUp.length); i++) {
            below += weightUp[i];
        }
        return below;
    }

    /** zone -> node -> weight of the members there. */
    private static Map<Integer, Map<Integer, Integer>> weightsByZone(Layout layout) {
        var zones = new TreeMap<Integer, Map<Integer, Integer>>();
        for (Layout.Member member : layout.members()) {
            if (member.hasEnoughCopies() && member.weight() > 0) {
                zones.computeIfAbsent(layout.zoneOfNode().get(member.node()), _ -> new TreeMap<>())
                        .merge(member.node(), member.weight(), Math::addExact);
            }
        }
        return zones;
    }

    private static double[] upOrDown(int weight, double unavailability) {
        double[] polynomial = new double[weight + 1];
        polynomial[weight] = 1 - unavailability;
        polynomial[0] = unavailability;
        return polynomial;
    }

    private static double[] convolve(double[] left, double[] right) {
        double[] product = new double[left.length + right.length - 1];
        for (int i = 0; i < left.length; i++) {
            for (int j = 0; j < right.length; j++) {
                product[i + j] += left[i] * right[j];
            }
        }
        return product;
    }
}
