package dev.holdfast.reliability;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * A layout over only those places and zones that its members touch, renumbered from 0.
 *
 * @param members those that can be up
 * @param places what each index is
 * @param nodesOfZone for each zone its places
 */
record TouchedNodes(
        List<Layout.Member> members,
        List<Layout.Place> places,
        List<List<Integer>> nodesOfZone,
        Layout.Units needed) {
    static TouchedNodes of(Layout layout) {
        List<Integer> touched =
                layout.members().stream()
                        .flatMap(member -> member.touched().stream())
                        .distinct()
                        .sorted()
                        .toList();
        List<Layout.Place> places = touched.stream().map(layout.places()::get).toList();
        var zones = new TreeMap<Integer, List<Integer>>();
        for (int index = 0; index < places.size(); index++) {
            zones.computeIfAbsent(places.get(index).zone(), _ -> new ArrayList<>()).add(index);
        }
        return new TouchedNodes(
                layout.members().stream()
                        .filter(Layout.Member::canBeUp)
                        .map(member -> renumbered(member, touched))
                        .toList(),
                places,
                List.copyOf(zones.values()),
                layout.needed());
    }

    private static Layout.Member renumbered(Layout.Member member, List<Integer> touched) {
        return new Layout.Member(
                member.gives(),
                member.needs().stream()
                        .map(need ->
                                new Layout.Need(
                                        need.places().stream()
                                                .map(place ->
                                                        Collections.binarySearch(touched, place))
                                                .toList(),
                                        need.least()))
                        .toList());
    }

    int count() {
        return places.size();
    }

    /** Whether the place fails with its zone only. */
    boolean isSteady(int place) {
        return !places.get(place).failsAlone();
    }

    /** Whether with these places down the members that are up give less than is needed. */
    boolean fails(IntPredicate down) {
        long votes = 0;
        long data = 0;
        for (Layout.Member member : members) {
            if (isUp(member, down)) {
                votes += member.gives().votes();
                data += member.gives().data();
            }
        }
        return votes < needed.votes() || data < needed.data();
    }

    private static boolean isUp(Layout.Member member, IntPredicate down) {
        for (Layout.Need need : member.needs()) {
            int reachable = 0;
            for (int place : need.places()) {
                reachable += down.test(place) ? 0 : 1;
            }
            if (reachable < need.least()) {
                return false;
            }
        }
        return true;
    }
}
