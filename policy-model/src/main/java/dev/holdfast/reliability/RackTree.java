package dev.holdfast.reliability;

import dev.holdfast.reliability.AdmissibleSubsets.Anywhere;
import dev.holdfast.reliability.AdmissibleSubsets.AtMost;
import dev.holdfast.reliability.AdmissibleSubsets.MostRacks;
import dev.holdfast.reliability.Layout.Units;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The tree model for sets that the database chooses: nodes independent given their zone, zones
 * independent, each member on one place, each rack within one zone.
 *
 * <p>Who is down in one rack is then independent of the other racks while their zones are up. The
 * share: the number of sets with a members up is a product over racks (see {@link
 * AdmissibleSubsets}), so its mean is the product of means. Some set: what the worst set loses
 * depends on sums over racks only, which are convolved like the units of {@link ZoneTree}. Only
 * positive terms are added in both.
 */
final class RackTree {
    /** Where members are that no place takes down, or that are never up. */
    private static final int NO_ZONE = Integer.MIN_VALUE;

    private final ChosenLayout chosen;
    private final double node;
    private final double zone;
    private final AdmissibleSubsets subsets;
    private final int size;

    /** zone -> rack -> what is there. */
    private final Map<Integer, Map<Integer, InRack>> zones = new TreeMap<>();

    /** The members of one rack: those that are always up or down, and how many each place has. */
    private static final class InRack {
        private int up;
        private int down;
        private final Map<Integer, Integer> byPlace = new TreeMap<>();

