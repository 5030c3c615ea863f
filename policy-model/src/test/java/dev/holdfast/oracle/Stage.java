package dev.holdfast.oracle;

import dev.holdfast.policy.Domain;
import dev.holdfast.policy.Role;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One set of a pod that is to be placed, in one completion of what is unknown. */
record Stage(Casting casting, String set, PodState pod) {

    /** Everybody stands somewhere. */
    record Scene(Role role, Group group, World world) {
        List<Integer> margins() {
            return role.survive().stream()
                    .map(goal -> Casting.margin(List.of(group), world, goal))
                    .toList();
        }
    }

    /** An absent member: what it would weigh. */
    private record Body(int votes, int data) {}

    /** Every completion with the pod on the node. */
    List<Scene> with(String node) {
        return scenes(List.of(casting.actor(pod, Optional.of(node), true)), List.of());
    }

    /** Every completion with the pod as one more absent member: "any fresh node". */
    List<Scene> without() {
        return scenes(List.of(), List.of(body(pod)));
    }

    private List<Scene> scenes(List<Actor> placed, List<Body> unplaced) {
        List<Actor> standing = new ArrayList<>(placed);
        List<List<Actor>> floating = new ArrayList<>();
        List<Body> absent = new ArrayList<>(unplaced);
        int present = body(pod).votes();
        for (PodState other : others()) {
            present += body(other).votes();
            stand(other, standing, floating, absent);
        }
        if (casting.any()) {
            // "For Any absent members are left out."
            absent.clear();
        } else {
            absent.addAll(neverMade(present));
        }
        List<Scene> scenes = new ArrayList<>();
        for (List<Actor> settled : Choices.oneOfEach(floating)) {
            List<Actor> actors = new ArrayList<>(standing);
            actors.addAll(settled);
            scenes.addAll(completed(actors, absent));
        }
        return scenes;
    }

    private List<PodState> others() {
        return casting.facts().members(casting.role()).stream()
                .filter(other -> !other.name().equals(pod.name()))
                .filter(other -> Facts.sets(casting.role(), other).contains(set))
                .toList();
    }

    /**
     * "Unready bound members count as up; an unbound member with a volume stands at the best of its
     * copies." Decided: a reserved node counts as bound; a terminating member is down; an unbound
     * member without a bound volume is absent; the candidates of one with volumes are the nodes
     * that all its affinities match and that hold a current copy of at least one, but for nodes
     * without their labels that hold nothing; with no such node it is down.
     */
    private void stand(
            PodState other, List<Actor> standing, List<List<Actor>> floating, List<Body> absent) {
        Optional<String> node = other.node().or(other::reservedNode);
        boolean able = !other.terminating();
        if (node.isPresent()) {
            standing.add(casting.actor(other, node, able));
            return;
        }
        List<Disk> disks =
                Storage.disks(
                        casting.facts(), other, Optional.empty(), casting.completion().copies());
        boolean hasVolume =
                Storage.dataClaims(casting.facts(), other).stream()
                        .anyMatch(claim -> claim.volume().isPresent());
        if (!hasVolume) {
            absent.add(body(other));
            return;
        }
        List<String> nodes = best(disks);
        if (nodes.isEmpty()) {
            standing.add(casting.actor(other, Optional.empty(), false));
        } else {
            floating.add(
                    nodes.stream().map(at -> casting.actor(other, Optional.of(at), able)).toList());
        }
    }

    private List<String> best(List<Disk> disks) {
        List<String> nodes = new ArrayList<>();
        for (String node : casting.facts().nodes().keySet()) {
            boolean attaches =
                    disks.stream()
                            .allMatch(disk ->
                                    disk.attachable().contains(node) || disk.equals(Disk.none()));
            boolean known =
                    casting.completion().values().getOrDefault(node, Map.of()).size()
                            == casting.facts().domains().size();
            if (known && attaches && disks.stream().anyMatch(disk -> disk.copyOn(node))) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    private Body body(PodState member) {
        return casting.any()
                ? new Body(1, 1)
                : new Body(Facts.votes(casting.role(), member), Facts.data(casting.role(), member));
    }

    /**
     * "absent = factor - external - present", in units. Decided: members that nobody made yet hold
     * data, unitsPerMember each, the last one what is left.
     */
    private List<Body> neverMade(int present) {
        int units =
                casting.role().replication().factor()
                        - casting.role().replication().external()
                        - present;
        List<Body> bodies = new ArrayList<>();
        while (units > 0) {
            int some = Math.min(units, casting.role().replication().unitsPerMember());
            bodies.add(new Body(some, some));
            units -= some;
        }
        return bodies;
    }

    /**
     * "A completion puts each absent member of the set on a fresh node of some existing zone and
     * rack (capacity ignored)." Members of one weight are alike. Decided: spreads do not bind
     * absent members, nobody restarts on a fresh node, a node that is its own zone makes an
     * existing zone.
     */
    private List<Scene> completed(List<Actor> actors, List<Body> absent) {
        World world = casting.world();
        List<Map<String, String>> cells = cells(world);
        if (cells.isEmpty() || absent.isEmpty()) {
            return List.of(new Scene(casting.role(), casting.group(actors), world));
        }
        Map<Body, Integer> alike = new LinkedHashMap<>();
        absent.forEach(body -> alike.merge(body, 1, Integer::sum));
        List<List<List<Map<String, String>>>> ways = new ArrayList<>();
        alike.values().forEach(count -> ways.add(Choices.withRepetition(cells, count)));
        List<Body> bodies = new ArrayList<>();
        alike.forEach((body, count) -> {
            for (int i = 0; i < count; i++) {
                bodies.add(body);
            }
        });
        List<Scene> scenes = new ArrayList<>();
        for (List<List<Map<String, String>>> choice : Choices.oneOfEach(ways)) {
            scenes.add(
                    scene(actors, bodies, choice.stream().flatMap(List::stream).toList(), world));
        }
        return scenes;
    }

    /** The zones and racks that exist, on nodes of which all is known. */
    private List<Map<String, String>> cells(World world) {
        Set<Map<String, String>> cells = new java.util.LinkedHashSet<>();
        for (Map<String, String> values : world.values().values()) {
            if (values.size() == casting.facts().domains().size()) {
                Map<String, String> cell = new TreeMap<>(values);
                cell.remove(Domain.NODE_NAME);
                cells.add(cell);
            }
        }
        return List.copyOf(cells);
    }

    private Scene scene(
            List<Actor> actors, List<Body> bodies, List<Map<String, String>> cells, World world) {
        Map<String, Map<String, String>> values = new TreeMap<>(world.values());
        Set<String> ready = new TreeSet<>(world.ready());
        List<Actor> all = new ArrayList<>(actors);
        for (int i = 0; i < bodies.size(); i++) {
            String fresh = "fresh/" + i;
            Map<String, String> at = new TreeMap<>(cells.get(i));
            at.put(Domain.NODE_NAME, fresh);
            values.put(fresh, at);
            ready.add(fresh);
            all.add(
                    new Actor(
                            fresh,
                            Optional.of(fresh),
                            true,
                            bodies.get(i).votes(),
                            bodies.get(i).data(),
                            List.of(Disk.at(fresh)),
                            "",
                            false));
        }
        return new Scene(
                casting.role(), casting.group(all), new World(values, ready, world.restart()));
    }
}
