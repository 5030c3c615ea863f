package dev.holdfast.survival;

import dev.holdfast.view.PodState;
import java.util.Arrays;
import java.util.List;

/** The floaters of a set as members of its model, moved from place to place. */
final class Floating {
    private final SetModelBuilder builder;
    private final SetModel model;
    private final FreshNodes fresh;
    private final PodState pod;
    private final List<Floater> floaters;
    private final int firstMember;
    private final int firstPlace;

    /**
     * Adds the floaters to a model, each with a place of its own.
     *
     * @param pod the pod that is being placed
     */
    Floating(SetModelBuilder builder, FreshNodes fresh, PodState pod, List<Floater> floaters) {
        this.builder = builder;
        this.model = builder.build();
        this.fresh = fresh;
        this.pod = pod;
        this.floaters = floaters;
        this.firstMember = model.members;
        this.firstPlace = model.places;
        floaters.forEach(this::add);
    }

    private void add(Floater floater) {
        int own = model.addPlace(-1, true);
        SetModel.Volume[] volumes =
                floater.volumes() == null
                        ? new SetModel.Volume[] {new SetModel.Volume(new int[] {own}, 1)}
                        : floater.volumes();
        int member =
                model.addMember(
                        floater.name(), floater.votes(), floater.data(), own, true, volumes);
        model.rack[member] = Math.max(0, floater.rack());
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
            model.podPlace[firstMember + i] = own;
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
        Floater what = floaters.get(floater);
        int[] places = what.places();
        int member = firstMember + floater;
        int own = firstPlace + floater;
        if (places.length > 0 && !model.bulk[places[option]]) {
            model.podPlace[member] = places[option];
            return;
        }
        model.podPlace[member] = own;
        model.bulk[own] = false;
        for (int d = 0; d < model.labelled; d++) {
            model.placeValue[d][own] =
                    places.length > 0
                            ? model.placeValue[d][places[option]]
                            : fresh.value(d, option, own);
        }
        if (model.any && what.rack() == Floater.RACK_OF_NODE) {
            Racks racks = builder.racks();
            model.rack[member] = racks.number(fresh.rackOf(pod, option, racks));
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