        private int members() {
            return up + down + byPlace.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /**
     * The tree of a layout that {@link #fits}.
     *
     * @param node unavailability of a node while its zone is up
     * @param zone unavailability of a zone
     */
    RackTree(ChosenLayout chosen, double node, double zone) {
        this.chosen = chosen;
        this.node = node;
        this.zone = zone;
        this.subsets = chosen.subsets(_ -> true);
        this.size = subsets.setSize();
        Map<Integer, Integer> zoneOfRack = zoneOfRack(chosen);
        for (int member = 0; member < chosen.rackOf().size(); member++) {
            add(member, zoneOfRack);
        }
    }

    private void add(int member, Map<Integer, Integer> zoneOfRack) {
        Layout.Member what = chosen.layout().members().get(member);
        int rack = rackOf(chosen, member);
        InRack in =
                zones.computeIfAbsent(zoneOfRack.getOrDefault(rack, NO_ZONE), _ -> new TreeMap<>())
                        .computeIfAbsent(rack, _ -> new InRack());
        if (!what.canBeUp()) {
            in.down++;
        } else if (what.touched().isEmpty()) {
            in.up++;
        } else {
            in.byPlace.merge(what.touched().getFirst(), 1, Integer::sum);
        }
    }

    /** Without a rule for racks, members of different zones need not be told apart by rack. */
    private static int rackOf(ChosenLayout chosen, int member) {
        if (!(chosen.rule() instanceof Anywhere)) {
            return chosen.rackOf().get(member);
        }
        Layout.Member what = chosen.layout().members().get(member);
        return what.touched().isEmpty()
                ? NO_ZONE
                : chosen.layout().places().get(what.touched().getFirst()).zone();
    }

    private static Map<Integer, Integer> zoneOfRack(ChosenLayout chosen) {
        Map<Integer, Integer> zoneOfRack = new HashMap<>();
        for (int member = 0; member < chosen.rackOf().size(); member++) {
            for (int place : chosen.layout().members().get(member).touched()) {
                int zone = chosen.layout().places().get(place).zone();
                zoneOfRack.put(rackOf(chosen, member), zone);
            }
        }
        return zoneOfRack;
    }

    /**
     * Whether each member depends on one place at most, each place is in one rack, each rack in one
     * zone.
     */
    static boolean fits(ChosenLayout chosen) {
        Map<Integer, Integer> zoneOfRack = zoneOfRack(chosen);
        Map<Integer, Integer> rackOfPlace = new HashMap<>();
        for (int member = 0; member < chosen.rackOf().size(); member++) {
            Layout.Member what = chosen.layout().members().get(member);
            if (what.touched().size() > 1) {
                return false;
            }
            int rack = rackOf(chosen, member);
            for (int place : what.touched()) {
                int zone = chosen.layout().places().get(place).zone();
                int before = rackOfPlace.getOrDefault(place, rack);
                if (before != rack || zone != zoneOfRack.getOrDefault(rack, zone)) {
                    return false;
                }
                rackOfPlace.put(place, rack);
            }
        }
        return true;
    }

    private double unavailability(int place) {
        return chosen.layout().places().get(place).failsAlone() ? node : 0;
    }

    // --- the share of sets

    /** The share of the sets that are lost, on average. */
    double share() {
        double[][] all = one();
        for (Map<Integer, InRack> racks : zones.values()) {
            double[][] whileUp = one();
            double[][] whileDown = one();
            for (InRack rack : racks.values()) {
                whileUp = product(whileUp, admitted(polynomial(rack, this::unavailability)));
                whileDown = product(whileDown, admitted(polynomial(rack, _ -> 1)));
            }
            all = product(all, mixed(whileUp, whileDown));
        }
        double losing = 0;
        double sets = 0;
        for (int up = 0; up <= size; up++) {
            sets += all[size][up];
            losing += up < chosen.layout().needed().votes() ? all[size][up] : 0;
        }
        return losing / sets;
    }

    private double[][] one() {
        double[][] one = new double[size + 1][size + 1];
        one[0][0] = 1;
        return one;
    }

    /** [members taken][of them up]: how many choices there are, on average. */
    private double[][] polynomial(InRack rack, ToDoubleFunction<Integer> down) {
        double[][] all = product(choices(rack.up, 0), choices(rack.down, 1));
        for (Map.Entry<Integer, Integer> place : rack.byPlace.entrySet()) {
            all = product(all, choices(place.getValue(), down.applyAsDouble(place.getKey())));
        }
        return all;
    }

    /** The choices among members that are down together with a probability. */
    private double[][] choices(int members, double down) {
        double[][] choices = new double[size + 1][size + 1];
        for (int taken = 0; taken <= Math.min(size, members); taken++) {
            double ways = Binomials.choose(members, taken).doubleValue();
            choices[taken][0] += ways * down;
            choices[taken][taken] += ways * (1 - down);
        }
        return choices;
    }

    private double[][] admitted(double[][] rack) {
        boolean free = chosen.rule() instanceof Anywhere;
        double[][] admitted = new double[size + 1][];
        for (int taken = 0; taken <= size; taken++) {
            boolean may = free || (taken >= subsets.least(size) && taken <= subsets.most(size));
            admitted[taken] = may ? rack[taken] : new double[size + 1];
        }
        return admitted;
    }

    private double[][] product(double[][] left, double[][] right) {
        double[][] product = new double[size + 1][size + 1];
        for (int one = 0; one <= size; one++) {
            for (int oneUp = 0; oneUp <= one; oneUp++) {
                for (int other = 0; left[one][oneUp] > 0 && one + other <= size; other++) {
                    for (int otherUp = 0; otherUp <= other; otherUp++) {
                        product[one + other][oneUp + otherUp] +=
                                left[one][oneUp] * right[other][otherUp];
                    }
                }
            }
        }
        return product;
    }

    private double[][] mixed(double[][] whileUp, double[][] whileDown) {
        double[][] mixed = new double[size + 1][size + 1];
        for (int taken = 0; taken <= size; taken++) {
            for (int up = 0; up <= taken; up++) {
                mixed[taken][up] = (1 - zone) * whileUp[taken][up] + zone * whileDown[taken][up];
            }
        }
        return mixed;
    }

    // --- some set

    /** P(the worst set has fewer members up than it needs). */
    double some() {
        Map<Units, Double> all = Map.of(Units.NONE, 1.0);
        for (Map<Integer, InRack> racks : zones.values()) {
            Map<Units, Double> whileUp = Map.of(Units.NONE, 1 - zone);
            Map<Units, Double> whileDown = Map.of(Units.NONE, zone);
            for (InRack rack : racks.values()) {
                whileUp = ZoneTree.convolve(whileUp, downIn(rack, this::unavailability));
                whileDown = ZoneTree.convolve(whileDown, downIn(rack, _ -> 1));
            }
            Map<Units, Double> withZone = new TreeMap<>(ZoneTree.ORDER);
            withZone.putAll(whileUp);
            whileDown.forEach(
                    (units, probability) -> withZone.merge(units, probability, Double::sum));
            all = ZoneTree.convolve(all, withZone);
        }
        double failing = 0;
        for (Map.Entry<Units, Double> state : all.entrySet()) {
            int up = size - worst(state.getKey());
            failing += up < chosen.layout().needed().votes() ? state.getValue() : 0;
        }
        return failing;
    }

    /** What one rack adds to the sums that {@link #worst} reads. */
    private Map<Units, Double> downIn(InRack rack, ToDoubleFunction<Integer> down) {
        double[] counts = new double[rack.members() + 1];
        counts[rack.down] = 1;
        for (Map.Entry<Integer, Integer> place : rack.byPlace.entrySet()) {
            double probability = down.applyAsDouble(place.getKey());
            for (int count = counts.length - 1; count >= 0; count--) {
                int before = count - place.getValue();
                counts[count] =
                        counts[count] * (1 - probability)
                                + (before >= 0 ? counts[before] * probability : 0);
            }
        }
        Map<Units, Double> sums = new TreeMap<>(ZoneTree.ORDER);
        for (int count = 0; count < counts.length; count++) {
            if (counts[count] > 0) {
                sums.merge(sums(count), counts[count], Double::sum);
            }
        }
        return sums;
    }

    private Units sums(int down) {
        return switch (chosen.rule()) {
            case Anywhere() -> new Units(Math.min(size, down), 0);
            case AtMost(int max) -> new Units(Math.min(max, down), 0);
            case MostRacks() -> new Units(Math.min(1, down), Math.min(size, Math.max(0, down - 1)));
        };
    }

    /**
     * Members that the worst set loses, from the sums over racks. Cassandra's walk: one member of
     * each rack, and as many more as there are fewer racks than members of a set
     * (NetworkTopologyStrategy, {@code acceptableRackRepeats}).
     */
    private int worst(Units sums) {
        return switch (chosen.rule()) {
            case Anywhere(), AtMost _ -> Math.min(size, sums.votes());
            case MostRacks() ->
                    Math.min(
                            size,
                            sums.votes()
                                    + Math.min(
                                            Math.max(0, size - subsets.racks().size()),
                                            sums.data()));
        };
    }
}
