package dev.holdfast.survival;

import dev.holdfast.view.PodState;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The floaters of a set as members of its model, moved from place to place. */
final class Floating {
    /** No label's value, and so no rack's name, has such a character. */
    private static final String OWN_RACK = "\u0000";

    private final SetModelBuilder builder;
    private final SetModel model;
    private final FreshNodes fresh;
    private final List<Floater> floaters;
    private final int firstMember;
    private final int firstPlace;

    /** Adds the floaters to a model, each with a place of its own. */
    Floating(SetModelBuilder builder, FreshNodes fresh, List<Floater> floaters) {
        this.builder = builder;
        this.model = builder.build();
        this.fresh = fresh;
        this.floaters = floaters;
        this.firstMember = model.members;
        this.firstPlace = model.places;
        floaters.forEach(this::add);
    }

    private void add(Floater floater) {
        int own = model.addPlace(-1, true);
        model.addMember(
                floater.name(), floater.votes(), floater.data(), own, true, floater.volumesAt(own));
    }

    /** Takes the floaters out of the model again. */
    void undo() {
        builder.undoTo(firstPlace, firstMember);
    }

    int count() {
        return floaters.size();
    }

    /** Puts every floater where no failure reaches it: no completion can do better. */
    void immune() {
        for (int i = 0; i < floaters.size(); i++) {
            int own = firstPlace + i;
            stand(i, own);
            model.bulk[own] = true;
            for (int d = 0; d < model.labelled; d++) {
                model.placeValue[d][own] = SetModel.IMMUNE;
            }
        }
    }

    /** How many places a floater may take. */
    int options(int floater) {
        int places = floaters.get(floater).places().length;
        return places > 0 ? places : Math.max(1, fresh.cells());
    }

    /** Whether a floater and the next one may be swapped without any difference. */
    boolean sameAsNext(int floater) {
        return floater + 1 < floaters.size()
                && floaters.get(floater).likeFresh(floaters.get(floater + 1));
    }

    /** Moves a floater to one of its places, or to a fresh node of a cell. */
    void put(int floater, int option) {
        int[] places = floaters.get(floater).places();
        int own = firstPlace + floater;
        if (places.length > 0 && !model.bulk[places[option]]) {
            stand(floater, places[option]);
        } else {
            model.bulk[own] = false;
            for (int d = 0; d < model.labelled; d++) {
                model.placeValue[d][own] =
                        places.length > 0
                                ? model.placeValue[d][places[option]]
                                : fresh.value(d, option, own);
            }
            stand(floater, own);
        }
        putInRack(floater);
    }

    private void stand(int floater, int place) {
        Floater what = floaters.get(floater);
        int member = firstMember + floater;
        model.podPlace[member] = place;
        model.volumes[member] = what.volumesAt(place);
        model.restart[member] = what.restartAt(place);
    }

    private void putInRack(int floater) {
        @Nullable PodState pod = floaters.get(floater).pod();
        if (model.any && pod != null) {
            int member = firstMember + floater;
            Racks racks = builder.racks();
            model.rack[member] =
                    racks.number(
                            racks.at(pod, model.podPlace[member]).orElse(OWN_RACK + pod.name()));
        }
    }

    /** Puts one floater after the other where the fewest units are, outermost domain first. */
    void balance() {
        immune();
        for (int i = 0; i < floaters.size(); i++) {
            int best = 0;
            int[] least = new int[0];
            for (int option = 0; option < options(i); option++) {
                put(i, option);
                int[] load = loadAround(firstMember + i);
                if (option == 0 || Arrays.compare(load, least) < 0) {
                    best = option;
                    least = load;
                }
            }
            put(i, best);
        }
    }

    /** Votes of other members in the same value of each domain, and on the same node. */
    private int[] loadAround(int member) {
        int[] load = new int[model.labelled + 1];
        int place = model.podPlace[member];
        for (int m = 0; m < model.members; m++) {
            int other = model.podPlace[m];
            if (m == member || other < 0) {
                continue;
            }
            for (int d = 0; d < model.labelled; d++) {
                load[d] +=
                        model.placeValue[d][other] == model.placeValue[d][place]
                                ? model.votes[m]
                                : 0;
            }
            load[model.labelled] += other == place ? model.votes[m] : 0;
        }
        return load;
    }
}
