package dev.holdfast.reliability;

import java.util.ArrayList;
import java.util.List;

/**
 * The same model as the tree, for members that depend on several places: all 2^D states of the D
 * places that the set touches.
 *
 * <p>A state's probability is a product over zones; a zone with k of its n nodes down has (1 - z)
 * u^k (1 - u)^(n - k), and z more when all that is in it is down, which is the zone being down. A
 * place that fails with its zone only is down in no other state.
 */
final class NodeStates {
    private NodeStates() {}

    /** What is lost on average; the sum over the states that lose something, nothing subtracted. */
    static double unavailability(TouchedNodes nodes, double node, double zone) {
        List<Zone> zones =
                nodes.nodesOfZone().stream().map(all -> Zone.of(nodes, all, node, zone)).toList();
        double failing = 0;
        for (int state = 0; state < 1 << nodes.count(); state++) {
            int down = state;
            double lost = nodes.lost(n -> (down >>> n & 1) != 0);
            if (lost > 0) {
                double probability = lost;
                for (Zone one : zones) {
                    probability *= one.probability(state);
                }
                failing += probability;
            }
        }
        return failing;
    }

    /**
     * One zone's places as bits.
     *
     * @param whole probability that the zone is down
     * @param byNodesDown probability of one state with so many nodes down while the zone is up
     */
    private record Zone(int all, int steady, double whole, List<Double> byNodesDown) {
        static Zone of(TouchedNodes nodes, List<Integer> places, double node, double zone) {
            int all = 0;
            int steady = 0;
            for (int place : places) {
                all |= 1 << place;
                steady |= nodes.isSteady(place) ? 1 << place : 0;
            }
            int alone = Integer.bitCount(all) - Integer.bitCount(steady);
            List<Double> states = new ArrayList<>();
            for (int k = 0; k <= alone; k++) {
                states.add((1 - zone) * Math.pow(node, k) * Math.pow(1 - node, alone - k));
            }
            return new Zone(all, steady, zone, states);
        }

        double probability(int state) {
            int down = state & all;
            double whileUp = (down & steady) == 0 ? byNodesDown.get(Integer.bitCount(down)) : 0;
            return down == all ? whileUp + whole : whileUp;
        }
    }
}
