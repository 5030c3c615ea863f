package dev.holdfast.oracle;

import dev.holdfast.policy.Replication.By;
import dev.holdfast.policy.Role;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.OwnerState;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Random members of roles, their owners and claims; all is added to the changes. */
final class RandomPods {
    private final Dice dice;
    private final List<NodeState> nodes;
    private final List<Role> roles;
    private final List<Change> changes;
    private final RandomVolumes volumes;
    private final int trouble;
    private final int pending;
    private final boolean tidy;
    private final boolean calm;
    private int next;

    RandomPods(Dice dice, List<NodeState> nodes, List<Role> roles, List<Change> changes) {
        this.dice = dice;
        this.nodes = nodes;
        this.roles = roles;
        this.changes = changes;
        this.volumes = new RandomVolumes(dice, nodes, changes);
        this.trouble = dice.percent(25) ? 15 : 0;
        this.calm = dice.percent(60);
        this.pending = dice.percent(calm ? 15 : 60) ? 20 : 0;
        this.tidy = dice.percent(70);
    }

    /** The members of one role, in one to three sets (racks, for Any), each with an owner. */
    void add(int index) {
        Role role = roles.get(index);
        By by = role.replication().by();
        int units = role.replication().unitsPerMember();
        int factor = role.replication().factor() - role.replication().external();
        int sets =
                by == By.All ? 1 : dice.between(by == By.Any && calm ? 2 : 1, by == By.Any ? 3 : 2);
        for (int set = 0; set < sets; set++) {
            int whole = by == By.Any ? dice.between(calm ? 2 : 1, 2) : (factor + units - 1) / units;
            int count =
                    calm || dice.percent(60)
                            ? whole
                            : dice.between(0, whole + (dice.percent(10) ? 1 : 0));
            boolean owned = dice.percent(60);
            Map<String, String> labels = labels(index, set, by);
            for (int i = 0; i < count; i++) {
                pod(index, set, i, new LinkedHashMap<>(labels), owned);
            }
            if (owned && dice.percent(60)) {
                int replicas = dice.percent(80) ? count : count + 1;
                changes.add(
                        new Change.OwnerPut(
                                new OwnerState(
                                        Worlds.NAMESPACE, owner(index, set), replicas, 0, labels)));
                if (replicas > count && dice.percent(50)) {
                    claimWithoutPod("data-" + owner(index, set) + "-" + count, labels);
                }
            }
            if (dice.percent(6)) {
                claimWithoutPod("data-left-" + index + "-" + set, labels);
            }
        }
    }

    private static String owner(int role, int set) {
        return "m" + role + "-s" + set;
    }

    private Map<String, String> labels(int role, int set, By by) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("app", "store");
        labels.put("role-" + role, "true");
        if (role == 0 && roles.size() > 1 && dice.percent(12)) {
            labels.put("role-1", "true");
        }
        labels.put(RandomRoles.SET, "s" + set);
        if (by == By.Any && dice.percent(75)) {
            labels.put(RandomRoles.RACK_LABEL, "k" + set);
        }
        return labels;
    }

    private void claimWithoutPod(String name, Map<String, String> labels) {
        changes.add(
                new Change.ClaimPut(
                        new ClaimState(
                                Worlds.NAMESPACE,
                                name,
                                labels,
                                Optional.empty(),
                                Optional.of("any"))));
    }

    private void pod(int role, int set, int ordinal, Map<String, String> labels, boolean owned) {
        String name = owner(role, set) + "-" + ordinal;
        if (ordinal == 2 && dice.percent(40)) {
            labels.put("part", "arbiter");
        }
        if (dice.percent(50)) {
            labels.put(RandomRoles.VOTES, dice.of(List.of("0", "1", "1", "2", "none")));
        }
        boolean job = dice.percent(calm ? 0 : 2);
        boolean bound = !dice.percent(pending);
        Optional<String> node = bound ? Optional.of(place()) : Optional.empty();
        List<PodState.Mount> mounts = mounts(name, labels, node);
        Optional<PodState.Owner> owner =
                job
                        ? Optional.of(new PodState.Owner("Job", name))
                        : owned
                                ? Optional.of(new PodState.Owner("StatefulSet", owner(role, set)))
                                : Optional.empty();
        changes.add(
                new Change.PodPut(
                        new PodState(
                                Worlds.NAMESPACE,
                                name,
                                "uid-" + name,
                                labels,
                                Map.of(
                                        RandomRoles.SETS,
                                        !calm && dice.percent(20) ? "s0, s1" : "s" + set),
                                owner,
                                node,
                                Optional.empty(),
                                bound && !dice.percent(trouble),
                                0,
                                dice.percent(trouble / 3),
                                dice.percent(calm ? 0 : 2),
                                mounts)));
    }

    /** Most clusters are filled node by node, which puts members of a set apart. */
    private String place() {
        return tidy && !dice.percent(10)
                ? nodes.get(next++ % nodes.size()).name()
                : dice.of(nodes).name();
    }

    private List<PodState.Mount> mounts(
            String pod, Map<String, String> labels, Optional<String> node) {
        List<PodState.Mount> mounts = new ArrayList<>();
        if (dice.percent(80)) {
            volumes.claim("data-" + pod, labels, node);
            mounts.add(new PodState.Mount("data", "data-" + pod));
        }
        if (dice.percent(12)) {
            volumes.claim("log-" + pod, labels, node);
            mounts.add(new PodState.Mount("log", "log-" + pod));
        }
        return mounts;
    }
}
