package dev.holdfast.rules;

import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is odd about a role, each as {@code Type: text}; nothing here changes a verdict. */
final class Conditions {
    private Conditions() {}

    static List<String> of(ClusterView view, PolicyMembers policy, RoleMembers members) {
        List<String> conditions = new ArrayList<>();
        Role role = members.role();
        if (members.all().isEmpty()) {
            conditions.add("NoMembers: role " + role.name() + " matches no pod");
        }
        if (role.replication().by() == Replication.By.Any && role.replication().rack().isEmpty()) {
            conditions.add(
                    "AnyWithoutRack: any "
                            + role.replication().factor()
                            + " members may hold the same data, also of one domain");
        }
        members.unplaced()
                .forEach((name, _) ->
                        conditions.add(
                                "SetUnknown: the set of member " + name + " cannot be told"));
        rackMismatch(view, policy, members, conditions);
        boundBeforeMember(view, members, conditions);
        LostData.of(view, policy, members)
                .forEach(loss ->
                        conditions.add(
                                "DataLost: member " + loss.member().name() + ": " + loss.text()));
        return conditions;
    }

    /** Racks by label must be one to one with values of the rack's domain. */
    private static void rackMismatch(
            ClusterView view, PolicyMembers policy, RoleMembers members, List<String> conditions) {
        Replication.@Nullable Rack rack = members.role().replication().rack().orElse(null);
        if (rack == null || rack.label().isEmpty()) {
            return;
        }
        int domain = policy.policy().spec().domainIndex(rack.domain()).orElse(-1);
        Topology topology = view.topology(policy.policy());
        Map<String, TreeSet<String>> racksOf = new TreeMap<>();
        Map<String, TreeSet<String>> valuesOf = new TreeMap<>();
        members.all()
                .forEach((_, pod) -> {
                    @Nullable String label = pod.labels().get(rack.label().get());
                    int node = pod.node().map(view::nodeId).orElse(-1);
                    @Nullable String value =
                            node < 0 ? null : valueName(topology, domain, node, pod);
                    if (label != null && value != null) {
                        racksOf.computeIfAbsent(value, _ -> new TreeSet<>()).add(label);
                        valuesOf.computeIfAbsent(label, _ -> new TreeSet<>()).add(value);
                    }
                });
        racksOf.forEach((value, labels) -> {
            if (labels.size() > 1) {
                conditions.add(
                        "RackMismatch: racks "
                                + String.join(" and ", labels)
                                + " are "
                                + (labels.size() == 2 ? "both" : "all")
                                + " in "
                                + rack.domain()
                                + " "
                                + value);
            }
        });
        valuesOf.forEach((label, values) -> {
            if (values.size() > 1) {
                conditions.add(
                        "RackMismatch: rack "
                                + label
                                + " spans "
                                + rack.domain()
                                + "s "
                                + String.join(" and ", values));
            }
        });
    }

    private static @Nullable String valueName(
            Topology topology, int domain, int node, PodState pod) {
        if (domain == topology.labelled()) {
            return pod.node().orElse(null);
        }
        int value = domain < 0 ? Topology.ABSENT : topology.value(domain, node);
        return value < 0 ? null : topology.name(domain, value);
    }

    private static void boundBeforeMember(
            ClusterView view, RoleMembers members, List<String> conditions) {
        TreeSet<String> early = new TreeSet<>();
        members.all()
                .forEach((name, pod) -> {
                    if (pod.node().isEmpty()
                            && pod.claims().stream()
                                    .anyMatch(mount -> isBound(view, pod, mount.claim()))) {
                        early.add(name);
                    }
                });
        early.forEach(name -> conditions.add("VolumeBoundBeforeMember: " + name));
    }

    private static boolean isBound(ClusterView view, PodState pod, String claimName) {
        @Nullable ClaimState claim = view.claim(pod.namespace(), claimName);
        return claim != null && claim.volume().isPresent();
    }
}
