package dev.holdfast.advice;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.Role;
import dev.holdfast.view.Change;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.Topology;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** More copies of volumes whose storage system keeps several. */
final class Copies {
    private Copies() {}

    /**
     * Every way to add one copy to one volume of these members: on a node that is Ready, has none
     * of it, and lies in the domain that must hold them all. Nothing where the policy itself says
     * how many copies there are.
     *
     * @param few how many nodes that are alike are enough
     */
    static List<Space.Option> additions(Trial trial, List<PodState> pods, int few) {
        List<Integer> targets = Targets.of(trial, List.of(), few);
        List<Space.Option> options = new ArrayList<>();
        for (PodState pod : pods) {
            Role first = Members.firstRole(trial, pod);
            if (first.volume().copies() instanceof Amount.Units) {
                continue;
            }
            for (VolumeState volume : Members.volumes(trial, pod)) {
                if (volume.copies() instanceof VolumeState.Copies.Listed listed) {
                    for (int target : targets) {
                        addition(trial, pod, first, volume, listed, target).ifPresent(options::add);
                    }
                }
            }
        }
        return options;
    }

    private static Optional<Space.Option> addition(
            Trial trial,
            PodState pod,
            Role first,
            VolumeState volume,
            VolumeState.Copies.Listed listed,
            int target) {
        @Nullable NodeState node = trial.view().node(target);
        if (node == null
                || node.lacksStorageOf(volume)
                || listed.copies().stream().anyMatch(copy -> copy.node().equals(node.name()))
                || !within(trial, first, listed, target)) {
            return Optional.empty();
        }
        List<VolumeState.Copy> copies = new ArrayList<>(listed.copies());
        copies.add(new VolumeState.Copy(node.name(), VolumeState.Copy.State.Current));
        VolumeState.Copies.Listed more =
                new VolumeState.Copies.Listed(
                        copies, listed.wanted() + 1, listed.usable(), listed.source());
        Step step =
                new Step(
                        Step.Action.AddCopy,
                        volume.name(),
                        Integer.toString(listed.wanted()),
                        node.name(),
                        "of "
                                + pod.name()
                                + ", "
                                + (listed.wanted() + 1)
                                + " copies then"
                                + where(trial, target));
        VolumeState changed =
                new VolumeState(volume.name(), volume.affinity(), more, volume.driver());
        return Optional.of(
                new Space.Option(
                        volume.name(), Draft.of(step, List.of(new Change.VolumePut(changed)))));
    }

    private static String where(Trial trial, int target) {
        String where = Members.where(trial, target);
        return where.isEmpty() ? "" : ", " + where;
    }

    /** Whether a node is in the domain value of a copy that there is, where all must be in one. */
    private static boolean within(
            Trial trial, Role role, VolumeState.Copies.Listed listed, int target) {
        Optional<Integer> domain =
                role.volume()
                        .within()
                        .flatMap(name -> trial.policy().policy().spec().domainIndex(name));
        Topology topology = trial.view().topology(trial.policy().policy());
        if (domain.isEmpty() || domain.get() >= topology.labelled()) {
            return domain.isEmpty();
        }
        int value = topology.value(domain.get(), target);
        return listed.copies().stream()
                .map(copy -> trial.view().nodeId(copy.node()))
                .allMatch(node -> node < 0 || topology.value(domain.get(), node) == value);
    }
}
