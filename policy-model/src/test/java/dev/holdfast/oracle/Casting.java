package dev.holdfast.oracle;

import dev.holdfast.policy.Converge;
import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.policy.Spread;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Turns a completion into members, sets and nodes. */
record Casting(Facts facts, Role role, Completion completion) {

    /**
     * The nodes. Decided: a member restarts only on a node with every label that the policy needs
     * ("onMissing: Deny: a node without the label is refused").
     */
    World world() {
        Set<String> ready = new TreeSet<>();
        Set<String> restart = new TreeSet<>();
        for (NodeState node : facts.nodes().values()) {
            if (node.ready()) {
                ready.add(node.name());
                if (node.schedulable() && facts.labelled(node)) {
                    restart.add(node.name());
                }
            }
        }
        return new World(completion.values(), ready, restart);
    }

    /** A member as it is now. */
    Actor now(PodState pod) {
        boolean able = pod.node().isPresent() && pod.ready() && !pod.terminating();
        return actor(pod, pod.node(), able);
    }

    /** A member that stands on a node. */
    Actor actor(PodState pod, Optional<String> node, boolean able) {
        boolean converge = facts.firstRoleOf(pod).converge().mode() == Converge.Mode.Required;
        return new Actor(
                pod.name(),
                node,
                able,
                any() ? 1 : Facts.votes(role, pod),
                any() ? 1 : Facts.data(role, pod),
                Storage.disks(facts, pod, node, completion.copies()),
                rack(pod, node.or(pod::reservedNode)),
                converge);
    }

    /** "The pod's label, else the node's value of domain." */
    private String rack(PodState pod, Optional<String> node) {
        if (role.replication().rack().isEmpty()) {
            return "";
        }
        Replication.Rack rack = role.replication().rack().get();
        String label = rack.label().map(key -> pod.labels().getOrDefault(key, "")).orElse("");
        if (!label.isEmpty()) {
            return label;
        }
        return node.map(name -> completion.values().getOrDefault(name, Map.of()))
                .map(values -> values.getOrDefault(rack.domain(), ""))
                .filter(value -> !value.isEmpty())
                .orElse(completion.racks().getOrDefault(pod.name(), "?" + pod.name()));
    }

    boolean any() {
        return role.replication().by() == Replication.By.Any;
    }

    // --- sets

    /** Members whose set cannot be told. */
    List<PodState> unplaced() {
        return facts.members(role).stream().filter(pod -> Facts.sets(role, pod).isEmpty()).toList();
    }

    /** The sets as they are now. */
    List<Group> groups() {
        List<PodState> members = facts.members(role);
        List<Actor> actors = members.stream().map(this::now).toList();
        if (members.isEmpty()) {
            // "No member at all: fails with the empty failure." Decided: whatever is external.
            return List.of(new Group(List.of(), List.of(nobody()), List.of()));
        }
        if (any()) {
            List<Actor> population = new ArrayList<>(actors);
            Expected.missing(facts, role).forEach(missing -> population.add(absent(missing)));
            return List.of(group(population));
        }
        Map<String, List<Actor>> sets = new TreeMap<>();
        for (int i = 0; i < members.size(); i++) {
            for (String name : Facts.sets(role, members.get(i))) {
                sets.computeIfAbsent(name, _ -> new ArrayList<>()).add(actors.get(i));
            }
        }
        for (Expected missing : Expected.missing(facts, role)) {
            missing.sets(role).forEach(name -> sets.computeIfAbsent(name, _ -> new ArrayList<>()));
        }
        return sets.isEmpty()
                ? List.of(new Group(List.of(), List.of(nobody()), List.of()))
                : sets.values().stream().map(this::group).toList();
    }

    /**
     * "The missing ones are down members of their rack." Decided: they have no copy of the data
     * either, as an absent member of a known set ("an absent member is a failed one").
     */
    private Actor absent(Expected missing) {
        String label =
                role.replication()
                        .rack()
                        .flatMap(Replication.Rack::label)
                        .map(key -> missing.labels().getOrDefault(key, ""))
                        .orElse("");
        String rack = label.isEmpty() ? completion.racks().getOrDefault(missing.name(), "") : label;
        return new Actor(
                "missing/" + missing.name(),
                Optional.empty(),
                false,
                1,
                1,
                List.of(Disk.none()),
                rack,
                false);
    }

    /** The group of one set, or for Any of all members of the role. */
    Group group(Collection<Actor> members) {
        List<Actor> population = List.copyOf(members);
        List<DataSet> sets = any() ? subsets(population) : List.of(known(population));
        List<Spread> required =
                role.spread().stream()
                        .filter(spread -> spread.mode() == Spread.Mode.Required)
                        .toList();
        return new Group(population, sets, required);
    }

    /**
     * "absent = factor - external - present"; "N = max(factor, present)". Decided: what is external
     * is present too.
     */
    private DataSet known(List<Actor> members) {
        int factor = role.replication().factor();
        int external = role.replication().external();
        int present = members.stream().mapToInt(Actor::votes).sum();
        int absent = factor - external - present;
        int size = Math.max(factor, present + external);
        return new DataSet(members, Math.max(0, absent), external, size, absent < 0, need(size));
    }

    private DataSet nobody() {
        int factor = role.replication().factor();
        return new DataSet(List.of(), factor, 0, factor, false, need(factor));
    }

    private DataSet.Need need(int size) {
        return new DataSet.Need(
                role.quorum().readOf(size),
                role.quorum().writeOf(size),
                role.replication().dataUnits(),
                role.quorum().acks());
    }

    /**
     * "Sets = subsets of f members (all, if fewer; then f - N are absent). No rack: all. Rack:
     * those over min(f, K) racks. max m: those with at most m of one rack." Decided: f is the
     * factor without the external units; K counts the racks of all members, down or missing too;
     * where racks with at most m cannot hold f, the largest admissible subsets are the sets and the
     * rest is absent.
     */
    private List<DataSet> subsets(List<Actor> population) {
        int factor = role.replication().factor();
        int external = role.replication().external();
        int wanted = factor - external;
        for (int size = Math.min(wanted, population.size()); ; size--) {
            List<DataSet> sets = new ArrayList<>();
            for (List<Actor> chosen : Choices.subsets(population, size)) {
                if (admissible(chosen, population, wanted)) {
                    sets.add(
                            new DataSet(
                                    chosen, wanted - size, external, factor, false, need(factor)));
                }
            }
            if (!sets.isEmpty()) {
                return sets;
            }
        }
    }

    private boolean admissible(List<Actor> chosen, List<Actor> population, int wanted) {
        if (role.replication().rack().isEmpty()) {
            return true;
        }
        Map<String, Integer> inRack = new LinkedHashMap<>();
        chosen.forEach(actor -> inRack.merge(actor.rack(), 1, Integer::sum));
        Optional<Integer> max = role.replication().rack().get().max();
        if (max.isPresent()) {
            return inRack.values().stream().allMatch(count -> count <= max.get());
        }
        Set<String> racks = new HashSet<>();
        population.forEach(actor -> racks.add(actor.rack()));
        return inRack.size() == Math.min(wanted, racks.size());
    }

    /** The least margin of a goal over its failures. */
    static int margin(List<Group> groups, World world, Goal goal) {
        int least = Integer.MAX_VALUE;
        for (World.Failure failure : world.exactly(goal.lose())) {
            for (Group group : groups) {
                least =
                        Math.min(
                                least,
                                group.margin(
                                        goal.keep(), goal.afterFailover(), world, failure.nodes()));
            }
        }
        return least;
    }
}
