package dev.holdfast.survival;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.Converge;
import dev.holdfast.policy.Domain;
import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.policy.Spread;
import dev.holdfast.policy.Volume;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.MatchedNodes;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.Topology;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the model of one set from a view, in one of two extreme worlds: what is unknown as bad as
 * it can be, or as good. Copies and labels are monotone, so the two bound every completion.
 */
public final class SetModelBuilder {
    private final ClusterView view;
    private final PolicyMembers policy;
    private final Role role;
    private final Topology topology;
    private final boolean optimistic;
    private final boolean placing;
    private final int nodeLoss;
    private final SetModel model;
    private final Map<Integer, Integer> placeOfNode = new HashMap<>();
    private final Map<Integer, Integer> placeOfCell = new HashMap<>();
    private final Map<String, Integer> racks = new HashMap<>();
    private final Set<String> unknown = new LinkedHashSet<>();
    private final List<int[]> unknownVolumes = new ArrayList<>();
    private final List<Integer> unknownRacks = new ArrayList<>();
    private @Nullable String copiesGoneOn;
    private boolean calm;
    private boolean placesUnknown;

    /**
     * Prepares a model.
     *
     * @param optimistic whether what is unknown is taken at its best instead of its worst
     * @param placing whether bound members count as up whatever their state, as they do when others
     *     are placed
     */
    public SetModelBuilder(
            ClusterView view,
            PolicyMembers policy,
            RoleMembers members,
            int present,
            boolean optimistic,
            boolean placing) {
        this.view = view;
        this.policy = policy;
        this.role = members.role();
        this.topology = view.topology(policy.policy());
        this.optimistic = optimistic;
        this.placing = placing;
        this.nodeLoss = mostNodesLost(role);
        boolean any = role.replication().by() == Replication.By.Any;
        this.model =
                new SetModel(
                        topology.labelled(),
                        any,
                        RackRule.of(role.replication()),
                        Terms.of(role, present));
        this.model.absent =
                any
                        ? 0
                        : Math.max(
                                0,
                                role.replication().factor()
                                        - role.replication().external()
                                        - present);
        for (Spread spread : role.spread()) {
            if (spread.mode() == Spread.Mode.Required) {
                policy.policy()
                        .spec()
                        .domainIndex(spread.domain())
                        .ifPresent(domain -> model.spreads.add(new int[] {domain, spread.max()}));
            }
        }
    }

    private static int mostNodesLost(Role role) {
        int most = 1;
        for (Goal goal : role.survive()) {
            most = Math.max(most, goal.lose().getOrDefault(Domain.NODE_NAME, 0));
        }
        // One more than a goal names: the node of an evicted member may be lost besides.
        return most + 1;
    }

    /**
     * Takes volumes of unknown place as there: they are while nothing fails and every node is
     * Ready.
     */
    public SetModelBuilder calm() {
        calm = true;
        return this;
    }

    /** Whether some volume's place is unknown. */
    boolean placesUnknown() {
        return placesUnknown;
    }

    /**
     * Takes the copies that storage systems list on this node as gone, and the members that run
     * there on them as down.
     */
    public SetModelBuilder withoutStorageOn(String node) {
        copiesGoneOn = node;
        return this;
    }

    /** The role whose volume and converge speak for a pod: the first that it has. */
    public static Role firstRole(PolicyMembers policy, Role fallback, PodState pod) {
        List<Integer> roles = policy.rolesOf(pod);
        return roles.isEmpty() ? fallback : policy.roles().get(roles.getFirst()).role();
    }

    private Role firstRole(PodState pod) {
        return firstRole(policy, role, pod);
    }

    /** The units of a member: votes. */
    public static int votesOf(Role role, PodState pod) {
        Replication replication = role.replication();
        Optional<Integer> labelled =
                replication
                        .votes()
                        .map(votes -> pod.labels().get(votes.label()))
                        .flatMap(SetModelBuilder::count);
        if (labelled.isPresent()) {
            return labelled.get();
        }
        return isWitness(role, pod) ? 1 : replication.unitsPerMember();
    }

