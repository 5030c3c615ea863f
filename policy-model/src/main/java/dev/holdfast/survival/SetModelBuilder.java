package dev.holdfast.survival;

import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the model of one set from a view, with what is unknown as bad as it can be, as good, or as
 * one completion has it. Copies and labels are monotone, so the first two bound every completion
 * wherever racks are known.
 */
final class SetModelBuilder {
    private static final Comparator<PodState> BY_NAME =
            (one, other) -> one.name().compareTo(other.name());

    private final RoleInView set;
    private final Role role;
    private final boolean placing;
    private final SetModel model;
    private final boolean mayRestart;
    private final Unknowns unknowns = new Unknowns();
    private final Places places;
    private final VolumeCopies copies;
    private final RunPlaces runPlaces;
    private final Racks racks;

    /**
     * Prepares a model.
     *
     * @param present votes of the members that exist
     * @param outlook how what is unknown is taken
     * @param placing whether bound members count as up whatever their state, as they do when others
     *     are placed
     */
    SetModelBuilder(RoleInView set, int present, Outlook outlook, boolean placing) {
        this.set = set;
        this.role = set.role();
        this.placing = placing;
        this.model =
                new SetModel(
                        set.topology().labelled(),
                        role.replication().by() == Replication.By.Any,
                        set.rackRule(),
                        set.spreads(),
                        Terms.of(role, present));
        model.absent = model.any ? 0 : absent(present);
        this.mayRestart = model.terms.noSpare() || set.failover();
        this.places = new Places(set, model, unknowns, outlook);
        this.copies = new VolumeCopies(set, places, unknowns, outlook);
        this.runPlaces = new RunPlaces(set, model, places, copies);
        this.racks = new Racks(set, model, places, outlook);
    }

    private int absent(int present) {
        Replication replication = role.replication();
        return Math.max(0, replication.factor() - replication.external() - present);
    }

    /**
     * Takes volumes of unknown place as there: they are while nothing fails and every node is
     * Ready.
     */
    SetModelBuilder calm() {
        copies.calm();
        return this;
    }

    /**
     * Takes the copies that storage systems list on this node as gone, and the members that run
     * there on them as down.
     */
    void withoutStorageOn(String node) {
        copies.withoutStorageOn(node);
    }

    /** Adds all members; the order decides nothing but the numbers. */
    SetModelBuilder addAll(Collection<PodState> members) {
        List<PodState> sorted = new ArrayList<>(members);
        sorted.sort(BY_NAME);
        sorted.forEach(this::add);
        return this;
    }

    /** Adds a member where it is: bound, or held by a reservation, or nowhere. */
    void add(PodState pod) {
        Optional<String> where =
                pod.node().isPresent()
                        ? pod.node()
                        : placing ? pod.reservedNode() : Optional.empty();
        int node = where.isPresent() ? set.view().nodeId(where.get()) : -1;
        @Nullable NodeState state = node < 0 ? null : set.view().node(node);
        boolean up =
                state != null && !pod.terminating() && state.ready() && (placing || pod.ready());
        addAt(pod, node, up);
    }

    /** Adds a member as if it ran on this node (-1: nowhere). */
    void addAt(PodState pod, int node, boolean up) {
        int place = node < 0 ? -1 : places.of(node);
        SetModel.Volume[] volumes = copies.of(pod, place);
        int member =
                model.addMember(
                        pod.name(),
                        Units.votesOf(role, pod),
                        Units.dataOf(role, pod),
                        place,
                        up && !copies.lostStorage(pod),
                        volumes);
        if (model.any && !racks.put(member, pod, place)) {
            unknowns.racks().add(member);
        }
        if (mayRestart) {
            model.restart[member] = runPlaces.restart(pod, place);
        }
    }

    /**
     * In a completion puts the members whose racks nobody knows into racks, once all others are in
     * theirs.
     */
    SetModelBuilder settle() {
        racks.settle();
        return this;
    }

    /**
     * Whether the worst and the best world bound every completion. Where spreads hinder members
     * that restart, one that is up may be in the way of another, and less that is lost is not
     * always better.
     */
    boolean boundsHold() {
        return !mayRestart || model.spreads.isEmpty();
    }

    /** The finished model. */
    SetModel build() {
        return model;
    }

    /** What could not be known. */
    Unknowns unknowns() {
        return unknowns;
    }

    /** The places of the model. */
    Places places() {
        return places;
    }

    /** The copies of members' volumes. */
    VolumeCopies copies() {
        return copies;
    }

    /** Where members could run. */
    RunPlaces runPlaces() {
        return runPlaces;
    }

    /** The racks of members. */
    Racks racks() {
        return racks;
    }

    /** Takes back everything that was added after the model had so many places and members. */
    void undoTo(int placeCount, int members) {
        places.undoTo(placeCount);
        model.truncate(placeCount, members);
    }
}
