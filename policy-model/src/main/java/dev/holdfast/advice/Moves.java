package dev.holdfast.advice;

import dev.holdfast.rules.Fit;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which member could run on which node, with the volumes that it has or with new ones. */
final class Moves {
    private Moves() {}

    /**
     * Every way to move one of these members where its volumes can be attached. A member that finds
     * its data nowhere else is not moved, unless it runs nowhere yet.
     *
     * @param few how many nodes that are alike are enough
     */
    static List<Space.Option> moves(Trial trial, int role, List<PodState> pods, int few) {
        List<PodState> movers =
                pods.stream()
                        .filter(pod -> pod.node().isEmpty() || Members.takesItsData(trial, pod))
                        .toList();
        List<Integer> targets = Targets.of(trial, movers, few);
        List<Space.Option> options = new ArrayList<>();
        for (PodState pod : movers) {
            Fit fit = Fit.of(trial.view(), trial.policy(), pod);
            for (int target : targets) {
                if (goes(trial, role, pod, target) && fit.refusal(target).isEmpty()) {
                    options.add(move(trial, pod, target));
                }
            }
        }
        return options;
    }

    private static Space.Option move(Trial trial, PodState pod, int target) {
        String to = nodeName(trial, target);
        Step step =
                new Step(
                        Step.Action.Move,
                        pod.name(),
                        pod.node().orElse(""),
                        to,
                        Members.where(trial, target));
        PodState moved = Members.movedTo(trial.view(), pod, to);
        return new Space.Option(
                pod.name(), Draft.placing(step, List.of(new Change.PodPut(moved)), pod.name()));
    }

    /** Every way to start one of these members anew, with empty volumes, on another node. */
    static List<Space.Option> rebuilds(Trial trial, int role, List<PodState> pods, int few) {
        List<PodState> bound =
                pods.stream()
                        .filter(pod -> pod.node().isPresent() || !pod.claims().isEmpty())
                        .toList();
        List<PodState> bare = bound.stream().map(Moves::withoutClaims).toList();
        List<Integer> targets = Targets.of(trial, bare, few);
        List<Space.Option> options = new ArrayList<>();
        for (PodState pod : bound) {
            for (int target : targets) {
                if (goes(trial, role, pod, target)) {
                    options.add(rebuild(trial, pod, target));
                }
            }
        }
        return options;
    }

    private static Space.Option rebuild(Trial trial, PodState pod, int target) {
        String to = nodeName(trial, target);
        List<Change> changes = new ArrayList<>(unbinding(trial, pod));
        changes.add(new Change.PodPut(Members.movedTo(trial.view(), pod, to)));
        Step step =
                new Step(
                        Step.Action.Rebuild,
                        pod.name(),
                        pod.node().orElse(""),
                        to,
                        rebuildNote(trial, pod, target));
        return new Space.Option(
                pod.name(),
                new Draft(
                        List.of(step),
                        changes,
                        List.of(pod.name()),
                        List.of(pod.name()),
                        List.of()));
    }

    private static String rebuildNote(Trial trial, PodState pod, int target) {
        List<String> claims =
                Members.dataClaims(trial, pod).stream().map(PodState.Mount::claim).toList();
        String where = Members.where(trial, target);
        return (where.isEmpty() ? "" : where + "; ")
                + (claims.isEmpty()
                        ? "delete the pod"
                        : "delete claim " + String.join(" and ", claims) + ", then the pod");
    }

    /** The changes that leave a member's claims without volumes. */
    static List<Change> unbinding(Trial trial, PodState pod) {
        List<Change> changes = new ArrayList<>();
        for (PodState.Mount mount : pod.claims()) {
            @Nullable ClaimState claim = trial.view().claim(pod.namespace(), mount.claim());
            if (claim != null && claim.volume().isPresent()) {
                changes.add(
                        new Change.ClaimPut(
                                new ClaimState(
                                        claim.namespace(),
                                        claim.name(),
                                        claim.labels(),
                                        Optional.empty(),
                                        claim.storageClass())));
            }
        }
        return changes;
    }

    private static PodState withoutClaims(PodState pod) {
        return new PodState(
                pod.namespace(),
                pod.name(),
                pod.uid(),
                pod.labels(),
                pod.annotations(),
                pod.owner(),
                pod.node(),
                pod.reservedNode(),
                pod.ready(),
                pod.readySince(),
                pod.terminating(),
                pod.finished(),
                List.of());
    }

    private static boolean goes(Trial trial, int role, PodState pod, int target) {
        RoleMembers members = trial.policy().roles().get(role);
        return !pod.node().equals(Optional.of(nodeName(trial, target)))
                && Members.staysInRack(trial, members, pod, target);
    }

    static String nodeName(Trial trial, int id) {
        @Nullable NodeState node = trial.view().node(id);
        return node == null ? "" : node.name();
    }

    /** Why members cannot be moved, one text for each that cannot go anywhere. */
    static List<String> immovable(Trial trial, List<PodState> pods, List<Space.Option> moves) {
        List<String> texts = new ArrayList<>();
        for (PodState pod : pods) {
            if (moves.stream().noneMatch(option -> option.subject().equals(pod.name()))) {
                texts.add(pod.name() + " cannot move: " + cause(trial, pod));
            }
        }
        return texts;
    }

    private static String cause(Trial trial, PodState pod) {
        if (pod.node().isPresent() && !Members.takesItsData(trial, pod)) {
            return "its data is on " + pod.node().get() + " and in no volume that could follow";
        }
        for (VolumeState volume : Members.volumes(trial, pod)) {
            List<String> nodes = matching(trial, volume);
            if (!volume.affinity().isEmpty() && nodes.size() <= 1) {
                return "volume "
                        + volume.name()
                        + (nodes.isEmpty()
                                ? " is on no node that there is"
                                : " is on " + nodes.getFirst() + " alone");
            }
        }
        return "its volumes can be attached on no other node that is Ready and schedulable";
    }

    private static List<String> matching(Trial trial, VolumeState volume) {
        List<String> names = new ArrayList<>();
        for (int id = 0; id < trial.view().nodeBound() && names.size() < 2; id++) {
            @Nullable NodeState node = trial.view().node(id);
            if (node != null && volume.affinity().matches(node)) {
                names.add(node.name());
            }
        }
        return names;
    }
}
