package dev.holdfast.advice;

import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Role;
import dev.holdfast.rules.LostData;
import dev.holdfast.rules.Survival;
import dev.holdfast.survival.Gone;
import dev.holdfast.survival.SetJudge;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.Topology;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which member to remove first. Never one that takes the last copy of something; then what is lost
 * or leaving anyway (its data lost, its node gone or not Ready, leaving, not ready, its node
 * cordoned), then by how many goals hold without it and with what margins, then one whose rack or
 * outermost domain keeps another member, then the one that a StatefulSet would remove.
 */
public final class RemovalRanking {
    /** The label or annotation that says that a member is leaving; any value but {@code false}. */
    public static final String LEAVING = "holdfast.dev/leaving";

    /** cass-operator's label for what a node is doing, {@code Decommissioning} for one. */
    private static final String CASSANDRA_STATE = "cassandra.datastax.com/node-state";

    private static final long BUDGET = 100_000;

    private final Trial trial;
    private final int role;
    private final RoleMembers members;
    private final Set<String> lost = new HashSet<>();
    private final Map<String, Integer> inRack = new HashMap<>();

    private RemovalRanking(Trial trial, int role) {
        this.trial = trial;
        this.role = role;
        this.members = trial.policy().roles().get(role);
        LostData.of(trial.view(), trial.policy(), members)
                .forEach(loss -> lost.add(loss.member().name()));
        members.all().forEach((_, pod) -> inRack.merge(rackOf(pod), 1, Integer::sum));
    }

    /** The members of a role, the one to remove first at the front. */
    public static List<Removal> of(ClusterView view, PolicyMembers policy, int role) {
        RemovalRanking ranking = new RemovalRanking(new Trial(view, policy), role);
        List<Ranked> ranked = new ArrayList<>();
        ranking.members.all().forEach((_, pod) -> ranked.add(ranking.rank(pod)));
        ranked.sort(Ranked.ORDER);
        return ranked.stream().map(Ranked::removal).toList();
    }

    /** A removal with what it is sorted by. */
    private record Ranked(Removal removal, int state, int[] margins, boolean alone, int ordinal) {
        static final Comparator<Ranked> ORDER =
                Comparator.comparing((Ranked one) -> one.removal.losesData())
                        .thenComparingInt(Ranked::state)
                        .thenComparingInt(one -> one.removal.fail())
                        .thenComparingInt(one -> one.removal.unknown())
                        .thenComparing(
                                Ranked::margins,
                                (one, other) -> java.util.Arrays.compare(other, one))
                        .thenComparing(Ranked::alone)
                        .thenComparingInt(one -> -one.ordinal)
                        .thenComparing(one -> one.removal.member());
    }

    private Ranked rank(PodState pod) {
        Set<String> sets =
                new TreeSet<>(members.setsOf(pod.name(), pod.labels(), pod.annotations()));
        List<Change> changes = new ArrayList<>(Without.members(trial, role, List.of(pod)));
        Without.smallerFactor(trial, role, List.of(pod)).ifPresent(changes::addAll);
        Trial after = trial.with(changes);
        int hold = 0;
        int fail = 0;
        List<Integer> margins = new ArrayList<>();
        int goals = members.role().survive().size();
        for (int goal = 0; goal < goals; goal++) {
            Survival.GoalReport report = after.verdict(role, goal, sets);
            report.margin().ifPresent(margins::add);
            switch (report.result()) {
                case HOLD -> hold++;
                case FAIL -> fail++;
                case UNKNOWN -> {
                    // counted as the rest
                }
            }
        }
        int[] sorted = margins.stream().mapToInt(Integer::intValue).sorted().toArray();
        List<String> because = new ArrayList<>();
        int state = state(pod, because);
        boolean alone = inRack.getOrDefault(rackOf(pod), 0) == 1;
        boolean losesData = dataGone(after, sets) && !dataGone(trial, sets);
        if (losesData) {
            because.add("the last copy of some data goes with it");
        }
        if (alone && !rackOf(pod).isEmpty()) {
            because.add("it is the only member in " + rackOf(pod));
        }
        if (scaleDownTakes(pod)) {
            because.add("a scale-down of its StatefulSet removes this one");
        }
        return new Ranked(
                new Removal(
                        pod.name(),
                        String.join(",", sets),
                        pod.node().orElse(""),
                        because,
                        hold,
                        fail,
                        goals - hold - fail,
                        sorted.length == 0 ? OptionalInt.empty() : OptionalInt.of(sorted[0]),
                        losesData),
                state,
                sorted,
                alone,
                pod.ordinal().orElse(-1));
    }

