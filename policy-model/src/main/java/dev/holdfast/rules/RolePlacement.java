package dev.holdfast.rules;

import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.policy.Spread;
import dev.holdfast.survival.SetPlacement;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.Topology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One role's rules for one pod. Each kind of nodes is judged once, when it is first asked for;
 * several threads may ask.
 */
final class RolePlacement {
    private final ClusterView view;
    private final PolicyMembers policy;
    private final int roleIndex;
    private final Role role;
    private final Topology topology;
    private final VolumeRules volumes;
    private final SpreadRules spreads;
    private final List<SetPlacement> sets = new ArrayList<>();
    private final Optional<RackMap> racks;
    private final PodState pod;
    private final boolean setUnknown;
    private final Scores scores = new Scores();
    private final NodeKinds kinds;

    /** By kind: 0 while not judged, else the verdict and 1. */
    private final byte[] verdicts;

    /** By kind: 0 while not judged, else the score and 1. */
    private final byte[] scored;

    /**
     * Prepares the answers.
     *
     * @param pod the member to be placed; one of its name that is there is this one
     */
    RolePlacement(ClusterView view, PolicyMembers policy, int roleIndex, PodState pod) {
        this.view = view;
        this.policy = policy;
        this.roleIndex = roleIndex;
        RoleMembers members = policy.roles().get(roleIndex);
        this.role = members.role();
        this.topology = view.topology(policy.policy());
        this.volumes = new VolumeRules(view, policy, policy.firstRoleOf(pod, role), pod);
        this.pod = pod;
        this.racks =
                RackMap.of(
                        view,
                        policy,
                        members,
                        other -> !other.terminating() && !other.name().equals(pod.name()),
                        other -> other.node().or(other::reservedNode));
        List<String> names = members.setsOf(pod.name(), pod.labels(), pod.annotations());
        this.setUnknown = names.isEmpty();
        List<List<PodState>> others = new ArrayList<>();
        for (String name : names) {
            List<PodState> rest = members.membersOf(name);
            rest.removeIf(other -> other.name().equals(pod.name()));
            others.add(rest);
            sets.add(new SetPlacement(view, policy, members, pod, rest));
        }
        this.spreads = new SpreadRules(view, policy, role, others);
        this.kinds = kinds();
        this.verdicts = new byte[kinds.bound()];
        this.scored = new byte[kinds.bound()];
    }

    private NodeKinds kinds() {
        NodeKinds.Builder builder = new NodeKinds.Builder(view, policy);
        volumes.tellApart(builder);
        spreads.tellApart(builder);
        racks.ifPresent(map -> map.tellApart(builder));
        sets.forEach(set -> set.forEachNode(builder::alone));
        return builder.build();
    }

    /** The first reason against a node, in the order in which a person would look, as a number. */
    int verdict(int node) {
        int kind = kinds.of(node);
        int known = verdicts[kind];
        return (known == 0 ? judge(node, kind) : known) - 1;
    }

    void verdicts(int[] nodes, byte[] into) {
        int[] kindOf = kinds.of(nodes, into.length);
        for (int i = 0; i < into.length; i++) {
            int known = verdicts[kindOf[i]];
            into[i] = (byte) ((known == 0 ? judge(nodes[i], kindOf[i]) : known) - 1);
        }
    }

    private synchronized int judge(int node, int kind) {
        int verdict = firstReason(node).map(ReasonCode::number).orElse(PlacementDecision.ALLOWED);
        verdicts[kind] = (byte) (verdict + 1);
        return verdict + 1;
    }

    private Optional<ReasonCode> firstReason(int node) {
        @Nullable NodeState state = view.node(node);
        if (state == null) {
            return Optional.of(ReasonCode.NODE_UNKNOWN);
        }
        if (SpreadRules.lacksLabel(topology, node)) {
            return Optional.of(ReasonCode.DOMAIN_LABEL_MISSING);
        }
        Optional<ReasonCode> ofVolumes = volumes.refusal(node, state);
        if (ofVolumes.isPresent()) {
            return ofVolumes;
        }
        if (spreads.full(node).isPresent()) {
            return Optional.of(ReasonCode.SPREAD);
        }
        return survival(node);
    }

    private Optional<ReasonCode> survival(int node) {
        if (setUnknown) {
            return Optional.of(ReasonCode.SURVIVAL_UNKNOWN);
        }
        boolean unknown = false;
        for (SetPlacement set : sets) {
            switch (set.at(node).answer()) {
                case REFUSED -> {
                    return Optional.of(ReasonCode.SURVIVAL);
                }
                case UNKNOWN -> unknown = true;
                case ALLOWED -> {
                    // the next set may say otherwise
                }
            }
        }
        return unknown ? Optional.of(ReasonCode.SURVIVAL_UNKNOWN) : Optional.empty();
    }

