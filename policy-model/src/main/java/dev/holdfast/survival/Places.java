package dev.holdfast.survival;

import dev.holdfast.view.MatchedNodes;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The places of one model: nodes, and the cells of interchangeable nodes that are too many to be
 * lost one by one. Each is made when it is first asked for.
 */
final class Places {
    private static final int FEW = 12;

    private final RoleInView set;
    private final Topology topology;
    private final SetModel model;
    private final Unknowns unknowns;
    private final Outlook outlook;
    private final Optional<GuessedLabels> guessed;

    /** Places from {@link #FEW} on by their nodes. */
    private final Map<Integer, Integer> ofNode = new HashMap<>();

    private final Map<Integer, Integer> ofCell = new HashMap<>();

    Places(RoleInView set, SetModel model, Unknowns unknowns, Outlook outlook) {
        this.set = set;
        this.topology = set.topology();
        this.model = model;
        this.unknowns = unknowns;
        this.outlook = outlook;
        this.guessed =
                outlook instanceof Guesses guesses
                        ? Optional.of(new GuessedLabels(set, guesses))
                        : Optional.empty();
    }

    /** The place of a node. */
    int of(int node) {
        int known = known(node);
        if (known >= 0) {
            return known;
        }
        int place = model.addPlace(node, false);
        for (int d = 0; d < model.labelled; d++) {
            model.placeValue[d][place] = valueOf(d, node, place);
        }
        if (place >= FEW) {
            ofNode.put(node, place);
        }
        return place;
    }

    /** The place of a node, -1 while it has none. Looking through a few beats hashing. */
    private int known(int node) {
        for (int place = 0; place < Math.min(FEW, model.places); place++) {
            if (model.placeNode[place] == node && !model.bulk[place]) {
                return place;
            }
        }
        @Nullable Integer later = model.places <= FEW ? null : ofNode.get(node);
        return later == null ? -1 : later;
    }

    private int valueOf(int domain, int node, int place) {
        int value = topology.value(domain, node);
        if (value != Topology.UNKNOWN) {
            return value;
        }
        noteUnlabelled(domain, node);
        if (guessed.isPresent()) {
            return guessed.get().of(node)[domain];
        }
        return outlook == Outlook.Bound.BEST ? topology.valueBound(domain) + place : SetModel.WILD;
    }

    /** Takes note of the labels that a node lacks. */
    void noteUnlabelled(int node) {
        for (int d = 0; d < model.labelled; d++) {
            if (topology.value(d, node) == Topology.UNKNOWN) {
                noteUnlabelled(d, node);
            }
        }
    }

    private void noteUnlabelled(int domain, int node) {
        @Nullable NodeState state = set.view().node(node);
        unknowns.add(
                "node "
                        + (state == null ? node : state.name())
                        + " has no "
                        + topology.domains().get(domain).name()
                        + " label");
    }

    /** The labels that are guessed, in a completion. */
    Optional<GuessedLabels> guessed() {
        return guessed;
    }

    /** What tells a value of a labelled domain from all others; empty when it is not known. */
    Optional<String> key(int domain, int value) {
        if (value >= 0 && value < topology.valueBound(domain)) {
            return Optional.of(topology.key(domain, value));
        }
        return value < 0 ? Optional.empty() : guessed.map(labels -> labels.key(domain, value));
    }

    private int ofCell(int cell, int anyNodeThere) {
        @Nullable Integer known = ofCell.get(cell);
        if (known != null) {
            return known;
        }
        int place = model.addPlace(-1, true);
        for (int d = 0; d < model.labelled; d++) {
            model.placeValue[d][place] = topology.value(d, anyNodeThere);
        }
        ofCell.put(cell, place);
        return place;
    }

    /** The place of a whole cell, null while there is none. */
    @Nullable Integer knownCell(int cell) {
        return ofCell.get(cell);
    }

    /** The node of a place, null for a cell and for a node that is gone. */
    @Nullable NodeState node(int place) {
        return model.bulk[place] ? null : set.view().node(model.placeNode[place]);
    }

    /** Whether the node of a place has a value in every labelled domain. */
    boolean labelled(int place) {
        return model.labelled == 0 || topology.cell(model.placeNode[place]) != Topology.UNKNOWN;
    }

    /**
     * Places of these nodes as far as they are Ready: single nodes where a cell has few, the whole
     * cell where it has more.
     */
    int[] ready(MatchedNodes matched, int few) {
        if (matched.size() == 1) {
            int node = matched.nodes()[0][0];
            @Nullable NodeState state = set.view().node(node);
            return state != null && state.ready() ? new int[] {of(node)} : new int[0];
        }
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < matched.cells().length; i++) {
            collect(matched.cells()[i], matched.nodes()[i], few, false, places);
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Adds the places of one cell's nodes that are Ready, and schedulable if they must be. */
    void collect(int cell, int[] nodes, int few, boolean mustSchedule, List<Integer> places) {
        List<Integer> serving = new ArrayList<>();
        for (int node : nodes) {
            @Nullable NodeState state = set.view().node(node);
            if (state != null && state.ready() && (!mustSchedule || state.schedulable())) {
                serving.add(node);
                if (serving.size() > few && cell != Topology.UNKNOWN) {
                    places.add(ofCell(cell, node));
                    return;
                }
            }
        }
        serving.forEach(node -> places.add(of(node)));
    }

    /** Forgets the places from this number on. */
    void undoTo(int count) {
        ofNode.values().removeIf(place -> place >= count);
        ofCell.values().removeIf(place -> place >= count);
    }
}
