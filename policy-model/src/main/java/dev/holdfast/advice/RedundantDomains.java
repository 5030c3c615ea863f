package dev.holdfast.advice;

import dev.holdfast.policy.Replication;
import dev.holdfast.rules.Survival;
import dev.holdfast.survival.Units;
import dev.holdfast.view.Change;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.Topology;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values of the outermost domain, without their nodes, members and copies. */
final class RedundantDomains {
    private final Trial trial;
    private final int role;
    private final RoleMembers members;
    private final Topology topology;

    RedundantDomains(Trial trial, int role) {
        this.trial = trial;
        this.role = role;
        this.members = trial.policy().roles().get(role);
        this.topology = trial.view().topology(trial.policy().policy());
    }

    /** A value and the changes that take it away; not tried yet. */
    record Domain(String name, String text, List<Change> changes) {}

    /** The values that hold members of the role, where every set loses as many units. */
    List<Domain> drafts() {
        List<Domain> drafts = new ArrayList<>();
        if (topology.labelled() == 0) {
            return drafts;
        }
        for (int value = 0; value < topology.valueBound(0); value++) {
            if (topology.nodesIn(0, value) > 0) {
                draft(value).ifPresent(drafts::add);
            }
        }
        return drafts;
    }

    private Optional<Domain> draft(int value) {
        Set<String> nodes = nodesIn(value);
        List<PodState> there = new ArrayList<>();
        members.all()
                .forEach((_, pod) -> {
                    if (pod.node().filter(nodes::contains).isPresent()) {
                        there.add(pod);
                    }
                });
        if (there.isEmpty() || there.size() == members.all().size()) {
            return Optional.empty();
        }
        Optional<List<Change>> factor = factor(there);
        if (factor.isEmpty()) {
            return Optional.empty();
        }
        List<Change> changes = new ArrayList<>(Without.members(trial, role, there));
        nodes.stream().sorted().forEach(node -> changes.add(new Change.NodeGone(node)));
        changes.addAll(factor.get());
        String name = topology.domains().getFirst().name() + "/" + topology.name(0, value);
        String text =
                topology.domains().getFirst().name()
                        + " "
                        + topology.name(0, value)
                        + " with "
                        + String.join(", ", there.stream().map(PodState::name).sorted().toList());
        return Optional.of(new Domain(name, text, changes));
    }

    private Set<String> nodesIn(int value) {
        Set<String> nodes = new HashSet<>();
        for (int id = 0; id < trial.view().nodeBound(); id++) {
            @Nullable NodeState node = trial.view().node(id);
            if (node != null && topology.value(0, id) == value) {
                nodes.add(node.name());
            }
        }
        return nodes;
    }

    /** The factor without the units that every set loses; empty when they lose different ones. */
    private Optional<List<Change>> factor(List<PodState> gone) {
        if (members.role().replication().by() == Replication.By.Any) {
            return Optional.of(List.of());
        }
        Set<Integer> losses = new HashSet<>();
        for (List<PodState> set : Survival.sets(trial.view(), trial.policy(), role).values()) {
            losses.add(Units.votesOf(members.role(), set.stream().filter(gone::contains).toList()));
        }
        int factor = members.role().replication().factor();
        return losses.size() == 1
                ? Without.factor(trial, role, factor - losses.iterator().next())
                : Optional.empty();
    }
}
