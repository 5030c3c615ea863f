package dev.holdfast.reliability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Where the members stand of a role whose sets the database chooses: every admissible subset is a
 * set, all equally likely. An operation is available to a set while as many of its members are up
 * as it needs.
 *
 * @param layout the members, each giving 1, and the votes that one set needs
 * @param rackOf for each member its rack, any number
 * @param rule which subsets are sets
 * @param factor members of a set, 1 or more; units outside the cluster are subtracted by the caller
 */
public record ChosenLayout(
        Layout layout, List<Integer> rackOf, AdmissibleSubsets.Rule rule, int factor) {
    /**
     * @throws IllegalArgumentException when there is not one rack for each member
     */
    public ChosenLayout {
        rackOf = List.copyOf(rackOf);
        if (rackOf.size() != layout.members().size()) {
            throw new IllegalArgumentException(
                    "%d racks for %d members".formatted(rackOf.size(), layout.members().size()));
        }
    }

    /** The sets while these members are up. */
    AdmissibleSubsets subsets(IntPredicate isUp) {
        Map<Integer, int[]> upAndDown = new TreeMap<>();
        for (int member = 0; member < rackOf.size(); member++) {
            upAndDown
                    .computeIfAbsent(rackOf.get(member), _ -> new int[2])[
                    isUp.test(member) ? 0 : 1]++;
        }
        List<AdmissibleSubsets.Rack> racks = new ArrayList<>();
        upAndDown
                .values()
                .forEach(counts -> racks.add(new AdmissibleSubsets.Rack(counts[0], counts[1])));
        return new AdmissibleSubsets(racks, rule, factor, layout.needed().votes());
    }

    /** The layout's nodes, with the share of the sets that are lost in each of their states. */
    TouchedNodes shareLost() {
        Map<AdmissibleSubsets, Double> known = new HashMap<>();
        return TouchedNodes.of(
                layout,
                isUp -> known.computeIfAbsent(subsets(isUp), subsets -> subsets.losing().value()));
    }

    /** The layout's nodes, with whether some set is lost in each of their states. */
    TouchedNodes someLost() {
        TouchedNodes share = shareLost();
        return TouchedNodes.of(layout, isUp -> share.loss().applyAsDouble(isUp) > 0 ? 1 : 0);
    }
}
