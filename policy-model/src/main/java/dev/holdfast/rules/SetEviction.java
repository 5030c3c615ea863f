package dev.holdfast.rules;

import dev.holdfast.policy.Disruption;
import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.survival.ExpectedMembers;
import dev.holdfast.survival.Gone;
import dev.holdfast.survival.SetJudge;
import dev.holdfast.survival.SetVerdict;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One set with some of its members, or the copies on one node, gone. */
final class SetEviction {
    private static final List<Goal.Operation> READ_AND_WRITE =
            List.of(Goal.Operation.Read, Goal.Operation.Write);

    private final ClusterView view;
    private final PolicyMembers policy;
    private final RoleMembers members;
    private final Role role;
    private final String set;
    private final Collection<PodState> all;
    private final NotBack notBack;
    private final EvictionFindings findings;

    SetEviction(
            ClusterView view,
            PolicyMembers policy,
            int roleIndex,
            String set,
            Instant now,
            EvictionFindings findings) {
        this.view = view;
        this.policy = policy;
        this.members = policy.roles().get(roleIndex);
        this.role = members.role();
        this.set = set;
        // Members that are missing stand in no set that is known by name.
        this.all =
                role.replication().by() == Replication.By.Any
                        ? Survival.sets(view, policy, roleIndex).getOrDefault(set, List.of())
                        : members.membersOf(set);
        this.notBack = NotBack.of(view, role.disruption(), all, now);
        this.findings = findings;
    }

    /** Judges the set without those of these pods that do not count as down already. */
    void remove(Collection<PodState> pods) {
        SetJudge before = judge(notBack.granted(), null);
        Set<String> gone = new HashSet<>();
        Set<String> nodes = new HashSet<>();
        for (PodState pod : pods) {
            if (!before.certainlyDown(pod.name())) {
                gone.add(pod.name());
                pod.node().ifPresent(nodes::add);
            }
        }
        gone.forEach(member -> judgeSetsWith(member, new Lost(gone, nodes, null)));
    }

    /** Judges the set without the copies that a storage system keeps on the node. */
    void removeStorage(StorageNode storage) {
        Lost lost = new Lost(Set.of(), Set.of(storage.name()), storage.name());
        Set<String> touched = new TreeSet<>();
        for (PodState pod : all) {
            if (!ExpectedMembers.isMissing(pod) && storage.serves(policy, role, pod)) {
                touched.add(pod.name());
            }
        }
        touched.forEach(member -> judgeSetsWith(member, lost));
    }

    /** What goes: members, the nodes that count as lost with them, the storage on a node. */
    private record Lost(Set<String> members, Set<String> nodes, @Nullable String storage) {
        String text() {
            return String.join(", ", members.isEmpty() ? nodes : members);
        }
    }

    private SetJudge judge(Set<String> down, @Nullable String storage) {
        return new SetJudge(view, policy, members, all, new Gone(down, storage), Survival.BUDGET);
    }

    /**
     * Judges the sets that one of the members is in: the one set, or for Any its admissible
     * subsets.
     */
    private void judgeSetsWith(String member, Lost lost) {
        Set<String> down = new HashSet<>(lost.members);
        down.addAll(notBack.names());
        SetJudge after = judge(down, lost.storage).ofSetsWith(member);
        boolean failover = after.noSpare();
        Set<String> nodes = failover ? lost.nodes : Set.of();
        if (after.marginWithout(READ_AND_WRITE, nodes, failover) < 0) {
            findings.add(quorumLost(lost.members, after, nodes, failover));
            return;
        }
        if (failover) {
            findings.warn(
                    "set "
                            + name()
                            + " has no member to spare: it is down until "
                            + lost.text()
                            + " runs again elsewhere");
        }
        if (role.disruption().keep() == Disruption.Keep.Survive) {
            after.lose(nodes);
            keepGoals(after);
        }
    }

    private void keepGoals(SetJudge after) {
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
                case FAIL -> findings.add(goalLost(i, verdict));
                case UNKNOWN -> findings.add(goalUnknown(i, verdict));
            }
        }
    }

    private String goalLost(int goal, SetVerdict verdict) {
        return "HF4002: after it set "
                + name()
                + " would not survive goal "
                + goal
                + " of role "
                + role.name()
                + " any more"
                + verdict.witness()
                        .map(names -> ": the loss of " + String.join(" and ", names))
                        .orElse("");
    }

    private String goalUnknown(int goal, SetVerdict verdict) {
        return "HF4003: whether set "
                + name()
                + " would still survive goal "
                + goal
                + " of role "
                + role.name()
                + " is unknown: "
                + String.join("; ", verdict.unknown());
    }

    private String quorumLost(
            Set<String> gone, SetJudge after, Set<String> nodes, boolean failover) {
        List<String> operations = new ArrayList<>();
        for (Goal.Operation operation : READ_AND_WRITE) {
            int margin = after.marginWithout(List.of(operation), nodes, failover);
            if (margin < 0) {
                operations.add(operation + " (" + -margin + " units short)");
            }
        }
        List<String> down =
                after.downNow().stream()
                        .filter(member -> !gone.contains(member))
                        .map(notBack::describe)
                        .toList();
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
