package dev.holdfast.reliability;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * A layout over only those nodes and zones that its members touch, renumbered from 0.
 *
 * @param nodesOfZone for each zone its nodes
 */
record TouchedNodes(List<Layout.Member> members, List<List<Integer>> nodesOfZone, int threshold) {
    static TouchedNodes of(Layout layout) {
        List<Integer> touched =
                layout.members().stream()
                        .flatMap(member -> member.touched().stream())
                        .distinct()
                        .sorted()
                        .toList();
        var zones = new TreeMap<Integer, List<Integer>>();
        for (int index = 0; index < touched.size(); index++) {
            zones.computeIfAbsent(
                            layout.zoneOfNode().get(touched.get(index)), _ -> new ArrayList<>())
                    .add(index);
        }
        return new TouchedNodes(
                layout.members().stream().map(member -> renumbered(member, touched)).toList(),
                List.copyOf(zones.values()),
                layout.threshold());
    }

    private static Layout.Member renumbered(Layout.Member member, List<Integer> touched) {
        return new Layout.Member(
                member.weight(),
                Collections.binarySearch(touched, member.node()),
                member.copies().stream()
                        .map(node -> Collections.binarySearch(touched, node))
                        .toList(),
                member.usable());
    }

    int count() {
        return nodesOfZone.stream().mapToInt(List::size).sum();
    }

    /** Whether with these nodes down the members that are up weigh less than the threshold. */
    boolean fails(IntPredicate down) {
        long weight = 0;
        for (Layout.Member member : members) {
            if (isUp(member, down)) {
                weight += member.weight();
            }
        }
        return weight < threshold;
    }

    private static boolean isUp(Layout.Member member, IntPredicate down) {
        if (down.test(member.node())) {
            return false;
        }
        int reachable = 0;
        for (int copy : member.copies()) {
            if (!down.test(copy)) {
                reachable++;
            }
        }
        return reachable >= member.usable();
    }
}
