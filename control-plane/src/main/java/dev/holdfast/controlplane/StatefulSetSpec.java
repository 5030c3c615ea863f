package dev.holdfast.controlplane;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A StatefulSet of one container per pod; each verb returns a changed copy. */
public final class StatefulSetSpec {
    /**
     * The marker resource; quantity "0" makes kube-scheduler call an extender that manages it, and
     * fits everywhere.
     */
    public static final String MEMBER_RESOURCE = "holdfast.dev/member";

    private final String namespace;
    private final String name;
    private final int replicas;
    private final Map<String, String> labels;
    private final Map<String, String> resources;
    private final Map<String, String> nodeSelector;
    private final List<PersistentVolumeClaim> claims;
    private final List<Toleration> tolerations;
    private final String podManagementPolicy;
    private final @Nullable String schedulerName;
    private final @Nullable String priorityClassName;

    private StatefulSetSpec(Draft draft) {
        namespace = draft.namespace;
        name = draft.name;
        replicas = draft.replicas;
        labels = Map.copyOf(draft.labels);
        resources = Map.copyOf(draft.resources);
        nodeSelector = Map.copyOf(draft.nodeSelector);
        claims = List.copyOf(draft.claims);
        tolerations = List.copyOf(draft.tolerations);
        podManagementPolicy = draft.podManagementPolicy;
        schedulerName = draft.schedulerName;
        priorityClassName = draft.priorityClassName;
    }

    /** A set whose pods carry the label {@code app=name} and start one after the other. */
    public static StatefulSetSpec of(String namespace, String name, int replicas) {
        return new StatefulSetSpec(new Draft(namespace, name, replicas));
    }

    /** With one more label on the set and its pods. */
    public StatefulSetSpec labelled(String key, String value) {
        return changed(draft -> draft.labels.put(key, value));
    }

    /** With request and limit {@code holdfast.dev/member: "0"}. */
    public StatefulSetSpec marked() {
        return requesting(MEMBER_RESOURCE, "0");
    }

    /** With this much of a resource as request and limit. */
    public StatefulSetSpec requesting(String resource, String quantity) {
        return changed(draft -> draft.resources.put(resource, quantity));
    }

    /** Only on nodes of this zone. */
    public StatefulSetSpec inZone(String zone) {
        return selectingNodes(NodeSpec.ZONE, zone);
    }

    /** Only on nodes with this label. */
    public StatefulSetSpec selectingNodes(String label, String value) {
        return changed(draft -> draft.nodeSelector.put(label, value));
    }

    /** Scheduled by the profile of this name. */
    public StatefulSetSpec scheduledBy(String scheduler) {
        return changed(draft -> draft.schedulerName = scheduler);
    }

    /** With pod management policy Parallel: all pods at once. */
    public StatefulSetSpec parallel() {
        return changed(draft -> draft.podManagementPolicy = "Parallel");
    }

    /** With this priority class, which the test creates. */
    public StatefulSetSpec priorityClass(String className) {
        return changed(draft -> draft.priorityClassName = className);
    }

    /** With a volume claim template, ReadWriteOnce, mounted at /data/NAME. */
    public StatefulSetSpec claiming(String claim, String storageClass, String size) {
        return changed(draft ->
                draft.claims.add(
                        new PersistentVolumeClaimBuilder()
                                .withNewMetadata()
                                .withName(claim)
                                .endMetadata()
                                .withNewSpec()
                                .withAccessModes("ReadWriteOnce")
                                .withStorageClassName(storageClass)
                                .withNewResources()
                                .addToRequests("storage", new Quantity(size))
                                .endResources()
                                .endSpec()
                                .build()));
    }

    /**
     * Evicted this long after its node turned unreachable or not ready; the API server's default is
     * 5 minutes.
     */
    public StatefulSetSpec outlivingItsNode(Duration duration) {
        return changed(draft ->
                Stream.of("node.kubernetes.io/unreachable", "node.kubernetes.io/not-ready")
                        .map(key ->
                                new TolerationBuilder()
                                        .withKey(key)
                                        .withOperator("Exists")
                                        .withEffect("NoExecute")
                                        .withTolerationSeconds(duration.toSeconds())
                                        .build())
                        .forEach(draft.tolerations::add));
    }

    StatefulSet build(String image) {
        var quantities = new HashMap<String, Quantity>();
        resources.forEach((resource, quantity) -> quantities.put(resource, new Quantity(quantity)));
        var container =
                new ContainerBuilder()
                        .withName("main")
                        .withImage(image)
                        .withImagePullPolicy("IfNotPresent")
                        .withNewResources()
                        .withRequests(quantities)
                        .withLimits(quantities)
                        .endResources();
        for (PersistentVolumeClaim claim : claims) {
            String volume = claim.getMetadata().getName();
            container
                    .addNewVolumeMount()
                    .withName(volume)
                    .withMountPath("/data/" + volume)
                    .endVolumeMount();
        }
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withServiceName(name)
                .withPodManagementPolicy(podManagementPolicy)
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .withVolumeClaimTemplates(claims)
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withSchedulerName(schedulerName)
                .withNodeSelector(nodeSelector)
                .withPriorityClassName(priorityClassName)
                .withTerminationGracePeriodSeconds(1L)
                .withTolerations(tolerations)
                .withContainers(container.build())
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private StatefulSetSpec changed(java.util.function.Consumer<Draft> change) {
        var draft = new Draft(namespace, name, replicas);
        draft.labels.putAll(labels);
        draft.resources.putAll(resources);
        draft.nodeSelector.putAll(nodeSelector);
        draft.claims.addAll(claims);
        draft.tolerations.addAll(tolerations);
        draft.podManagementPolicy = podManagementPolicy;
        draft.schedulerName = schedulerName;
        draft.priorityClassName = priorityClassName;
        change.accept(draft);
        return new StatefulSetSpec(draft);
    }

    /** The mutable form between two specs. */
    private static final class Draft {
        final String namespace;
        final String name;
        final int replicas;
        final Map<String, String> labels = new HashMap<>();
        final Map<String, String> resources = new HashMap<>();
        final Map<String, String> nodeSelector = new HashMap<>();
        final List<PersistentVolumeClaim> claims = new ArrayList<>();
        final List<Toleration> tolerations = new ArrayList<>();
        String podManagementPolicy = "OrderedReady";
        @Nullable String schedulerName;
        @Nullable String priorityClassName;

        Draft(String namespace, String name, int replicas) {
            this.namespace = namespace;
            this.name = name;
            this.replicas = replicas;
            labels.put("app", name);
        }
    }
}