    private static Optional<Integer> count(String text) {
        return text.matches("[0-9]{1,6}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    /** The data units of a member: none for a witness. */
    public static int dataOf(Role role, PodState pod) {
        return isWitness(role, pod) ? 0 : role.replication().unitsPerMember();
    }

    private static boolean isWitness(Role role, PodState pod) {
        return role.replication()
                .witness()
                .map(selector -> selector.matches(pod.labels()))
                .orElse(false);
    }

    /** The votes of all these members together. */
    public static int presentUnits(Role role, Collection<PodState> members) {
        int units = 0;
        for (PodState pod : members) {
            units += votesOf(role, pod);
        }
        return units;
    }

    /** Adds all members; the order decides nothing but the numbers. */
    public SetModelBuilder addAll(Collection<PodState> members) {
        members.stream().sorted(java.util.Comparator.comparing(PodState::name)).forEach(this::add);
        return this;
    }

    /**
     * Adds a member where it is: bound, or held by a reservation, or nowhere. Returns its number.
     */
    public int add(PodState pod) {
        Optional<String> where =
                pod.node().isPresent()
                        ? pod.node()
                        : placing ? pod.reservedNode() : Optional.empty();
        int node = where.map(view::nodeId).orElse(-1);
        @Nullable NodeState state = node < 0 ? null : view.node(node);
        boolean up =
                state != null && !pod.terminating() && state.ready() && (placing || pod.ready());
        return addAt(pod, node, up);
    }

    /** Adds a member as if it ran on this node (-1: nowhere). Returns its number. */
    public int addAt(PodState pod, int node, boolean up) {
        int place = node < 0 ? -1 : placeOf(node);
        int member = model.members;
        List<SetModel.Volume> volumes = volumesOf(pod, place);
        for (int v = 0; v < volumes.size(); v++) {
            if (volumes.get(v).need() < SetModel.ALWAYS) {
                unknownVolumes.add(new int[] {member, v});
            }
        }
        boolean stays = up && !(copiesGoneOn != null && runsOnStorageOf(pod, copiesGoneOn));
        model.addMember(
                pod.name(),
                votesOf(role, pod),
                dataOf(role, pod),
                place,
                stays,
                volumes.toArray(SetModel.Volume[]::new));
        if (model.any) {
            setRack(member, pod, node);
        }
        if (role.survive().stream().anyMatch(Goal::afterFailover) || sizeHasNoSpare()) {
            model.restart[member] = restartPlaces(pod, place);
        }
        return member;
    }

    private boolean sizeHasNoSpare() {
        return model.terms.total() == Math.max(model.terms.read(), model.terms.write());
    }

    /** The finished model. */
    public SetModel build() {
        return model;
    }

    /** What could not be known, one text each; empty when the model is exact. */
    public List<String> unknownCauses() {
        return List.copyOf(unknown);
    }

    /** Member and volume numbers of volumes whose place nobody knows. */
    List<int[]> unknownVolumes() {
        return unknownVolumes;
    }

    /** Members of an {@code Any} role whose rack nobody knows. */
    List<Integer> unknownRacks() {
        return unknownRacks;
    }

    /** The place of a node, made when it is new. */
    public int placeOf(int node) {
        @Nullable Integer known = placeOfNode.get(node);
        if (known != null) {
            return known;
        }
        int place = model.addPlace(node, false);
        for (int d = 0; d < model.labelled; d++) {
            model.placeValue[d][place] = valueOf(d, node, place);
        }
        placeOfNode.put(node, place);
        return place;
    }

    private int valueOf(int domain, int node, int place) {
        int value = topology.value(domain, node);
        if (value != Topology.UNKNOWN) {
            return value;
        }
        @Nullable NodeState state = view.node(node);
        unknown.add(
                "node "
                        + (state == null ? node : state.name())
                        + " has no "
                        + topology.domains().get(domain).name()
                        + " label");
        return optimistic ? topology.valueBound(domain) + place : SetModel.WILD;
    }

    private int placeOfCell(int cell, int anyNodeThere) {
        @Nullable Integer known = placeOfCell.get(cell);
        if (known != null) {
            return known;
        }
        int place = model.addPlace(-1, true);
        for (int d = 0; d < model.labelled; d++) {
            model.placeValue[d][place] = topology.value(d, anyNodeThere);
        }
        placeOfCell.put(cell, place);
        return place;
    }

    // --- volumes

    /** The data volumes of a pod: all claims, or those of the templates that the role names. */
    public static List<PodState.Mount> dataClaims(Role role, PodState pod) {
        List<String> templates = role.volume().claims();
        if (templates.isEmpty()) {
            return pod.claims();
        }
        return pod.claims().stream().filter(mount -> templates.contains(mount.volume())).toList();
    }

    private List<SetModel.Volume> volumesOf(PodState pod, int place) {
        if (pod.uid().equals(ExpectedMembers.MISSING)) {
            return new ArrayList<>(List.of(SetModel.Volume.GONE));
        }
        List<SetModel.Volume> volumes = new ArrayList<>();
        Role first = firstRole(pod);
        for (PodState.Mount mount : dataClaims(first, pod)) {
            volumes.add(
                    first.volume().opaque()
                            ? SetModel.Volume.OPAQUE
                            : volumeOf(first, pod.namespace(), mount.claim(), place));
        }
        if (volumes.isEmpty()) {
            volumes.add(place < 0 ? SetModel.Volume.GONE : atHome(place));
        }
        return volumes;
    }

    private SetModel.Volume atHome(int place) {
        @Nullable NodeState node = view.node(model.placeNode[place]);
        boolean serves = node != null && node.ready();
        return serves ? new SetModel.Volume(new int[] {place}, 1) : SetModel.Volume.GONE;
    }

    private SetModel.Volume volumeOf(Role first, String namespace, String claimName, int place) {
        @Nullable ClaimState claim = view.claim(namespace, claimName);
        if (claim == null || claim.volume().isEmpty()) {
            return place < 0 ? SetModel.Volume.GONE : atHome(place);
        }
        String volumeName = claim.volume().get();
        @Nullable VolumeState volume = view.volume(volumeName);
        if (volume == null) {
            return unknownVolume("volume " + volumeName + " is not in the view");
        }
        return switch (volume.copies()) {
            case VolumeState.Copies.Unknown(String cause) ->
                    unknownVolume("copies of volume " + volumeName + ": " + cause);
            case VolumeState.Copies.FromAffinity() when volume.affinity().isEmpty() ->
                    unknownVolume("copies of volume " + volumeName);
            case VolumeState.Copies.FromAffinity() ->
                    new SetModel.Volume(servingPlaces(volume.affinity()), 1);
            case VolumeState.Copies.Listed listed -> listedVolume(first, volumeName, listed);
        };
    }

    private SetModel.Volume unknownVolume(String cause) {
        unknown.add(cause);
        placesUnknown = true;
        return optimistic || calm ? SetModel.Volume.ANYWHERE : SetModel.Volume.GONE;
    }

    private SetModel.Volume listedVolume(
            Role first, String volumeName, VolumeState.Copies.Listed listed) {
        List<Integer> places = new ArrayList<>();
        for (VolumeState.Copy copy : listed.copies()) {
            int node = view.nodeId(copy.node());
            if (node < 0 || copy.node().equals(copiesGoneOn)) {
                continue;
            }
            boolean current = copy.state() == VolumeState.Copy.State.Current;
            if (copy.state() == VolumeState.Copy.State.Unknown) {
                unknown.add(
                        "state of the copy of volume " + volumeName + " on node " + copy.node());
                current = optimistic;
            }
            @Nullable NodeState state = view.node(node);
            if (current && state != null && state.ready() && !places.contains(placeOf(node))) {
                places.add(placeOf(node));
            }
        }
        int[] found = places.stream().mapToInt(Integer::intValue).toArray();
        return new SetModel.Volume(found, needOf(first.volume(), listed));
    }

    /**
     * How many copies must live for the volume to attach, over the copies that the storage wants.
     */
    static int needOf(Volume volume, VolumeState.Copies.Listed listed) {
        int wanted = volume.copies() instanceof Amount.Units(int count) ? count : listed.wanted();
        Amount usable = volume.usable() == Amount.Word.Auto ? listed.usable() : volume.usable();
        return Math.max(1, usable.of(Math.max(1, wanted)));
    }

    /**
     * Places of the nodes that match and are Ready: single nodes where they are few, whole cells
     * where they are many.
     */
    private int[] servingPlaces(NodeAffinity affinity) {
        MatchedNodes matched = view.matching(affinity, policy.policy());
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < matched.cells().length; i++) {
            collect(matched.cells()[i], matched.nodes()[i], nodeLoss, false, places);
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    private void collect(
            int cell, int[] nodes, int few, boolean mustSchedule, List<Integer> places) {
        List<Integer> serving = new ArrayList<>();
        for (int node : nodes) {
            @Nullable NodeState state = view.node(node);
            if (state != null && state.ready() && (!mustSchedule || state.schedulable())) {
                serving.add(node);
                if (serving.size() > few && cell != Topology.UNKNOWN) {
                    places.add(placeOfCell(cell, node));
                    return;
                }
            }
        }
        serving.forEach(node -> places.add(placeOf(node)));
    }

    private boolean runsOnStorageOf(PodState pod, String node) {
        if (!pod.node().equals(Optional.of(node))) {
            return false;
        }
        for (PodState.Mount mount : dataClaims(firstRole(pod), pod)) {
            @Nullable ClaimState claim = view.claim(pod.namespace(), mount.claim());
            @Nullable VolumeState volume =
                    claim == null ? null : claim.volume().map(view::volume).orElse(null);
            if (claim != null
                    && claim.volume().isPresent()
                    && !firstRole(pod).volume().opaque()
                    && keptByStorage(volume)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a storage system keeps the copies, wherever it may: not a volume whose affinity is
     * all that is known.
     */
    public static boolean keptByStorage(@Nullable VolumeState volume) {
        return volume == null
                || !(volume.copies() instanceof VolumeState.Copies.FromAffinity)
                || volume.affinity().isEmpty();
    }

    // --- failover

    private int @Nullable [] restartPlaces(PodState pod, int home) {
        Role first = firstRole(pod);
        boolean atHome =
                dataClaims(first, pod).isEmpty()
                        || (!first.volume().opaque() && hasUnboundClaim(pod));
        if (atHome) {
            return home < 0 ? null : schedulable(new int[] {home});
        }
        if (firstRole(pod).converge().mode() == Converge.Mode.Required) {
            int @Nullable [] copies = copyPlaces(pod);
            if (copies != null) {
                int[] attachable =
                        java.util.Arrays.stream(copies)
                                .filter(place -> fitsOtherAffinities(pod, place))
                                .toArray();
                return schedulable(attachable);
            }
        }
        int few = nodeLoss + 2 * Math.max(4, role.replication().factor());
        List<Integer> places = new ArrayList<>();
        MatchedNodes matched = view.matching(joinedAffinity(pod), policy.policy());
        for (int i = 0; i < matched.cells().length; i++) {
            if (matched.cells()[i] != Topology.UNKNOWN) {
                collect(matched.cells()[i], matched.nodes()[i], few, true, places);
            }
        }
        places.removeIf(place -> !fitsOtherAffinities(pod, place));
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    private boolean hasUnboundClaim(PodState pod) {
        return dataClaims(firstRole(pod), pod).stream()
                .map(mount -> view.claim(pod.namespace(), mount.claim()))
                .anyMatch(claim -> claim == null || claim.volume().isEmpty());
    }

    /** The narrowest affinity of the pod's volumes; the others are checked one by one. */
    private NodeAffinity joinedAffinity(PodState pod) {
        NodeAffinity narrowest = NodeAffinity.ANYWHERE;
        int fewest = Integer.MAX_VALUE;
        for (NodeAffinity affinity : affinities(pod)) {
            int size = view.matching(affinity, policy.policy()).size();
            if (size < fewest) {
                fewest = size;
                narrowest = affinity;
            }
        }
        return narrowest;
    }

    private List<NodeAffinity> affinities(PodState pod) {
        List<NodeAffinity> found = new ArrayList<>();
        for (PodState.Mount mount : pod.claims()) {
            @Nullable ClaimState claim = view.claim(pod.namespace(), mount.claim());
            @Nullable VolumeState volume =
                    claim == null ? null : claim.volume().map(view::volume).orElse(null);
            if (volume != null && !volume.affinity().isEmpty()) {
                found.add(volume.affinity());
            }
        }
        return found;
    }

    private boolean fitsOtherAffinities(PodState pod, int place) {
        if (model.bulk[place]) {
            return true;
        }
        @Nullable NodeState node = view.node(model.placeNode[place]);
        return node != null
                && affinities(pod).stream().allMatch(affinity -> affinity.matches(node));
    }

    /**
     * The nodes with a current copy of every listed volume; null when no volume is listed, and
     * affinities decide alone.
     */
    private int @Nullable [] copyPlaces(PodState pod) {
        int @Nullable [] common = null;
        Role first = firstRole(pod);
        for (PodState.Mount mount : dataClaims(first, pod)) {
            @Nullable ClaimState claim = view.claim(pod.namespace(), mount.claim());
            @Nullable VolumeState volume =
                    claim == null ? null : claim.volume().map(view::volume).orElse(null);
            if (first.volume().opaque()
                    || volume == null
                    || !(volume.copies() instanceof VolumeState.Copies.Listed listed)) {
                continue;
            }
            int[] places = listedVolume(first, volume.name(), listed).places();
            int[] before = common;
            common =
                    before == null
                            ? places
                            : java.util.Arrays.stream(places)
                                    .filter(place ->
                                            java.util.Arrays.stream(before)
                                                    .anyMatch(other -> other == place))
                                    .toArray();
        }
        return common;
    }

    private int[] schedulable(int[] places) {
        return java.util.Arrays.stream(places)
                .filter(place -> {
                    @Nullable NodeState node =
                            model.bulk[place] ? null : view.node(model.placeNode[place]);
                    return model.bulk[place]
                            || (node != null
                                    && node.schedulable()
                                    && node.ready()
                                    && labelled(model.placeNode[place]));
                })
                .toArray();
    }

    private boolean labelled(int node) {
        return model.labelled == 0 || topology.cell(node) != Topology.UNKNOWN;
    }

    /**
     * Places where a pending member that has its volumes already could stand: every affinity
     * matches, and a copy is there.
     */
    int[] standingPlaces(PodState pod) {
        List<Integer> places = new ArrayList<>();
        for (SetModel.Volume volume : volumesOf(pod, -1)) {
            for (int place : volume.places()) {
                if (!places.contains(place)) {
                    places.add(place);
                }
            }
        }
        MatchedNodes matched = view.matching(joinedAffinity(pod), policy.policy());
        for (int i = 0; i < matched.cells().length; i++) {
            @Nullable Integer cell = placeOfCell.get(matched.cells()[i]);
            boolean copyThere = cell != null && places.removeIf(cell::equals);
            if (copyThere) {
                collect(
                        matched.cells()[i],
                        matched.nodes()[i],
                        nodeLoss + 2 * model.members + 8,
                        false,
                        places);
            }
        }
        places.removeIf(place -> !fitsOtherAffinities(pod, place));
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    // --- racks

    private void setRack(int member, PodState pod, int node) {
        Optional<String> rack = rackOf(pod, node);
        if (rack.isEmpty()) {
            unknownRacks.add(member);
            model.rack[member] = model.racks;
            model.racksAtLeast(model.racks + 1);
            return;
        }
        model.rack[member] = rackNumber(rack.get());
    }

    /**
     * The member's rack: its label, else the node's value of the rack's domain; empty when neither
     * is known.
     */
    public Optional<String> rackOf(PodState pod, int node) {
        Optional<Replication.Rack> rack = role.replication().rack();
        if (rack.isEmpty()) {
            return Optional.of("");
        }
        Optional<String> label = rack.get().label().map(key -> pod.labels().get(key));
        if (label.isPresent()) {
            return label;
        }
        int domain = policy.policy().spec().domainIndex(rack.get().domain()).orElse(model.labelled);
        if (domain == model.labelled) {
            int where = node < 0 ? nodeOfVolumes(pod) : node;
            @Nullable NodeState state = where < 0 ? null : view.node(where);
            return Optional.ofNullable(state).map(NodeState::name);
        }
        int value = node < 0 ? valueOfVolumes(pod, domain) : topology.value(domain, node);
        return value < 0 || value >= topology.valueBound(domain)
                ? Optional.empty()
                : Optional.of(topology.name(domain, value));
    }

    /** The one node that a pod's volumes can be on, or -1. */
    private int nodeOfVolumes(PodState pod) {
        int[] places = standingPlaces(pod);
        return places.length == 1 && !model.bulk[places[0]] ? model.placeNode[places[0]] : -1;
    }

    /** The one value that all of a pod's volumes lie in, or ABSENT. */
    private int valueOfVolumes(PodState pod, int domain) {
        int found = Topology.ABSENT;
        for (SetModel.Volume volume : volumesOf(pod, -1)) {
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

    /** Racks by name. */
    Map<String, Integer> racks() {
        return racks;
    }

    /** The number of a rack, made when it is new. */
    int rackNumber(String name) {
        @Nullable Integer known = racks.get(name);
        int id = known == null ? model.racks : known;
        racks.put(name, id);
        model.racksAtLeast(id + 1);
        return id;
    }

    /** Takes back everything that was added after the model had so many places and members. */
    void undoTo(int places, int members) {
        placeOfNode.values().removeIf(place -> place >= places);
        placeOfCell.values().removeIf(place -> place >= places);
        model.truncate(places, members);
    }

    /** The volumes of a pod that runs nowhere. */
    List<SetModel.Volume> volumesOfUnbound(PodState pod) {
        return volumesOf(pod, -1);
    }

    /** The members of a set as a list. */
    public static List<PodState> listOf(
            dev.holdfast.view.@Nullable PersistentMap<String, PodState> members) {
        List<PodState> list = new ArrayList<>();
        if (members != null) {
            members.forEach((_, pod) -> list.add(pod));
        }
        return list;
    }
}
