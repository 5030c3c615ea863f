package dev.holdfast.oracle;

import dev.holdfast.policy.Amount;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.OwnerState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the plain Kubernetes objects that the golden cases are made of. */
final class CaseCluster {
    private final List<Tree> objects;

    private CaseCluster(List<Tree> objects) {
        this.objects = objects;
    }

    /** The view of a List object. */
    static ClusterView read(Object document) {
        return new CaseCluster(new Tree(document).at("items").items()).view();
    }

    private ClusterView view() {
        List<Change> changes = new ArrayList<>();
        for (Tree object : objects) {
            switch (object.at("kind").text("")) {
                case "Node" -> changes.add(new Change.NodePut(node(object)));
                case "Pod" -> changes.add(new Change.PodPut(pod(object)));
                case "PersistentVolumeClaim" -> changes.add(new Change.ClaimPut(claim(object)));
                case "PersistentVolume" -> changes.add(new Change.VolumePut(volume(object)));
                case "StatefulSet" -> changes.add(new Change.OwnerPut(owner(object)));
                case "Volume", "Replica" -> {
                    // Longhorn's: read with the PersistentVolume that they belong to.
                }
                default ->
                        throw new IllegalArgumentException(
                                "a case has an object of kind " + object.at("kind").text("none"));
            }
        }
        return ClusterView.of(changes);
    }

    private static String name(Tree object) {
        return object.at("metadata", "name").text("");
    }

    private static String namespace(Tree object) {
        return object.at("metadata", "namespace").text("default");
    }

    private static boolean ready(Tree object) {
        return object.at("status", "conditions").items().stream()
                .anyMatch(condition ->
                        condition.at("type").text("").equals("Ready")
                                && condition.at("status").text("").equals("True"));
    }

    private static NodeState node(Tree node) {
        return new NodeState(
                name(node),
                node.at("metadata", "labels").texts(),
                ready(node),
                !node.at("spec", "unschedulable").flag(),
                List.of(),
                Map.of(),
                List.of());
    }

    private static PodState pod(Tree pod) {
        Optional<PodState.Owner> owner =
                pod.at("metadata", "ownerReferences").items().stream()
                        .filter(reference -> reference.at("controller").flag())
                        .map(reference ->
                                new PodState.Owner(
                                        reference.at("kind").text(""),
                                        reference.at("name").text("")))
                        .findFirst();
        List<PodState.Mount> mounts =
                pod.at("spec", "volumes").items().stream()
                        .filter(volume -> volume.at("persistentVolumeClaim").present())
                        .map(volume ->
                                new PodState.Mount(
                                        volume.at("name").text(""),
                                        volume.at("persistentVolumeClaim", "claimName").text("")))
                        .toList();
        String phase = pod.at("status", "phase").text("");
        return new PodState(
                namespace(pod),
                name(pod),
                "uid-" + name(pod),
                pod.at("metadata", "labels").texts(),
                pod.at("metadata", "annotations").texts(),
                owner,
                pod.at("spec", "nodeName").maybe(),
                Optional.empty(),
                ready(pod),
                0,
                pod.at("metadata", "deletionTimestamp").present(),
                phase.equals("Succeeded") || phase.equals("Failed"),
                mounts);
    }

    private static ClaimState claim(Tree claim) {
        return new ClaimState(
                namespace(claim),
                name(claim),
                claim.at("metadata", "labels").texts(),
                claim.at("spec", "volumeName").maybe(),
                claim.at("spec", "storageClassName").maybe());
    }

    private static OwnerState owner(Tree owner) {
        return new OwnerState(
                namespace(owner),
                name(owner),
                owner.at("spec", "replicas").number(1),
                owner.at("spec", "ordinals", "start").number(0),
                owner.at("spec", "template", "metadata", "labels").texts());
    }

    private VolumeState volume(Tree volume) {
        List<NodeAffinity.Term> terms =
                volume.at("spec", "nodeAffinity", "required", "nodeSelectorTerms").items().stream()
                        .map(term ->
                                new NodeAffinity.Term(
                                        requirements(term.at("matchExpressions")),
                                        requirements(term.at("matchFields"))))
                        .toList();
        String driver = volume.at("spec", "csi", "driver").text("");
        VolumeState.Copies copies =
                driver.equals("driver.longhorn.io")
                        ? longhorn(volume.at("spec", "csi", "volumeHandle").text(""))
                        : new VolumeState.Copies.FromAffinity();
        return new VolumeState(name(volume), new NodeAffinity(terms), copies, driver);
    }

    private static List<NodeAffinity.Requirement> requirements(Tree list) {
        return list.items().stream()
                .map(one ->
                        new NodeAffinity.Requirement(
                                one.at("key").text(""),
                                one.at("operator").text(""),
                                one.at("values").items().stream()
                                        .map(value -> value.text(""))
                                        .toList()))
                .toList();
    }

    /** Longhorn attaches a volume while one replica is healthy; failedAt says that one is not. */
    private VolumeState.Copies longhorn(String handle) {
        Optional<Tree> volume =
                objects.stream()
                        .filter(object -> object.at("kind").text("").equals("Volume"))
                        .filter(object -> name(object).equals(handle))
                        .findFirst();
        if (volume.isEmpty()) {
            return new VolumeState.Copies.Unknown("no Longhorn volume " + handle);
        }
        List<VolumeState.Copy> copies =
                objects.stream()
                        .filter(object -> object.at("kind").text("").equals("Replica"))
                        .filter(object -> object.at("spec", "volumeName").text("").equals(handle))
                        .map(CaseCluster::copy)
                        .toList();
        return new VolumeState.Copies.Listed(
                copies,
                volume.get().at("spec", "numberOfReplicas").number(1),
                Amount.Word.One,
                "longhorn");
    }

    private static VolumeState.Copy copy(Tree replica) {
        boolean failed = !replica.at("spec", "failedAt").text("").isEmpty();
        boolean healthy = !replica.at("spec", "healthyAt").text("").isEmpty();
        VolumeState.Copy.State state =
                failed
                        ? VolumeState.Copy.State.Stale
                        : healthy
                                ? VolumeState.Copy.State.Current
                                : VolumeState.Copy.State.Rebuilding;
        return new VolumeState.Copy(replica.at("spec", "nodeID").text(""), state);
    }
}
