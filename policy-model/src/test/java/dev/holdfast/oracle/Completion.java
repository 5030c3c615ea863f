package dev.holdfast.oracle;

import static java.util.Objects.requireNonNull;

import dev.holdfast.policy.Domain;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One way to fill in all that is unknown about a role.
 *
 * @param values by node, then by domain
 * @param copies the nodes with a current copy, by volume, for volumes that a storage system lists
 *     or of which nothing is known
 * @param racks the racks of members that stand nowhere and have no rack label
 */
record Completion(
        Map<String, Map<String, String>> values,
        Map<String, Set<String>> copies,
        Map<String, String> racks) {

    /** "Complete what is unknown in every way." */
    static List<Completion> all(Facts facts, Role role) {
        List<Completion> all = new ArrayList<>();
        List<Map<String, Set<String>>> everyCopies = copies(facts, role);
        for (Map<String, Map<String, String>> values : values(facts, role)) {
            for (Map<String, String> racks : racks(facts, role, values)) {
                for (Map<String, Set<String>> copies : everyCopies) {
                    all.add(new Completion(values, copies, racks));
                }
            }
        }
        return all;
    }

    /** How many there are, without making them; a world is only worth asking about if few. */
    static long count(Facts facts, Role role) {
        List<Map<String, Map<String, String>>> values = values(facts, role);
        double count = values.size();
        for (List<Set<String>> ways : copyWays(facts, role).values()) {
            count *= ways.size();
        }
        for (List<String> ways : rackWays(facts, role, values.getFirst()).values()) {
            count *= ways.size();
        }
        return Math.round(count);
    }

    private static List<Storage.DataClaim> claims(Facts facts, Role role) {
        List<Storage.DataClaim> claims = new ArrayList<>();
        for (PodState pod : facts.members(role)) {
            if (!Storage.volume(facts, pod).opaque()) {
                claims.addAll(Storage.dataClaims(facts, pod));
            }
        }
        return claims;
    }

    // --- copies

    private static List<Map<String, Set<String>>> copies(Facts facts, Role role) {
        return everyWay(copyWays(facts, role));
    }

    /** "A copy of unknown state: current or not; a volume of unknown place: any one node." */
    private static Map<String, List<Set<String>>> copyWays(Facts facts, Role role) {
        Map<String, List<Set<String>>> ways = new TreeMap<>();
        for (Storage.DataClaim claim : claims(facts, role)) {
            if (claim.listed().isPresent()) {
                ways.put(claim.volume().orElseThrow(), currentOf(claim.listed().get().copies()));
            } else if (claim.unknownPlace()) {
                ways.put(
                        claim.volume().orElseThrow(),
                        facts.nodes().keySet().stream().map(Set::of).toList());
            }
        }
        return ways;
    }

    /** One of its ways for each name. */
    private static <T> List<Map<String, T>> everyWay(Map<String, List<T>> ways) {
        List<String> names = List.copyOf(ways.keySet());
        List<Map<String, T>> all = new ArrayList<>();
        for (List<T> choice : Choices.oneOfEach(List.copyOf(ways.values()))) {
            Map<String, T> one = new TreeMap<>();
            for (int i = 0; i < names.size(); i++) {
                one.put(names.get(i), choice.get(i));
            }
            all.add(one);
        }
        return all;
    }

    private static List<Set<String>> currentOf(List<VolumeState.Copy> copies) {
        Set<String> current = new TreeSet<>();
        Set<String> unknown = new TreeSet<>();
        for (VolumeState.Copy copy : copies) {
            if (copy.state() == VolumeState.Copy.State.Current) {
                current.add(copy.node());
            } else if (copy.state() == VolumeState.Copy.State.Unknown) {
                unknown.add(copy.node());
            }
        }
        List<Set<String>> all = new ArrayList<>();
        for (int size = 0; size <= unknown.size(); size++) {
            for (List<String> chosen : Choices.subsets(List.copyOf(unknown), size)) {
                Set<String> both = new TreeSet<>(current);
                both.addAll(chosen);
                all.add(both);
            }
        }
        return all;
    }

    // --- values of nodes

    /**
     * "An unlabelled node that holds a member or copy: each value or a new one." Decided: a node
     * that a PV's affinity matches holds a copy; two unlabelled nodes may share a new value; a
     * label that is there stays (a node with a rack and no zone keeps its rack in whichever zone,
     * and a node with a zone and no rack may be in that rack if it is in that zone); other
     * unlabelled nodes are in the values that are known of them, and in no other.
     */
    private static List<Map<String, Map<String, String>>> values(Facts facts, Role role) {
        Map<String, Map<String, String>> known = new TreeMap<>();
        List<NodeState> open = new ArrayList<>();
        Set<String> holding = holding(facts, role);
        for (NodeState node : facts.nodes().values()) {
            if (facts.labelled(node)) {
                known.put(node.name(), valuesOf(facts, node, Map.of()));
            } else {
                known.put(node.name(), partial(facts, node));
                if (holding.contains(node.name())) {
                    open.add(node);
                }
            }
        }
        List<Map<String, Map<String, String>>> all = new ArrayList<>();
        complete(facts, open, known, all);
        return all;
    }

    private static void complete(
            Facts facts,
            List<NodeState> open,
            Map<String, Map<String, String>> known,
            List<Map<String, Map<String, String>>> all) {
        if (open.isEmpty()) {
            all.add(known);
            return;
        }
        NodeState node = open.getFirst();
        List<NodeState> rest = open.subList(1, open.size());
        for (Map<String, String> labels : guesses(facts, node, 0, Map.of(), known, rest)) {
            Map<String, Map<String, String>> more = new TreeMap<>(known);
            more.put(node.name(), valuesOf(facts, node, labels));
            complete(facts, rest, more, all);
        }
    }

    /**
     * Every way to give the node the labels that it lacks, by domain.
     *
     * @param rest nodes that get theirs later
     */
    private static List<Map<String, String>> guesses(
            Facts facts,
            NodeState node,
            int at,
            Map<String, String> guessed,
            Map<String, Map<String, String>> known,
            List<NodeState> rest) {
        if (at == facts.domains().size()) {
            return List.of(guessed);
        }
        Domain domain = facts.domains().get(at);
        if (Facts.label(domain, node).isPresent()) {
            return guesses(facts, node, at + 1, guessed, known, rest);
        }
        String outer = outer(facts, node, at, guessed);
        Set<String> candidates = new TreeSet<>();
        for (Map<String, String> other : known.values()) {
            String value = other.getOrDefault(domain.name(), "");
            if (!value.isEmpty() && value.startsWith(outer)) {
                candidates.add(value.substring(outer.length()));
            }
        }
        for (NodeState later : rest) {
            Facts.label(domain, later).ifPresent(candidates::add);
        }
        candidates.add("?" + node.name());
        List<Map<String, String>> all = new ArrayList<>();
        for (String candidate : candidates) {
            Map<String, String> more = new TreeMap<>(guessed);
            more.put(domain.name(), candidate);
            all.addAll(guesses(facts, node, at + 1, more, known, rest));
        }
        return all;
    }

    private static String outer(Facts facts, NodeState node, int at, Map<String, String> guessed) {
        StringBuilder outer = new StringBuilder();
        for (Domain domain : facts.domains().subList(0, at)) {
            outer.append(Facts.label(domain, node).orElseGet(() -> guess(guessed, domain)))
                    .append('/');
        }
        return outer.toString();
    }

    private static String guess(Map<String, String> guessed, Domain domain) {
        return requireNonNull(guessed.get(domain.name()), domain.name());
    }

    /** "Any other value is the label value qualified by the outer domains (a/r1)." */
    private static Map<String, String> valuesOf(
            Facts facts, NodeState node, Map<String, String> guessed) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int at = 0; at < facts.domains().size(); at++) {
            Domain domain = facts.domains().get(at);
            String own = Facts.label(domain, node).orElseGet(() -> guess(guessed, domain));
            boolean itself = domain.name().equals(Domain.NODE_NAME);
            values.put(domain.name(), itself ? node.name() : outer(facts, node, at, guessed) + own);
        }
        return values;
    }

    /** The values that are known: those outside the first label that is missing, and the node. */
    static Map<String, String> partial(Facts facts, NodeState node) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int at = 0; at < facts.domains().size(); at++) {
            Domain domain = facts.domains().get(at);
            if (Facts.label(domain, node).isEmpty()) {
                break;
            }
            String own = Facts.label(domain, node).orElseThrow();
            values.put(domain.name(), outer(facts, node, at, Map.of()) + own);
        }
        values.put(Domain.NODE_NAME, node.name());
        return values;
    }

    private static Set<String> holding(Facts facts, Role role) {
        Set<String> holding = new TreeSet<>();
        for (PodState pod : facts.members(role)) {
            pod.node().ifPresent(holding::add);
            pod.reservedNode().ifPresent(holding::add);
        }
        for (Storage.DataClaim claim : claims(facts, role)) {
            if (claim.unknownPlace()) {
                holding.addAll(facts.nodes().keySet());
            } else if (claim.fromAffinity()) {
                holding.addAll(Storage.matching(facts, claim.affinity()));
            }
        }
        copyWays(facts, role).values().forEach(ways -> ways.forEach(holding::addAll));
        return holding;
    }

    // --- racks of members that stand nowhere

    private static List<Map<String, String>> racks(
            Facts facts, Role role, Map<String, Map<String, String>> values) {
        return everyWay(rackWays(facts, role, values));
    }

    /**
     * Decided: a member that stands nowhere, of a role whose racks are domain values, may be in the
     * rack of any node that its bound volumes can attach to (for a missing one: of any node).
     */
    private static Map<String, List<String>> rackWays(
            Facts facts, Role role, Map<String, Map<String, String>> values) {
        Map<String, List<String>> ways = new TreeMap<>();
        if (role.replication().rack().isPresent()) {
            Replication.Rack rack = role.replication().rack().get();
            for (PodState pod : facts.members(role)) {
                boolean stands =
                        pod.node()
                                .or(pod::reservedNode)
                                .map(facts.nodes()::containsKey)
                                .orElse(false);
                if (!stands && !labelled(rack, pod.labels())) {
                    Set<String> nodes = new TreeSet<>(facts.nodes().keySet());
                    for (Storage.DataClaim claim : Storage.allClaims(facts, pod)) {
                        nodes.retainAll(Storage.matching(facts, claim.affinity()));
                    }
                    ways.put(pod.name(), racksOf(rack, nodes, values, pod.name()));
                }
            }
            for (Expected missing : Expected.missing(facts, role)) {
                if (!labelled(rack, missing.labels())) {
                    ways.put(
                            missing.name(),
                            racksOf(rack, facts.nodes().keySet(), values, missing.name()));
                }
            }
        }
        return ways;
    }

    private static boolean labelled(Replication.Rack rack, Map<String, String> labels) {
        return rack.label().map(labels::containsKey).orElse(false);
    }

    private static List<String> racksOf(
            Replication.Rack rack,
            Set<String> nodes,
            Map<String, Map<String, String>> values,
            String name) {
        Set<String> racks = new TreeSet<>();
        values.forEach((node, of) -> {
            if (nodes.contains(node) && of.containsKey(rack.domain())) {
                racks.add(of.get(rack.domain()));
            }
        });
        return racks.isEmpty() ? List.of("?" + name) : List.copyOf(racks);
    }
}