    /** The components of the score of a node. */
    private Scores.Components components(int node) {
        int held = 0;
        int[] margins = new int[0];
        for (SetPlacement set : sets) {
            int[] some = set.at(node).margins();
            margins = Arrays.copyOf(margins, margins.length + some.length);
            System.arraycopy(some, 0, margins, margins.length - some.length, some.length);
        }
        for (int margin : margins) {
            held += margin >= 0 ? 1 : 0;
        }
        Arrays.sort(margins);
        int worst = margins.length > 0 ? margins[0] : 0;
        int next = margins.length > 1 ? margins[1] : worst;
        int crowd = 0;
        for (Spread spread : role.spread()) {
            if (spread.mode() != Spread.Mode.Required) {
                crowd += spreads.most(spread, node);
            }
        }
        return new Scores.Components(
                held,
                margins.length,
                worst,
                next,
                volumes.locality(node),
                crowd,
                contradiction(node).isPresent());
    }

    /** How the member's rack label contradicts the members in the node's domain. */
    private Optional<String> contradiction(int node) {
        return racks.flatMap(map -> map.contradiction(pod, node));
    }

    /** How good the node is, 0 when it is refused. */
    int score(int node) {
        int kind = kinds.of(node);
        int known = scored[kind];
        return (known == 0 ? rate(node, kind) : known) - 1;
    }

    void scores(int[] nodes, byte[] into) {
        int[] kindOf = kinds.of(nodes, into.length);
        for (int i = 0; i < into.length; i++) {
            int known = scored[kindOf[i]];
            into[i] = (byte) ((known == 0 ? rate(nodes[i], kindOf[i]) : known) - 1);
        }
    }

    private synchronized int rate(int node, int kind) {
        int score =
                verdict(node) != PlacementDecision.ALLOWED
                        ? 0
                        : scores.of(components(node), role.converge().weight());
        scored[kind] = (byte) (score + 1);
        return score + 1;
    }

    synchronized List<Reason> reasons(int node) {
        @Nullable NodeState state = view.node(node);
        String field = "spec.roles[" + roleIndex + "]";
        if (state == null) {
            return List.of(
                    new Reason(
                            ReasonCode.NODE_UNKNOWN,
                            "the node is not in the view yet",
                            "",
                            "",
                            "",
                            List.of(),
                            List.of()));
        }
        if (SpreadRules.lacksLabel(topology, node)) {
            return List.of(labelReason(state));
        }
        List<Reason> reasons = new ArrayList<>(volumes.reasons(node, state, field));
        spreads.full(node).ifPresent(spread -> reasons.add(spreadReason(spread, node, field)));
        survival(node).ifPresent(code -> reasons.add(survivalReason(code, node, field)));
        return reasons;
    }

    private Reason labelReason(NodeState state) {
        String missing =
                policy.policy().spec().domains().stream()
                        .filter(domain -> Topology.valueOf(domain, state) == null)
                        .map(domain -> domain.key())
                        .findFirst()
                        .orElse("");
        return new Reason(
                ReasonCode.DOMAIN_LABEL_MISSING,
                "node " + state.name() + " has no label " + missing,
                "spec.domains",
                "no label " + missing,
                "every node that may hold a member has it",
                List.of("Node/" + state.name()),
                List.of(
                        "label the node: kubectl label node "
                                + state.name()
                                + " "
                                + missing
                                + "=...",
                        "or set onMissing: Alone for the domain"));
    }

    private Reason spreadReason(Spread spread, int node, String field) {
        int there = spreads.most(spread, node);
        return new Reason(
                ReasonCode.SPREAD,
                "the node's "
                        + spread.domain()
                        + " already holds "
                        + there
                        + " of at most "
                        + spread.max()
                        + " members of the set",
                field + ".spread",
                there + " members",
                "max " + spread.max(),
                List.of(),
                List.of(
                        "add nodes in another " + spread.domain(),
                        "or raise max, or make the spread Preferred"));
    }

    private Reason survivalReason(ReasonCode code, int node, String field) {
        List<String> causes = new ArrayList<>();
        String message = setUnknown ? "the member's set cannot be told" : "";
        for (SetPlacement set : sets) {
            SetPlacement.Answer answer = set.at(node).answer();
            if (answer == SetPlacement.Answer.ALLOWED) {
                continue;
            }
            causes.addAll(set.unknownCauses());
            message = set.explain(node);
        }
        boolean unknown = code == ReasonCode.SURVIVAL_UNKNOWN;
        return new Reason(
                code,
                unknown && !causes.isEmpty() ? "unknown: " + String.join("; ", causes) : message,
                field + ".survive",
                message,
                "every goal keeps the best margin that any placement can reach, or 0",
                causes,
                unknown
                        ? List.of("make known what is unknown: labels of nodes, states of copies")
                        : List.of(
                                "place the member in a failure domain that holds fewer of its set",
                                "or add nodes there"));
    }

    int[] dataNodes() {
        return volumes.dataNodes();
    }

    synchronized List<String> passed(int node) {
        List<String> passed = new ArrayList<>();
        if (view.node(node) == null) {
            return passed;
        }
        Scores.Components parts = components(node);
        passed.add(
                "role "
                        + role.name()
                        + ": "
                        + parts.describe(role.replication().by() == Replication.By.Any));
        contradiction(node)
                .ifPresent(text -> passed.add(ReasonCode.RACK_MISMATCH.text() + ": " + text));
        return passed;
    }
}
