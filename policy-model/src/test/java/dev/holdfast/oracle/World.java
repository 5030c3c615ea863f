package dev.holdfast.oracle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The nodes when everything is known.
 *
 * @param values by node, then by domain: the qualified value; a node without a label that nobody
 *     stands on has none
 * @param ready the nodes that are Ready
 * @param restart the nodes where a member may restart before F and its volumes are looked at
 */
record World(Map<String, Map<String, String>> values, Set<String> ready, Set<String> restart) {

    /** A failure: the values chosen, and all their nodes. */
    record Failure(List<String> names, Set<String> nodes) {
        static final Failure NOTHING = new Failure(List.of(), Set.of());
    }

    /** Ready nodes that did not fail. */
    Set<String> alive(Set<String> failed) {
        Set<String> alive = new HashSet<>(ready);
        alive.removeAll(failed);
        return alive;
    }

    /** The values of a domain that exist on nodes, sorted. */
    List<String> existing(String domain) {
        Set<String> existing = new TreeSet<>();
        for (Map<String, String> node : values.values()) {
            if (node.containsKey(domain)) {
                existing.add(node.get(domain));
            }
        }
        return List.copyOf(existing);
    }

    /** Every choice of min(n, how many there are) values of each domain. */
    List<Failure> exactly(Map<String, Integer> lose) {
        List<List<Failure>> parts = new ArrayList<>();
        lose.forEach((domain, count) -> parts.add(of(domain, count)));
        return joined(parts);
    }

    /** Every choice of {@code size} values in all, at most n of each domain. */
    List<Failure> smaller(Map<String, Integer> lose, int size) {
        List<List<Failure>> parts = new ArrayList<>();
        lose.forEach((domain, most) -> {
            List<Failure> upTo = new ArrayList<>();
            for (int count = 0; count <= Math.min(most, existing(domain).size()); count++) {
                upTo.addAll(of(domain, count));
            }
            parts.add(upTo);
        });
        return joined(parts).stream().filter(failure -> failure.names().size() == size).toList();
    }

    private List<Failure> of(String domain, int count) {
        List<String> existing = existing(domain);
        return Choices.subsets(existing, Math.min(count, existing.size())).stream()
                .map(chosen -> failure(domain, chosen))
                .toList();
    }

    private Failure failure(String domain, List<String> chosen) {
        Set<String> nodes = new TreeSet<>();
        values.forEach((node, of) -> {
            if (of.containsKey(domain) && chosen.contains(of.get(domain))) {
                nodes.add(node);
            }
        });
        return new Failure(chosen.stream().map(value -> domain + "/" + value).toList(), nodes);
    }

    private static List<Failure> joined(List<List<Failure>> parts) {
        List<Failure> all = new ArrayList<>();
        for (List<Failure> choice : Choices.oneOfEach(parts)) {
            List<String> names = new ArrayList<>();
            Set<String> nodes = new TreeSet<>();
            for (Failure part : choice) {
                names.addAll(part.names());
                nodes.addAll(part.nodes());
            }
            all.add(new Failure(names, nodes));
        }
        return all;
    }
}