    /** How far gone a member is, 0 the furthest; the reason is added. */
    private int state(PodState pod, List<String> because) {
        @Nullable NodeState node = Members.nodeOf(trial.view(), pod);
        if (lost.contains(pod.name())) {
            because.add("its data is lost already");
            return 0;
        }
        if (pod.node().isPresent() && (node == null || !node.ready())) {
            because.add(
                    "its node " + pod.node().get() + (node == null ? " is gone" : " is not Ready"));
            return 1;
        }
        if (leaving(pod)) {
            because.add("it is leaving");
            return 2;
        }
        if (pod.node().isEmpty() || !pod.ready()) {
            because.add(pod.node().isEmpty() ? "it runs nowhere" : "it is not ready");
            return 3;
        }
        if (node != null && !node.schedulable()) {
            because.add("its node " + node.name() + " is cordoned");
            return 4;
        }
        return 5;
    }

    private boolean leaving(PodState pod) {
        String said =
                pod.labels()
                        .getOrDefault(LEAVING, pod.annotations().getOrDefault(LEAVING, "false"));
        return pod.terminating()
                || !said.equals("false")
                || pod.labels().getOrDefault(CASSANDRA_STATE, "").equals("Decommissioning")
                || Members.volumes(trial, pod).stream().anyMatch(RemovalRanking::leaving);
    }

    private static boolean leaving(VolumeState volume) {
        return volume.copies() instanceof VolumeState.Copies.Listed listed
                && listed.copies().stream()
                        .anyMatch(copy -> copy.state() == VolumeState.Copy.State.Leaving);
    }

    /** The member's rack by label, else its value of the rack's or the outermost domain. */
    private String rackOf(PodState pod) {
        Role of = members.role();
        Optional<String> label =
                of.replication().rack().flatMap(rack -> rack.label()).map(pod.labels()::get);
        if (label.isPresent()) {
            return "rack " + label.get();
        }
        Topology topology = trial.view().topology(trial.policy().policy());
        int domain =
                of.replication()
                        .rack()
                        .flatMap(rack -> trial.policy().policy().spec().domainIndex(rack.domain()))
                        .orElse(0);
        int node = pod.node().map(trial.view()::nodeId).orElse(-1);
        int value = node < 0 || domain >= topology.labelled() ? -1 : topology.value(domain, node);
        return value < 0
                ? ""
                : topology.domains().get(domain).name() + " " + topology.name(domain, value);
    }

    private boolean scaleDownTakes(PodState pod) {
        if (pod.ordinal().isEmpty()) {
            return false;
        }
        List<Integer> higher = new ArrayList<>();
        members.all()
                .forEach((_, other) -> {
                    if (other.owner().equals(pod.owner())
                            && other.ordinal().orElse(-1) > pod.ordinal().get()) {
                        higher.add(other.ordinal().get());
                    }
                });
        return higher.isEmpty();
    }

    /** Whether some data of these sets has no living copy. */
    private boolean dataGone(Trial at, Set<String> sets) {
        for (Map.Entry<String, List<PodState>> set :
                Survival.sets(at.view(), at.policy(), role).entrySet()) {
            if (sets.contains(set.getKey())
                    && new SetJudge(
                                            at.view(),
                                            at.policy(),
                                            at.policy().roles().get(role),
                                            set.getValue(),
                                            Gone.NOTHING,
                                            BUDGET)
                                    .marginWithout(List.of(Goal.Operation.Data), Set.of(), false)
                            < 0) {
                return true;
            }
        }
        return false;
    }
}
