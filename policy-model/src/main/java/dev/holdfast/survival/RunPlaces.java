package dev.holdfast.survival;

import dev.holdfast.policy.Converge;
import dev.holdfast.policy.Role;
import dev.holdfast.view.MatchedNodes;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.Topology;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the volumes of a member let it run: again after a failover, or for the first time while it
 * is pending.
 */
final class RunPlaces {
    private final RoleInView set;
    private final SetModel model;
    private final Places places;
    private final VolumeCopies copies;

    RunPlaces(RoleInView set, SetModel model, Places places, VolumeCopies copies) {
        this.set = set;
        this.model = model;
        this.places = places;
        this.copies = copies;
    }

    /**
     * Places where a member could restart: Ready, schedulable, matched by its volumes' affinities
     * and, where converge is Required, with a current copy. Null: nowhere.
     *
     * @param home the place that it runs on, -1 for none
     */
    int @Nullable [] restart(PodState pod, int home) {
        Role first = set.firstRole(pod);
        List<DataVolume> volumes = set.dataVolumes(pod);
        boolean atHome =
                volumes.isEmpty()
                        || (!first.volume().opaque()
                                && volumes.stream().anyMatch(volume -> !volume.bound()));
        if (atHome) {
            return home < 0 || !fits(pod, home) ? null : schedulable(new int[] {home});
        }
        if (first.converge().mode() == Converge.Mode.Required) {
            int @Nullable [] local = copyPlaces(first, volumes);
            if (local != null) {
                return schedulable(
                        Arrays.stream(local).filter(place -> fits(pod, place)).toArray());
            }
        }
        int few = set.nodesLost() + 2 * Math.max(4, set.role().replication().factor());
        List<Integer> found = new ArrayList<>();
        MatchedNodes matched = set.matching(narrowestAffinity(pod));
        for (int i = 0; i < matched.cells().length; i++) {
            if (matched.cells()[i] != Topology.UNKNOWN) {
                places.collect(matched.cells()[i], fitting(pod, matched, i), few, true, found);
            }
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Places where a pending member that has its volumes already could stand: every affinity
     * matches, and a copy is there or may be. Nobody is put on a node without its labels that holds
     * nothing.
     */
    int[] standing(PodState pod) {
        List<Integer> found = new ArrayList<>();
        boolean anywhere = false;
        for (SetModel.Volume volume : copies.of(pod, -1)) {
            anywhere |= volume.need() <= SetModel.ALWAYS;
            for (int place : volume.places()) {
                if (!found.contains(place)) {
                    found.add(place);
                }
            }
        }
        int few = set.nodesLost() + 2 * model.members + 8;
        MatchedNodes matched = set.matching(narrowestAffinity(pod));
        List<Integer> wholeCells = new ArrayList<>(found);
        wholeCells.removeIf(place -> !model.bulk[place]);
        found.removeIf(place -> model.bulk[place] || !fits(pod, place));
        for (int i = 0; i < matched.cells().length; i++) {
            @Nullable Integer cell = places.knownCell(matched.cells()[i]);
            if (anywhere || (cell != null && wholeCells.contains(cell))) {
                int[] nodes = fitting(pod, matched, i);
                places.collect(
                        matched.cells()[i],
                        matched.cells()[i] == Topology.UNKNOWN ? open(nodes) : nodes,
                        few,
                        false,
                        found);
            }
        }
        return found.stream().mapToInt(Integer::intValue).distinct().toArray();
    }

    private int[] open(int[] unlabelled) {
        return Arrays.stream(unlabelled).filter(set.openNodes()::contains).toArray();
    }

    /**
     * The nodes of a cell that match the narrowest affinity of the pod's volumes, and all others.
     */
    private int[] fitting(PodState pod, MatchedNodes matched, int cell) {
        int[] nodes = matched.nodes()[cell];
        List<NodeAffinity> all = affinities(set, pod);
        return all.size() <= 1
                ? nodes
                : Arrays.stream(nodes).filter(node -> fits(all, set.view().node(node))).toArray();
    }

    /** The narrowest affinity of the pod's volumes; the others are checked one by one. */
    private NodeAffinity narrowestAffinity(PodState pod) {
        NodeAffinity narrowest = NodeAffinity.ANYWHERE;
        int fewest = Integer.MAX_VALUE;
        for (NodeAffinity affinity : affinities(set, pod)) {
            int size = set.matching(affinity).size();
            if (size < fewest) {
                fewest = size;
                narrowest = affinity;
            }
        }
        return narrowest;
    }

    /** Where the volumes of a pod can attach: on nodes that all of these match. */
    static List<NodeAffinity> affinities(RoleInView set, PodState pod) {
        List<NodeAffinity> found = new ArrayList<>();
        for (DataVolume data : DataVolume.allOf(set.view(), pod)) {
            @Nullable VolumeState volume = data.volume();
            if (volume != null && !volume.affinity().isEmpty()) {
                found.add(volume.affinity());
            }
        }
        return found;
    }

    private boolean fits(PodState pod, int place) {
        return model.bulk[place] || fits(affinities(set, pod), places.node(place));
    }

    private static boolean fits(List<NodeAffinity> all, @Nullable NodeState node) {
        return node != null && all.stream().allMatch(affinity -> affinity.matches(node));
    }

    /**
     * The places with a current copy of every listed volume; null when no volume is listed, and
     * affinities decide alone.
     */
    private int @Nullable [] copyPlaces(Role first, List<DataVolume> volumes) {
        if (first.volume().opaque()) {
            return null;
        }
        int @Nullable [] common = null;
        for (DataVolume data : volumes) {
            @Nullable VolumeState volume = data.volume();
            int[] some;
            if (copies.isGuessed(data)) {
                some = copies.of(first, data, -1).places();
            } else if (volume != null
                    && volume.copies() instanceof VolumeState.Copies.Listed listed) {
                some = copies.listed(first, volume.name(), listed).places();
            } else {
                continue;
            }
            common = common == null ? some : inBoth(some, common);
        }
        return common;
    }

    private static int[] inBoth(int[] some, int[] others) {
        return Arrays.stream(some)
                .filter(place -> Arrays.stream(others).anyMatch(other -> other == place))
                .toArray();
    }

    private int[] schedulable(int[] some) {
        return Arrays.stream(some)
                .filter(place -> {
                    @Nullable NodeState node = places.node(place);
                    return model.bulk[place]
                            || (node != null
                                    && node.schedulable()
                                    && node.ready()
                                    && places.labelled(place));
                })
                .toArray();
    }
}
