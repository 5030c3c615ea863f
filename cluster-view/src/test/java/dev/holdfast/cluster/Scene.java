package dev.holdfast.cluster;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.Decoded;
import dev.holdfast.policy.PolicyDecoder;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Three zones with a node each, a policy in namespace {@code db}, and replicated volumes. */
public final class Scene {
    private static final YAMLMapper YAML = new YAMLMapper();

    private Scene() {}

    public static ClusterView empty(String enforcement, String converge) {
        List<Change> changes = new ArrayList<>();
        List.of("a", "b", "c").forEach(zone -> changes.add(node("n-" + zone, zone)));
        changes.add(policy(enforcement, converge));
        return ClusterView.of(changes);
    }

    public static Change node(String name, String zone) {
        return new Change.NodePut(
                new NodeState(
                        name,
                        Map.of("topology.kubernetes.io/zone", zone),
                        true,
                        true,
                        List.of(),
                        Map.of(),
                        List.of()));
    }

    /** Three members that survive the loss of a zone. */
    public static Change policy(String enforcement, String converge) {
        return policyOf(
                enforcement,
                """
                replication: {factor: 3}
                    survive: [{lose: {zone: 1}}]
                    converge: {mode: %s}\
                """
                        .formatted(converge));
    }

    public static Change policyOf(String enforcement, String role) {
        String text =
                """
                apiVersion: holdfast.dev/v1alpha1
                kind: DataPlacementPolicy
                metadata: {name: db, namespace: db}
                spec:
                  enforcement: %s
                  selector: {matchLabels: {app: db}}
                  roles:
                  - name: db
                    %s
                """
                        .formatted(enforcement, role);
        Decoded decoded = PolicyDecoder.decode(YAML.readValue(text, Map.class));
        return new Change.PolicyPut(((Decoded.Ok) decoded).policy());
    }

    /** A member with a claim of its own, bound to the volume {@code pv-NAME}; bound when placed. */
    public static ClusterView withMember(ClusterView view, String name, Optional<String> node) {
        return view.apply(
                        new Change.ClaimPut(
                                new ClaimState(
                                        "db",
                                        "data-" + name,
                                        Map.of(),
                                        Optional.of("pv-" + name),
                                        Optional.empty())))
                .apply(new Change.PodPut(member(name, node)));
    }

    /** A member that waits, and that kube-scheduler says was refused. */
    public static PodState refused(String name) {
        PodState pod = member(name, Optional.empty());
        return new PodState(
                pod.namespace(),
                pod.name(),
                pod.uid(),
                pod.labels(),
                pod.annotations(),
                pod.owner(),
                pod.node(),
                pod.reservedNode(),
                pod.ready(),
                pod.readySince(),
                pod.terminating(),
                pod.finished(),
                pod.claims(),
                true);
    }

    public static PodState member(String name, Optional<String> node) {
        return new PodState(
                "db",
                name,
                "uid-" + name,
                Map.of("app", "db", "set", name),
                Map.of(),
                Optional.of(new PodState.Owner("StatefulSet", "db")),
                node,
                Optional.empty(),
                node.isPresent(),
                0,
                false,
                false,
                List.of(new PodState.Mount("data", "data-" + name)));
    }

    /** The volume of a member, with copies in this state on these nodes and one stale elsewhere. */
    public static ClusterView withCopies(ClusterView view, String member, String... current) {
        List<VolumeState.Copy> copies = new ArrayList<>();
        for (String node : List.of("n-a", "n-b", "n-c")) {
            boolean fresh = List.of(current).contains(node);
            copies.add(
                    new VolumeState.Copy(
                            node,
                            fresh
                                    ? VolumeState.Copy.State.Current
                                    : VolumeState.Copy.State.Rebuilding));
        }
        return view.apply(
                new Change.VolumePut(
                        new VolumeState(
                                "pv-" + member,
                                NodeAffinity.ANYWHERE,
                                new VolumeState.Copies.Listed(
                                        copies, 3, Amount.Word.One, "longhorn"),
                                "driver.longhorn.io")));
    }
}
