package dev.holdfast.controlplane;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The verbs that need nothing but the Kubernetes API, whatever runs behind it. */
final class ClusterObjects {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String UNREADY = "holdfast.dev/unready";
    private static final String RBAC = "rbac.authorization.k8s.io";

    private final KubernetesClient client;

    ClusterObjects(KubernetesClient client) {
        this.client = client;
    }

    String namespace() {
        String name =
                client.namespaces()
                        .resource(
                                new NamespaceBuilder()
                                        .withNewMetadata()
                                        .withGenerateName("test-")
                                        .endMetadata()
                                        .build())
                        .create()
                        .getMetadata()
                        .getName();
        // Admission refuses pods until the controller manager has made the account.
        Await.until(
                () -> client.serviceAccounts().inNamespace(name).withName("default").get() != null,
                LIMIT,
                () -> "service account default in " + name);
        return name;
    }

    List<String> nodesOf(String zone) {
        return client.nodes().withLabel(NodeSpec.ZONE, zone).list().getItems().stream()
                .map(node -> node.getMetadata().getName())
                .toList();
    }

    void awaitNodes(List<String> names, boolean ready, Duration limit) {
        Set<String> wanted = Set.copyOf(names);
        Await.until(
                () ->
                        client.nodes().list().getItems().stream()
                                        .filter(node ->
                                                wanted.contains(node.getMetadata().getName()))
                                        .filter(node -> ready ? isReady(node) : isUnreachable(node))
                                        .count()
                                == wanted.size(),
                limit,
                () -> "nodes " + names + (ready ? " ready" : " unreachable"));
    }

    private static boolean isReady(Node node) {
        return readyStatus(node).equals("True") && !hasNoExecuteTaint(node);
    }

    private static boolean isUnreachable(Node node) {
        return !readyStatus(node).equals("True") && hasNoExecuteTaint(node);
    }

    private static String readyStatus(Node node) {
        return node.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .map(condition -> condition.getStatus())
                .findFirst()
                .orElse("none");
    }

    private static boolean hasNoExecuteTaint(Node node) {
        return node.getSpec().getTaints().stream()
                .anyMatch(taint -> taint.getKey().startsWith("node.kubernetes.io/"));
    }

