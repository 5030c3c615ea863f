package dev.holdfast.survival;

import dev.holdfast.policy.Replication;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.Topology;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The racks that the members of an {@code Any} role are in, numbered as they are met. */
final class Racks {
    private final RoleInView set;
    private final Topology topology;
    private final SetModel model;
    private final VolumeCopies copies;
    private final RunPlaces runPlaces;
    private final Map<String, Integer> numbers = new HashMap<>();

    Racks(RoleInView set, SetModel model, VolumeCopies copies, RunPlaces runPlaces) {
        this.set = set;
        this.topology = set.topology();
        this.model = model;
        this.copies = copies;
        this.runPlaces = runPlaces;
    }

    /** Puts a member into its rack; false when nobody knows it, and it is alone in a new one. */
    boolean put(int member, PodState pod, int node) {
        Optional<String> rack = of(pod, node);
        if (rack.isPresent()) {
            model.rack[member] = number(rack.get());
            return true;
        }
        model.rack[member] = model.racks;
        model.racksAtLeast(model.racks + 1);
        return false;
    }

    /**
     * The member's rack: its label, else the node's value of the rack's domain; empty when neither
     * is known.
     *
     * @param node the member's node, -1 for one that its volumes decide
     */
    Optional<String> of(PodState pod, int node) {
        Optional<Replication.Rack> rack = set.role().replication().rack();
        if (rack.isEmpty()) {
            return Optional.of("");
        }
        Optional<String> label = rack.get().label().map(key -> pod.labels().get(key));
        if (label.isPresent()) {
            return label;
        }
        int domain = set.rackDomain().orElse(model.labelled);
        if (domain == model.labelled) {
            int where = node < 0 ? nodeOfVolumes(pod) : node;
            @Nullable NodeState state = where < 0 ? null : set.view().node(where);
            return Optional.ofNullable(state).map(NodeState::name);
        }
        int value = node < 0 ? valueOfVolumes(pod, domain) : topology.value(domain, node);
        return value < 0 || value >= topology.valueBound(domain)
                ? Optional.empty()
                : Optional.of(topology.key(domain, value));
    }

    /** The rack of a member that stands on a place; empty when nobody knows it. */
    Optional<String> at(PodState pod, int place) {
        int node = model.bulk[place] ? -1 : model.placeNode[place];
        if (node >= 0) {
            return of(pod, node);
        }
        Optional<Replication.Rack> rack = set.role().replication().rack();
        if (rack.isEmpty()) {
            return Optional.of("");
        }
        int domain = set.rackDomain().orElse(model.labelled);
        Optional<String> label = rack.get().label().map(key -> pod.labels().get(key));
        if (label.isPresent() || domain == model.labelled) {
            return label;
        }
        int value = model.placeValue[domain][place];
        return value < 0 || value >= topology.valueBound(domain)
                ? Optional.empty()
                : Optional.of(topology.key(domain, value));
    }

    /** The one node that a pod's volumes can be on, or -1. */
    private int nodeOfVolumes(PodState pod) {
        int[] places = runPlaces.standing(pod);
        return places.length == 1 && !model.bulk[places[0]] ? model.placeNode[places[0]] : -1;
    }

    /** The one value that all of a pod's volumes lie in, or ABSENT. */
    private int valueOfVolumes(PodState pod, int domain) {
        int found = Topology.ABSENT;
        for (SetModel.Volume volume : copies.of(pod, -1)) {
            for (int place : volume.places()) {
                int value = model.placeValue[domain][place];
                if (found != Topology.ABSENT && found != value) {
                    return Topology.ABSENT;
                }
                found = value;
            }
        }
        return found;
    }

    /** The numbers of racks by name. */
    Map<String, Integer> numbers() {
        return numbers;
    }

    /** The number of a rack, made when it is new. */
    int number(String name) {
        @Nullable Integer known = numbers.get(name);
        int id = known == null ? model.racks : known;
        numbers.put(name, id);
        model.racksAtLeast(id + 1);
        return id;
    }
}
