package dev.holdfast.survival;

import dev.holdfast.policy.Goal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Failover: who is up stays; each other member may restart on one of its places that is not lost,
 * while its volumes are usable, and Required spreads hold for all together. Domain values are
 * nested, so the limits form a tree and the joint assignment is a maximum flow; the sets of members
 * that can restart together form a matroid (a gammoid), hence adding members by falling weight,
 * each with one augmenting path, gives the heaviest assignment.
 */
final class Restart {
    private final SetModel model;
    private final int[] memberOf;
    private final int[] assigned;
    private final List<int[]> spreads;

    private Restart(SetModel model, int[] waiting) {
        this.model = model;
        this.memberOf = waiting;
        this.assigned = new int[waiting.length];
        Arrays.fill(assigned, -1);
        this.spreads = model.spreads;
    }

    /** The margin of Read or Write after the best restart. */
    static int bestMargin(SetModel model, Goal.Operation operation) {
        int byVotes = margin(model, operation, assign(model, true, _ -> true));
        boolean uniform = true;
        for (int m = 0; m < model.members; m++) {
            uniform &= model.votes[m] == model.data[m];
        }
        return uniform
                ? byVotes
                : Math.max(byVotes, margin(model, operation, assign(model, false, _ -> true)));
    }

    private static int margin(SetModel model, Goal.Operation operation, boolean[] back) {
        int votes = model.terms.external();
        int data = model.terms.external();
        for (int m = 0; m < model.members; m++) {
            if (back[m] || model.isUp(m)) {
                votes += model.votes[m];
                data += model.data[m];
            }
        }
        return model.terms.margin(operation, votes, data, 0, 0);
    }

    /** Which members that are down are back after the restart of as many as possible. */
    static boolean[] restarted(SetModel model) {
        return restarted(model, _ -> true);
    }

    /** The same when only some of the members restart. */
    static boolean[] restarted(SetModel model, IntPredicate some) {
        return assign(model, true, some);
    }

    private static boolean[] assign(SetModel model, boolean votesFirst, IntPredicate some) {
        List<Integer> waiting = new ArrayList<>();
        for (int m = 0; m < model.members; m++) {
            if (some.test(m) && !model.isUp(m) && model.restart[m] != null && model.usable(m)) {
                waiting.add(m);
            }
        }
        waiting.sort((a, b) -> {
            int votes = Integer.compare(model.votes[b], model.votes[a]);
            int data = Integer.compare(model.data[b], model.data[a]);
            int order = votesFirst ? (votes != 0 ? votes : data) : (data != 0 ? data : votes);
            return order != 0 ? order : Integer.compare(a, b);
        });
        int[] order = waiting.stream().mapToInt(Integer::intValue).toArray();
        Restart restart = new Restart(model, order);
        boolean[] back = new boolean[model.members];
        for (int w = 0; w < order.length; w++) {
            back[order[w]] =
                    restart.augment(w, new boolean[model.places], new boolean[order.length]);
        }
        return back;
    }

    /** Finds a place for a waiting member, moving others on the way. */
    private boolean augment(int waiting, boolean[] triedPlaces, boolean[] triedMembers) {
        triedMembers[waiting] = true;
        int[] places = placesOf(waiting);
        for (int place : places) {
            if (model.lost[place] > 0 || triedPlaces[place]) {
                continue;
            }
            if (fits(waiting, place)) {
                assigned[waiting] = place;
                return true;
            }
        }
        for (int place : places) {
            if (model.lost[place] > 0 || triedPlaces[place]) {
                continue;
            }
            triedPlaces[place] = true;
            if (makeRoom(waiting, place, triedPlaces, triedMembers)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Moves one restarted member that shares the place's full domain value elsewhere, so that the
     * waiting one fits.
     */
    private boolean makeRoom(
            int waiting, int place, boolean[] triedPlaces, boolean[] triedMembers) {
        for (int other = 0; other < assigned.length; other++) {
            int before = assigned[other];
            if (before < 0 || triedMembers[other] || !blocks(before, place)) {
                continue;
            }
            assigned[other] = -1;
            if (fits(waiting, place)) {
                assigned[waiting] = place;
                if (augment(other, triedPlaces, triedMembers)) {
                    return true;
                }
                assigned[waiting] = -1;
            }
            assigned[other] = before;
        }
        return false;
    }

    private int[] placesOf(int waiting) {
        int[] places = model.restart[memberOf[waiting]];
        return places == null ? new int[0] : places;
    }

    private boolean blocks(int place, int wanted) {
        for (int[] spread : spreads) {
            if (sameValue(spread[0], place, wanted)) {
                return true;
            }
        }
        return false;
    }

    private boolean fits(int waiting, int place) {
        for (int[] spread : spreads) {
            int there = 1;
            for (int m = 0; m < model.members; m++) {
                if (model.isUp(m) && sameValue(spread[0], model.podPlace[m], place)) {
                    there++;
                }
            }
            for (int w = 0; w < assigned.length; w++) {
                if (w != waiting && assigned[w] >= 0 && sameValue(spread[0], assigned[w], place)) {
                    there++;
                }
            }
            if (there > spread[1]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether two places are in one value of a domain; interchangeable nodes are never the same
     * node.
     */
    private boolean sameValue(int domain, int place, int other) {
        if (domain == model.labelled) {
            return place == other && !model.bulk[place];
        }
        int value = model.placeValue[domain][place];
        int otherValue = model.placeValue[domain][other];
        return value == otherValue || value == SetModel.WILD || otherValue == SetModel.WILD;
    }
}
