package dev.holdfast.reliability;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;

/**
 * A layout over only those places and zones that its members touch, renumbered from 0.
 *
 * @param members all of them
 * @param places what each index is
 * @param nodesOfZone for each zone its places
 * @param loss how much is lost, in [0, 1], while the members are up that the predicate tells
 */
record TouchedNodes(
        List<Layout.Member> members,
        List<Layout.Place> places,
        List<List<Integer>> nodesOfZone,
        ToDoubleFunction<IntPredicate> loss) {
    /** Lost is all or nothing: whether less is up than needed. */
    static TouchedNodes of(Layout layout) {
        return of(layout, isUp -> layout.lacks(isUp) ? 1 : 0);
    }

    static TouchedNodes of(Layout layout, ToDoubleFunction<IntPredicate> loss) {
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
                layout.members().stream().map(member -> renumbered(member, touched)).toList(),
                places,
                List.copyOf(zones.values()),
                loss);
    }

    private static Layout.Member renumbered(Layout.Member member, List<Integer> touched) {
        if (!member.canBeUp()) {
            return new Layout.Member(member.gives(), List.of(new Layout.Need(List.of(), 1)));
        }
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

    /** How much is lost with these places down. */
    double lost(IntPredicate down) {
        return loss.applyAsDouble(member -> isUp(members.get(member), down));
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
