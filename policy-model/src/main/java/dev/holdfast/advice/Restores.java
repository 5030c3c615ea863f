package dev.holdfast.advice;

import dev.holdfast.rules.LostData;
import dev.holdfast.view.Change;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is down and could come back: members, nodes, copies, members whose data is lost. */
final class Restores {
    private Restores() {}

    /** Every single thing of these members that could come back. */
    static List<Space.Option> of(Trial trial, int role, List<PodState> pods) {
        List<Space.Option> options = new ArrayList<>();
        Map<String, NodeState> down = new TreeMap<>();
        for (PodState pod : pods) {
            @Nullable NodeState node = Members.nodeOf(trial.view(), pod);
            if (node != null && !node.ready()) {
                down.put(node.name(), node);
            } else if (node != null && (!pod.ready() || pod.terminating())) {
                options.add(member(pod, node));
            }
            for (VolumeState volume : Members.volumes(trial, pod)) {
                copies(trial, volume, options, down);
            }
        }
        down.values().forEach(node -> options.add(node(pods, node)));
        Set<String> lost = new HashSet<>();
        LostData.of(trial.view(), trial.policy(), trial.policy().roles().get(role))
                .forEach(loss -> lost.add(loss.member().name()));
        options.addAll(
                Moves.rebuilds(
                        trial,
                        role,
                        pods.stream().filter(pod -> lost.contains(pod.name())).toList(),
                        2));
        return options;
    }

    private static Space.Option member(PodState pod, NodeState node) {
        Step step =
                new Step(
                        Step.Action.RestoreMember,
                        pod.name(),
                        "",
                        node.name(),
                        pod.terminating() ? "it is ending" : "it is not ready");
        PodState ready = Members.with(pod, pod.node(), true);
        return new Space.Option(
                "pod/" + pod.name(), Draft.of(step, List.of(new Change.PodPut(ready))));
    }

    private static Space.Option node(List<PodState> pods, NodeState node) {
        List<Change> changes = new ArrayList<>();
        changes.add(
                new Change.NodePut(
                        new NodeState(
                                node.name(),
                                node.labels(),
                                true,
                                node.schedulable(),
                                node.taints(),
                                node.allocatable(),
                                node.storageDown())));
        List<String> back = new ArrayList<>();
        for (PodState pod : pods) {
            if (pod.node().equals(Optional.of(node.name()))) {
                changes.add(new Change.PodPut(Members.with(pod, pod.node(), true)));
                back.add(pod.name());
            }
        }
        String note = back.isEmpty() ? "" : "and with it " + String.join(" and ", back);
        return new Space.Option(
                "node/" + node.name(),
                Draft.of(
                        new Step(Step.Action.RestoreNode, node.name(), "", node.name(), note),
                        changes));
    }

    /** Copies that are behind, of which one per volume is brought back, and their nodes. */
    private static void copies(
            Trial trial,
            VolumeState volume,
            List<Space.Option> options,
            Map<String, NodeState> down) {
        if (!(volume.copies() instanceof VolumeState.Copies.Listed listed)) {
            return;
        }
        for (VolumeState.Copy copy : listed.copies()) {
            int id = trial.view().nodeId(copy.node());
            @Nullable NodeState node = id < 0 ? null : trial.view().node(id);
            if (node == null) {
                continue;
            }
            if (!node.ready()) {
                down.put(node.name(), node);
            }
            if (copy.state() == VolumeState.Copy.State.Stale
                    || copy.state() == VolumeState.Copy.State.Rebuilding) {
                options.add(copy(volume, listed, copy));
            }
        }
    }

    private static Space.Option copy(
            VolumeState volume, VolumeState.Copies.Listed listed, VolumeState.Copy behind) {
        List<VolumeState.Copy> copies = new ArrayList<>(listed.copies());
        copies.replaceAll(copy ->
                copy.equals(behind)
                        ? new VolumeState.Copy(copy.node(), VolumeState.Copy.State.Current)
                        : copy);
        VolumeState current =
                new VolumeState(
                        volume.name(),
                        volume.affinity(),
                        new VolumeState.Copies.Listed(
                                copies, listed.wanted(), listed.usable(), listed.source()),
                        volume.driver());
        Step step =
                new Step(
                        Step.Action.RestoreCopy,
                        volume.name(),
                        behind.state().name(),
                        behind.node(),
                        "");
        return new Space.Option(
                "volume/" + volume.name(), Draft.of(step, List.of(new Change.VolumePut(current))));
    }
}
