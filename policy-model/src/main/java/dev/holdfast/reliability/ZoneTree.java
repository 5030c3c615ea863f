package dev.holdfast.reliability;

import dev.holdfast.reliability.Layout.Units;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tree model: nodes independent given their zone, zones independent, each member with one
 * place.
 *
 * <p>Per zone the units that are up are Poisson-binomial, mixed with the point mass at none of the
 * zone being down; zones are convolved. Exact, in time of nodes times different sums of units, and
 * only positive terms are added, so small probabilities keep their digits.
 */
final class ZoneTree {
    static final Comparator<Units> ORDER =
            Comparator.comparingInt(Units::votes).thenComparingInt(Units::data);

    private ZoneTree() {}

    /** Whether each member depends on one place at most. */
    static boolean fits(Layout layout) {
        return layout.members().stream().allMatch(member -> member.touched().size() <= 1);
    }

    /**
     * P(less up than needed).
     *
     * @param node unavailability of a node while its zone is up
     * @param zone unavailability of a zone
     */
    static double unavailability(Layout layout, double node, double zone) {
        Map<Units, Double> up = Map.of(alwaysUp(layout), 1.0);
        for (Map<Integer, Units> places : unitsByZone(layout).values()) {
            Map<Units, Double> inZone = Map.of(Units.NONE, 1 - zone);
            for (Map.Entry<Integer, Units> place : places.entrySet()) {
                boolean alone = layout.places().get(place.getKey()).failsAlone();
                inZone = convolve(inZone, upOrDown(place.getValue(), alone ? node : 0));
            }
            Map<Units, Double> withZone = new TreeMap<>(ORDER);
            withZone.putAll(inZone);
            withZone.merge(Units.NONE, zone, Double::sum);
            up = convolve(up, withZone);
        }
        double below = 0;
        for (Map.Entry<Units, Double> state : up.entrySet()) {
            below += state.getKey().meets(layout.needed()) ? 0 : state.getValue();
        }
        return below;
    }

    private static Units alwaysUp(Layout layout) {
        return layout.members().stream()
                .filter(member -> member.canBeUp() && member.touched().isEmpty())
                .map(Layout.Member::gives)
                .reduce(Units.NONE, Units::plus);
    }

    /** zone -> place -> units of the members there. */
    private static Map<Integer, Map<Integer, Units>> unitsByZone(Layout layout) {
        var zones = new TreeMap<Integer, Map<Integer, Units>>();
        for (Layout.Member member : layout.members()) {
            for (int place : member.touched()) {
                zones.computeIfAbsent(layout.places().get(place).zone(), _ -> new TreeMap<>())
                        .merge(place, member.gives(), Units::plus);
            }
        }
        return zones;
    }

    private static Map<Units, Double> upOrDown(Units units, double unavailability) {
        return units.equals(Units.NONE)
                ? Map.of(units, 1.0)
                : Map.of(units, 1 - unavailability, Units.NONE, unavailability);
    }

    static Map<Units, Double> convolve(Map<Units, Double> left, Map<Units, Double> right) {
        Map<Units, Double> product = new TreeMap<>(ORDER);
        left.forEach((one, first) ->
                right.forEach((other, second) ->
                        product.merge(one.plus(other), first * second, Double::sum)));
        return product;
    }
}
