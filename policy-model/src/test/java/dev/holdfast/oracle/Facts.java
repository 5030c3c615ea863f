package dev.holdfast.oracle;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Domain;
import dev.holdfast.policy.LabelSelector;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the view says, by name: nodes, and the pods that the policy speaks for.
 *
 * @param pods of the policy's namespace, sorted by name
 */
record Facts(
        ClusterView view,
        DataPlacementPolicy policy,
        Map<String, NodeState> nodes,
        List<PodState> pods) {

    static Facts of(ClusterView view, DataPlacementPolicy policy) {
        Map<String, NodeState> nodes = new TreeMap<>();
        for (int id = 0; id < view.nodeBound(); id++) {
            @Nullable NodeState node = view.node(id);
            if (node != null) {
                nodes.put(node.name(), node);
            }
        }
        List<PodState> pods = new ArrayList<>();
        view.forEachPod(policy.namespace(), pods::add);
        pods.sort(Comparator.comparing(PodState::name));
        return new Facts(view, policy, nodes, pods);
    }

    /** The same with this pod in place of the one of its name, if any. */
    Facts with(PodState pod) {
        List<PodState> changed = new ArrayList<>(pods);
        changed.removeIf(other -> other.name().equals(pod.name()));
        changed.add(pod);
        changed.sort(Comparator.comparing(PodState::name));
        return new Facts(view, policy, nodes, changed);
    }

    List<Domain> domains() {
        return policy.spec().domains();
    }

    /** The value of the node's label, or its name where the domain says Alone. */
    static Optional<String> label(Domain domain, NodeState node) {
        if (domain.name().equals(Domain.NODE_NAME)) {
            return Optional.of(node.name());
        }
        @Nullable String label = node.labels().get(domain.key());
        if (label != null && !label.isEmpty()) {
            return Optional.of(label);
        }
        return domain.onMissing() == Domain.OnMissing.Alone
                ? Optional.of(node.name())
                : Optional.empty();
    }

    /** Whether the node has every label that the policy needs. */
    boolean labelled(NodeState node) {
        return domains().stream().allMatch(domain -> label(domain, node).isPresent());
    }

    /** "Matches policy and role, is not owned by a Job, has not finished. Bound or not." */
    boolean isMember(Role role, PodState pod) {
        boolean job = pod.owner().map(owner -> owner.kind().equals("Job")).orElse(false);
        return pod.namespace().equals(policy.namespace())
                && !job
                && !pod.finished()
                && matches(role, pod.labels(), pod.ordinal());
    }

    /** Whether policy and role select what has these labels and this ordinal. */
    boolean matches(Role role, Map<String, String> labels, Optional<Integer> ordinal) {
        return policy.spec().selector().matches(labels)
                && role.selector().orElse(LabelSelector.EVERYTHING).matches(labels)
                && role.members()
                        .map(members -> ordinal.map(members::contains).orElse(false))
                        .orElse(true);
    }

    List<PodState> members(Role role) {
        return pods.stream().filter(pod -> isMember(role, pod)).toList();
    }

    List<Role> rolesOf(PodState pod) {
        return policy.spec().roles().stream().filter(role -> isMember(role, pod)).toList();
    }

    /** "Roles may overlap: all rules hold; overrides, volume, converge come from the first." */
    Role firstRoleOf(PodState pod) {
        return rolesOf(pod).getFirst();
    }

    /** The names of the sets that something is in; none when that cannot be told. */
    static List<String> sets(
            Role role, String name, Map<String, String> labels, Map<String, String> annotations) {
        Replication replication = role.replication();
        return switch (replication.by()) {
            case All, Any -> List.of("");
            case Labels ->
                    labels.keySet().containsAll(replication.labels())
                            ? List.of(
                                    replication.labels().stream()
                                            .map(key -> String.valueOf(labels.get(key)))
                                            .toList()
                                            .toString())
                            : List.of();
            case Pattern -> captures(replication.pattern().orElseThrow(), name);
            case Annotation ->
                    Pattern.compile(",")
                            .splitAsStream(
                                    annotations.getOrDefault(
                                            replication.annotation().orElseThrow(), ""))
                            .map(String::strip)
                            .filter(part -> !part.isEmpty())
                            .distinct()
                            .toList();
        };
    }

    private static List<String> captures(String pattern, String name) {
        Matcher matcher = Pattern.compile(pattern).matcher(name);
        if (!matcher.find()) {
            return List.of();
        }
        List<String> captures = new ArrayList<>();
        for (int group = 1; group <= matcher.groupCount(); group++) {
            captures.add(String.valueOf(matcher.group(group)));
        }
        return List.of(captures.toString());
    }

    static List<String> sets(Role role, PodState pod) {
        return sets(role, pod.name(), pod.labels(), pod.annotations());
    }

    /** "Weight = the label (integer >= 0), else 1 for a witness, else unitsPerMember." */
    static int votes(Role role, PodState pod) {
        String label =
                role.replication()
                        .votes()
                        .map(votes -> pod.labels().getOrDefault(votes.label(), ""))
                        .orElse("");
        if (label.matches("[0-9]{1,9}")) {
            return Integer.parseInt(label);
        }
        return witness(role, pod) ? 1 : role.replication().unitsPerMember();
    }

    /** "Data weight 0 for a witness, else unitsPerMember." */
    static int data(Role role, PodState pod) {
        return witness(role, pod) ? 0 : role.replication().unitsPerMember();
    }

    private static boolean witness(Role role, PodState pod) {
        return role.replication()
                .witness()
                .map(selector -> selector.matches(pod.labels()))
                .orElse(false);
    }
}
