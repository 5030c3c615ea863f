package dev.holdfast.rules;

import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is odd about a role, each as {@code Type: text}; nothing here changes a verdict. */
final class Conditions {
    private Conditions() {}

    /**
     * The conditions of a role.
     *
     * @param adrift the members of known sets that may have lost data
     */
    static List<String> of(
            ClusterView view,
            PolicyMembers policy,
            RoleMembers members,
            Collection<PodState> adrift) {
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
        RackMap.of(view, policy, members, _ -> true, PodState::node)
                .ifPresent(racks ->
                        racks.mismatches()
                                .forEach(text -> conditions.add("RackMismatch: " + text)));
        boundBeforeMember(view, members, conditions);
        LostData.of(view, policy, members, suspects(members, adrift))
                .forEach(loss ->
                        conditions.add(
                                "DataLost: member " + loss.member().name() + ": " + loss.text()));
        return conditions;
    }

    private static List<PodState> suspects(RoleMembers members, Collection<PodState> adrift) {
        List<PodState> suspects = new ArrayList<>(adrift);
        suspects.removeIf(pod -> !members.all().containsKey(pod.name()));
        members.unplaced().forEach((_, pod) -> suspects.add(pod));
        return suspects;
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
