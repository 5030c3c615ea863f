package dev.holdfast.rules;

import dev.holdfast.policy.Disruption;
import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Role;
import dev.holdfast.survival.DataVolume;
import dev.holdfast.survival.ExpectedMembers;
import dev.holdfast.survival.Gone;
import dev.holdfast.survival.SetJudge;
import dev.holdfast.survival.SetVerdict;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether members may go: one by one, several together, or with the copies that a storage system's
 * pod serves.
 */
public final class Eviction {
    private static final List<Goal.Operation> READ_AND_WRITE =
            List.of(Goal.Operation.Read, Goal.Operation.Write);

    private Eviction() {}

    /**
     * The answer.
     *
     * @param reasons why not; empty when allowed
     * @param warnings what to know although it is allowed
     */
    public record Answer(boolean allowed, List<String> reasons, List<String> warnings) {
        public Answer {
            reasons = List.copyOf(reasons);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Whether a pod may be evicted. A pod that is no member, or counts as down already, may always.
     */
    public static Answer of(ClusterView view, PodState pod) {
        return together(view, List.of(pod));
    }

    /** Whether these pods may go at the same time, as the victims of one preemption do. */
    public static Answer together(ClusterView view, Collection<PodState> pods) {
        Findings findings = new Findings();
        Set<String> done = new HashSet<>();
        for (PodState pod : pods) {
            for (PolicyMembers policy : view.policiesOf(pod)) {
                for (int role : policy.rolesOf(pod)) {
                    RoleMembers members = policy.roles().get(role);
                    for (String set : members.setsOf(pod.name(), pod.labels(), pod.annotations())) {
                        if (done.add(policy.policy().key() + " " + role + " " + set)) {
                            new OneSet(view, policy, role, set, null).remove(pods, findings);
                        }
                    }
                }
            }
        }
        return findings.answer();
    }

    /**
     * Whether a storage system's pod on a node may be evicted: the copies there go, and the members
     * attached there.
     */
    public static Answer ofStorage(ClusterView view, String node) {
        Findings findings = new Findings();
        view.forEachPolicy(policy -> {
            for (int role = 0; role < policy.roles().size(); role++) {
                RoleMembers members = policy.roles().get(role);
                for (String set : touchedSets(view, policy, members, node)) {
                    new OneSet(view, policy, role, set, node).remove(List.of(), findings);
                }
            }
        });
        return findings.answer();
    }

    /**
     * Sets with a current copy on the node, or with a member there on a volume whose copies a
     * storage system keeps.
     */
    private static Set<String> touchedSets(
            ClusterView view, PolicyMembers policy, RoleMembers members, String node) {
        Set<String> sets = new java.util.TreeSet<>();
        members.all()
                .forEach((_, pod) -> {
                    Role first = policy.firstRoleOf(pod, members.role());
                    if (!first.volume().opaque()
                            && DataVolume.of(view, first, pod).stream()
                                    .anyMatch(data -> served(pod, data, node))) {
                        sets.addAll(members.setsOf(pod.name(), pod.labels(), pod.annotations()));
                    }
                });
        return sets;
    }

    private static boolean served(PodState pod, DataVolume data, String node) {
        if (!data.keptByStorage()) {
            return false;
        }
        @Nullable VolumeState volume = data.volume();
        boolean serving = pod.ready() && !pod.terminating();
        return (serving && pod.node().equals(Optional.of(node)))
                || volume == null
                || !(volume.copies() instanceof VolumeState.Copies.Listed listed)
                || listed.copies().stream()
                        .anyMatch(copy -> copy.node().equals(node) && mayBeCurrent(copy));
    }

    private static boolean mayBeCurrent(VolumeState.Copy copy) {
        return copy.state() == VolumeState.Copy.State.Current
                || copy.state() == VolumeState.Copy.State.Unknown;
    }

    /** What was found over all sets. */
    private static final class Findings {
        private final List<String> reasons = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();

        void add(String reason) {
            if (!reasons.contains(reason)) {
                reasons.add(reason);
            }
        }

        void warn(String warning) {
            if (!warnings.contains(warning)) {
                warnings.add(warning);
            }
        }

        Answer answer() {
            return new Answer(reasons.isEmpty(), reasons, warnings);
        }
    }

    /** One set with some of its members, or the copies on one node, gone. */
    private static final class OneSet {
        private final ClusterView view;
        private final PolicyMembers policy;
        private final RoleMembers members;
        private final Role role;
        private final String set;
        private final @Nullable String storageNode;
        private final Collection<PodState> all;

        OneSet(
                ClusterView view,
                PolicyMembers policy,
                int roleIndex,
                String set,
                @Nullable String storageNode) {
            this.view = view;
            this.policy = policy;
            this.members = policy.roles().get(roleIndex);
            this.role = members.role();
            this.set = set;
            this.storageNode = storageNode;
            Map<String, List<PodState>> sets =
                    Survival.setsOf(members, ExpectedMembers.of(view, policy, roleIndex));
            this.all = sets.getOrDefault(set, List.of());
        }

        private SetJudge judge(Set<String> down, @Nullable String storage) {
            return new SetJudge(
                    view, policy, members, all, new Gone(down, storage), Survival.BUDGET);
        }

        void remove(Collection<PodState> pods, Findings findings) {
            SetJudge before = judge(Set.of(), null);
            Set<String> gone = new HashSet<>();
            Set<String> nodes = new HashSet<>();
            for (PodState pod : pods) {
                if (before.certainlyDown(pod.name())) {
                    continue;
                }
                gone.add(pod.name());
                pod.node().ifPresent(nodes::add);
            }
            if (gone.isEmpty() && storageNode == null) {
                return;
            }
            if (storageNode != null) {
                nodes.add(storageNode);
            }
            Set<String> touched = storageNode == null ? gone : touchedMembers(storageNode);
            for (String member : touched) {
                judgeSetsWith(member, gone, nodes, findings);
            }
        }

        private Set<String> touchedMembers(String node) {
            Set<String> touched = new java.util.TreeSet<>();
            for (PodState pod : all) {
                Role first = policy.firstRoleOf(pod, role);
                if (!first.volume().opaque()
                        && DataVolume.of(view, first, pod).stream()
                                .anyMatch(data -> served(pod, data, node))) {
                    touched.add(pod.name());
                }
            }
            return touched;
        }

        /**
         * Judges the sets that one of the members is in: the one set, or for Any its admissible
         * subsets.
         */
        private void judgeSetsWith(
                String member, Set<String> gone, Set<String> nodes, Findings findings) {
            SetJudge after = judge(gone, storageNode).ofSetsWith(member);
            boolean failover = after.noSpare();
            Set<String> lost = failover ? nodes : Set.of();
            int margin = after.marginWithout(READ_AND_WRITE, lost, failover);
            if (margin < 0) {
                findings.add(quorumLost(gone, after, lost, failover));
                return;
            }
            if (failover) {
                findings.warn(
                        "set "
                                + name()
                                + " has no member to spare: it is down until "
                                + String.join(", ", gone.isEmpty() ? nodes : gone)
                                + " runs again elsewhere");
            }
            if (role.disruption().keep() == Disruption.Keep.Survive) {
                if (failover) {
                    after.lose(nodes);
                }
                keepGoals(after, findings);
            }
        }

        private void keepGoals(SetJudge after, Findings findings) {
            for (int i = 0; i < role.survive().size(); i++) {
                Goal goal =
                        after.noSpare()
                                ? role.survive().get(i).withAfter(Goal.After.Failover)
                                : role.survive().get(i);
                SetVerdict verdict = after.judgeByPresentSize(goal);
                switch (verdict.result()) {
                    case HOLD -> {
                        // as asked for
                    }
                    case FAIL ->
                            findings.add(
                                    "HF4002: after it set "
                                            + name()
                                            + " would not survive goal "
                                            + i
                                            + " of role "
                                            + role.name()
                                            + " any more"
                                            + verdict.witness()
                                                    .map(names ->
                                                            ": the loss of "
                                                                    + String.join(" and ", names))
                                                    .orElse(""));
                    case UNKNOWN ->
                            findings.add(
                                    "HF4003: whether set "
                                            + name()
                                            + " would still survive goal "
                                            + i
                                            + " of role "
                                            + role.name()
                                            + " is unknown: "
                                            + String.join("; ", verdict.unknown()));
                }
            }
        }

        private String quorumLost(
                Set<String> gone, SetJudge after, Set<String> lost, boolean failover) {
            List<String> operations = new ArrayList<>();
            for (Goal.Operation operation : READ_AND_WRITE) {
                int margin = after.marginWithout(List.of(operation), lost, failover);
                if (margin < 0) {
                    operations.add(operation + " (" + -margin + " units short)");
                }
            }
            List<String> down = new ArrayList<>(after.downNow());
            down.removeAll(gone);
            String others = down.isEmpty() ? "" : "; already down: " + String.join(", ", down);
            String absent =
                    after.absent() == 0
                            ? ""
                            : "; absent: " + after.absent() + " of " + role.replication().factor();
            return "HF4001: set "
                    + name()
                    + " of policy "
                    + policy.policy().key()
                    + " would lose "
                    + String.join(" and ", operations)
                    + others
                    + absent
                    + (others.isEmpty() && absent.isEmpty() ? "" : "; wait until they are back")
                    + (after.unknownCauses().isEmpty()
                            ? ""
                            : "; unknown: " + String.join("; ", after.unknownCauses()));
        }

        private String name() {
            return role.name() + (set.isEmpty() ? "" : "/" + set);
        }
    }
}
