package dev.holdfast.rules;

import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a member could run by all rules but survival: labels of the node, its volumes, converge and
 * Required spread. Cheaper than {@link Placement#decide}, for searches that judge survival
 * themselves.
 */
public final class Fit {
    private final ClusterView view;
    private final Topology topology;
    private final List<VolumeRules> volumes = new ArrayList<>();
    private final List<SpreadRules> spreads = new ArrayList<>();

    private Fit(ClusterView view, PolicyMembers policy) {
        this.view = view;
        this.topology = view.topology(policy.policy());
    }

    /** The rules for a member, which may stand on a node already. */
    public static Fit of(ClusterView view, PolicyMembers policy, PodState pod) {
        Fit fit = new Fit(view, policy);
        for (int index : policy.rolesOf(pod)) {
            RoleMembers members = policy.roles().get(index);
            List<List<PodState>> others = new ArrayList<>();
            for (String set : members.setsOf(pod.name(), pod.labels(), pod.annotations())) {
                List<PodState> rest = members.membersOf(set);
                rest.removeIf(other -> other.name().equals(pod.name()));
                others.add(rest);
            }
            fit.spreads.add(new SpreadRules(view, policy, members.role(), others));
            fit.volumes.add(
                    new VolumeRules(view, policy, policy.firstRoleOf(pod, members.role()), pod));
        }
        return fit;
    }

    /** Why labels or volumes keep the member from a node, wherever the other members are. */
    public Optional<ReasonCode> refusal(int node) {
        @Nullable NodeState state = view.node(node);
        if (state == null) {
            return Optional.of(ReasonCode.NODE_UNKNOWN);
        }
        if (SpreadRules.lacksLabel(topology, node)) {
            return Optional.of(ReasonCode.DOMAIN_LABEL_MISSING);
        }
        return volumes.stream()
                .map(rules -> rules.refusal(node, state))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Whether a Required spread is full there with the other members where they are. */
    public boolean crowded(int node) {
        return spreads.stream().anyMatch(rules -> rules.full(node).isPresent());
    }
}
