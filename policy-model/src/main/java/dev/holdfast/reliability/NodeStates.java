package dev.holdfast.reliability;

import java.util.List;

/**
 * The same model as the tree, for members that depend on several nodes: all 2^D states of the D
 * nodes that the set touches.
 *
 * <p>A state's probability is a product over zones; a zone with k of its n nodes down has (1 - z)
 * u^k (1 - u)^(n - k), and z more when all of them are, which is the zone being down.
 */
final class NodeStates {
    private NodeStates() {}

    /** P(weight up below the threshold); the sum of the failing states, nothing subtracted. */
    static double unavailability(TouchedNodes nodes, double node, double zone) {
        int zones = nodes.nodesOfZone().size();
        int[] masks = new int[zones];
        double[][] byNodesDown = new double[zones][];
        for (int z = 0; z < zones; z++) {
            List<Integer> members = nodes.nodesOfZone().get(z);
            masks[z] = members.stream().mapToInt(n -> 1 << n).reduce(0, (a, b) -> a | b);
            byNodesDown[z] = zoneStates(members.size(), node, zone);
        }
        double failing = 0;
        for (int state = 0; state < 1 << nodes.count(); state++) {
            int down = state;
            if (nodes.fails(n -> (down >>> n & 1) != 0)) {
                double probability = 1;
                for (int z = 0; z < zones; z++) {
                    probability *= byNodesDown[z][Integer.bitCount(state & masks[z])];
                }
                failing += probability;
            }
        }
        return failing;
    }

    private static double[] zoneStates(int nodes, double node, double zone) {
        double[] states = new double[nodes + 1];
        for (int k = 0; k <= nodes; k++) {
            states[k] = (1 - zone) * Math.pow(node, k) * Math.pow(1 - node, nodes - k);
        }
        states[nodes] += zone;
        return states;
    }
}
