package dev.holdfast.survival;

import dev.holdfast.view.Topology;
import java.util.List;
import java.util.Map;

/** Every way to put the members of one model whose racks nobody knows into racks. */
final class RackAssignments {
    private final SetModelBuilder builder;
    private final SetModel model;
    private final Topology topology;
    private final int domain;
    private final List<Integer> loose;
    private final int known;
    private final int[] assignment;

    /** Stands before the first way; the model is changed from way to way. */
    RackAssignments(RoleInView set, SetModelBuilder builder) {
        this.builder = builder;
        this.model = builder.build();
        this.topology = set.topology();
        this.domain = set.rackDomain().orElse(topology.labelled());
        this.loose = builder.unknowns().racks();
        this.known = model.racks - loose.size();
        this.assignment = new int[loose.size()];
        assign();
    }

    /** Whether there are too many to try one by one. */
    boolean tooMany() {
        return Math.pow(model.racks, loose.size()) > VolumeCompletions.MOST;
    }

    /** Takes the next way; false when there is none. */
    boolean next() {
        for (int i = 0; i < assignment.length; i++) {
            if (++assignment[i] < model.racks) {
                assign();
                return true;
            }
            assignment[i] = 0;
        }
        return false;
    }

    private void assign() {
        for (int i = 0; i < assignment.length; i++) {
            int member = loose.get(i);
            model.rack[member] = assignment[i];
            int place = model.podPlace[member];
            if (domain < topology.labelled()
                    && place >= 0
                    && topology.value(domain, model.placeNode[place]) < 0) {
                model.placeValue[domain][place] =
                        assignment[i] < known
                                ? valueOf(assignment[i], place)
                                : topology.valueBound(domain) + assignment[i];
            }
        }
    }

    /** The domain value that a rack is named like, else one that no other place has. */
    private int valueOf(int rack, int place) {
        for (Map.Entry<String, Integer> named : builder.racks().numbers().entrySet()) {
            if (named.getValue() == rack && topology.id(domain, named.getKey()) >= 0) {
                return topology.id(domain, named.getKey());
            }
        }
        return topology.valueBound(domain) + place;
    }
}