    void setPodReady(String namespace, String pod, boolean ready) {
        var resource = client.pods().inNamespace(namespace).withName(pod);
        resource.patch(
                PatchContext.of(PatchType.JSON_MERGE),
                "{\"metadata\":{\"annotations\":{\"%s\":%s}}}"
                        .formatted(UNREADY, ready ? "null" : "\"true\""));
        String status = ready ? "True" : "False";
        resource.subresource("status")
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        """
                        {"status":{"conditions":[
                          {"type":"Ready","status":"%s"},{"type":"ContainersReady","status":"%s"}]}}
                        """
                                .formatted(status, status));
    }

    void addStorageClass(String name) {
        client.storage()
                .v1()
                .storageClasses()
                .resource(
                        new StorageClassBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .withProvisioner("kubernetes.io/no-provisioner")
                                .withVolumeBindingMode("WaitForFirstConsumer")
                                .build())
                .create();
    }

    void addVolume(LocalVolume volume) {
        client.persistentVolumes().resource(volume.build()).create();
        volume.claimObject().ifPresent(claim -> client.resource(claim).create());
        String wanted = volume.claim() == null ? "Available" : "Bound";
        Await.until(
                () -> phase(volume.name()).equals(wanted),
                LIMIT,
                () ->
                        "volume "
                                + volume.name()
                                + " "
                                + wanted
                                + "; it is '"
                                + phase(volume.name())
                                + "'");
    }

    private String phase(String volume) {
        var found = client.persistentVolumes().withName(volume).get();
        return found == null || found.getStatus() == null
                ? ""
                : Objects.requireNonNullElse(found.getStatus().getPhase(), "");
    }

    SortedMap<String, String> placement(String namespace, String set) {
        var placement = new TreeMap<String, String>();
        for (Pod pod : podsOf(namespace, set)) {
            if (pod.getSpec().getNodeName() != null) {
                placement.put(pod.getMetadata().getName(), pod.getSpec().getNodeName());
            }
        }
        return placement;
    }

    SortedMap<String, String> awaitPlacement(String namespace, String set, Duration limit) {
        Await.until(
                () -> placement(namespace, set).size() == replicas(namespace, set),
                limit,
                () ->
                        "all pods of "
                                + namespace
                                + "/"
                                + set
                                + " placed; "
                                + reasons(namespace, set));
        return placement(namespace, set);
    }

    private int replicas(String namespace, String set) {
        StatefulSet found = client.apps().statefulSets().inNamespace(namespace).withName(set).get();
        if (found == null) {
            throw new ControlPlaneException("no StatefulSet " + namespace + "/" + set);
        }
        return found.getSpec().getReplicas();
    }

    private String reasons(String namespace, String set) {
        return podsOf(namespace, set).stream()
                .map(pod -> pod.getMetadata().getName() + ": " + whereOrWhyNot(pod))
                .collect(Collectors.joining("; "));
    }

    private static String whereOrWhyNot(Pod pod) {
        return pod.getSpec().getNodeName() != null
                ? "on " + pod.getSpec().getNodeName()
                : pod.getStatus().getConditions().stream()
                        .filter(condition -> condition.getType().equals("PodScheduled"))
                        .map(condition -> condition.getReason() + " " + condition.getMessage())
                        .findFirst()
                        .orElse("no scheduler has looked at it");
    }

    private List<Pod> podsOf(String namespace, String set) {
        return client.pods().inNamespace(namespace).list().getItems().stream()
                .filter(pod ->
                        pod.getMetadata().getOwnerReferences().stream()
                                .anyMatch(owner ->
                                        owner.getKind().equals("StatefulSet")
                                                && owner.getName().equals(set)))
                .toList();
    }

    List<Event> events(String namespace, String pod) {
        return client.v1()
                .events()
                .inNamespace(namespace)
                .withField("involvedObject.name", pod)
                .list()
                .getItems();
    }

    void applyCrd(String text) {
        var crd = (CustomResourceDefinition) client.resource(text).item();
        client.resource(crd).fieldManager("holdfast-test").forceConflicts().serverSideApply();
        String name = crd.getMetadata().getName();
        Await.until(
                () ->
                        isEstablished(
                                client.apiextensions()
                                        .v1()
                                        .customResourceDefinitions()
                                        .withName(name)
                                        .get()),
                LIMIT,
                () -> "CRD " + name + " established");
    }

    private static boolean isEstablished(
            @org.jspecify.annotations.Nullable CustomResourceDefinition crd) {
        return crd != null
                && crd.getStatus() != null
                // The API server writes the accepted names before the first condition.
                && crd.getStatus().getConditions() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                condition.getType().equals("Established")
                                        && condition.getStatus().equals("True"));
    }

    void grantScheduling(String user) {
        String suffix = ":" + user;
        for (String role : List.of("system:kube-scheduler", "system:volume-scheduler")) {
            client.resource(
                            new ClusterRoleBindingBuilder()
                                    .withNewMetadata()
                                    .withName(role + suffix)
                                    .endMetadata()
                                    .withNewRoleRef(RBAC, "ClusterRole", role)
                                    .addNewSubject(RBAC, "User", user, null)
                                    .build())
                    .create();
        }
        String reader = "extension-apiserver-authentication-reader";
        client.resource(
                        new RoleBindingBuilder()
                                .withNewMetadata()
                                .withNamespace("kube-system")
                                .withName(reader + suffix)
                                .endMetadata()
                                .withNewRoleRef(RBAC, "Role", reader)
                                .addNewSubject(RBAC, "User", user, null)
                                .build())
                .create();
    }
}
