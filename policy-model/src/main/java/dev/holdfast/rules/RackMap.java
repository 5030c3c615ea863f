package dev.holdfast.rules;

import dev.holdfast.policy.Replication;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which racks, by the members' label, go with which values of the rack's domain. They must be one
 * to one, or database and cluster mean different things by a rack.
 */
final class RackMap {
    private final ClusterView view;
    private final String label;
    private final String domainName;
    private final int domain;
    private final Topology topology;
    private final Map<String, TreeSet<String>> racksOf = new TreeMap<>();
    private final Map<String, TreeSet<String>> valuesOf = new TreeMap<>();

    private RackMap(ClusterView view, PolicyMembers policy, String domainName, String label) {
        this.view = view;
        this.label = label;
        this.domainName = domainName;
        this.domain = policy.policy().spec().domainIndex(domainName).orElse(-1);
        this.topology = view.topology(policy.policy());
    }

    /**
     * What the members of a role show; empty when their racks are not told by a label.
     *
     * @param counts which members are looked at
     * @param nodeOf the node that a member is on, or is to be
     */
    static Optional<RackMap> of(
            ClusterView view,
            PolicyMembers policy,
            RoleMembers members,
            Predicate<PodState> counts,
            Function<PodState, Optional<String>> nodeOf) {
        Optional<Replication.Rack> rack = members.role().replication().rack();
        return rack.flatMap(Replication.Rack::label)
                .map(label -> {
                    RackMap map = new RackMap(view, policy, rack.get().domain(), label);
                    members.all()
                            .forEach((_, pod) -> {
                                if (counts.test(pod)) {
                                    map.add(pod, nodeOf.apply(pod).map(view::nodeId).orElse(-1));
                                }
                            });
                    return map;
                });
    }

    private void add(PodState pod, int node) {
        @Nullable String rack = pod.labels().get(label);
        @Nullable String value = valueOf(node);
        if (rack != null && value != null) {
            racksOf.computeIfAbsent(value, _ -> new TreeSet<>()).add(rack);
            valuesOf.computeIfAbsent(rack, _ -> new TreeSet<>()).add(value);
        }
    }

    private @Nullable String valueOf(int node) {
        if (node < 0 || domain < 0) {
            return null;
        }
        if (domain == topology.labelled()) {
            return Optional.ofNullable(view.node(node)).map(state -> state.name()).orElse(null);
        }
        int value = topology.value(domain, node);
        return value < 0 ? null : topology.name(domain, value);
    }

    /** Names what tells nodes apart for these racks: only where a node is a rack by itself. */
    void tellApart(NodeKinds.Builder kinds) {
        if (domain == topology.labelled()) {
            racksOf.keySet().forEach(node -> kinds.alone(view.nodeId(node)));
        }
    }

    /** Where racks and values are not one to one, a sentence each. */
    List<String> mismatches() {
        List<String> found = new ArrayList<>();
        racksOf.forEach((value, racks) -> {
            if (racks.size() > 1) {
                found.add(
                        "racks "
                                + String.join(" and ", racks)
                                + " are "
                                + (racks.size() == 2 ? "both" : "all")
                                + " in "
                                + domainName
                                + " "
                                + value);
            }
        });
        valuesOf.forEach((rack, values) -> {
            if (values.size() > 1) {
                found.add(
                        "rack "
                                + rack
                                + " spans "
                                + domainName
                                + "s "
                                + String.join(" and ", values));
            }
        });
        return found;
    }

    /** What the other members say against a pod on a node: its rack elsewhere, or another there. */
    Optional<String> contradiction(PodState pod, int node) {
        @Nullable String rack = pod.labels().get(label);
        @Nullable String value = valueOf(node);
        if (rack == null || value == null) {
            return Optional.empty();
        }
        TreeSet<String> values = valuesOf.getOrDefault(rack, new TreeSet<>());
        if (!values.isEmpty() && !values.contains(value)) {
            return Optional.of(
                    "rack "
                            + rack
                            + " is in "
                            + domainName
                            + " "
                            + String.join(" and ", values)
                            + ", the node is in "
                            + value);
        }
        TreeSet<String> racks = racksOf.getOrDefault(value, new TreeSet<>());
        return racks.isEmpty() || racks.contains(rack)
                ? Optional.empty()
                : Optional.of(
                        domainName
                                + " "
                                + value
                                + " is rack "
                                + String.join(" and ", racks)
                                + ", not "
                                + rack);
    }
}
