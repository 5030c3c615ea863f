package dev.holdfast.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

@ControlPlane
class ClusterKT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Cluster cluster;

    ClusterKT(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void apiServerSaysItsVersionToKubectlAndToTheClient() {
        assertThat(cluster.kubectl("version", "-o", "json").orThrow().output())
                .contains("\"gitVersion\": \"v1.37");
        assertThat(cluster.client().getKubernetesVersion().getMinor()).isEqualTo("37");
    }

    @Test
    void membersOfAStatefulSetRunOnTheNodesThatHaveTheirVolumes() {
        String namespace = cluster.namespace();
        cluster.addStorageClass("local");
        List<String> nodes = cluster.addNodes("volumes", 3);
        for (int member = 0; member < 3; member++) {
            cluster.addVolume(
                    LocalVolume.on(nodes.get(member), "volume-" + member, "local", "1Gi")
                            .boundTo(namespace, "data-db-" + member));
        }
        var set =
                cluster.createStatefulSet(
                        StatefulSetSpec.of(namespace, "db", 3)
                                .marked()
                                .claiming("data", "local", "1Gi"));

        var placement = cluster.awaitPlacement(set, LIMIT);

        assertThat(placement)
                .containsEntry("db-0", nodes.get(0))
                .containsEntry("db-1", nodes.get(1))
                .containsEntry("db-2", nodes.get(2));
        awaitReady(namespace, "db-2", true);
        assertThat(cluster.events(namespace, "db-0"))
                .anyMatch(event -> event.getReason().equals("Scheduled"));
    }

    @Test
    void aDeadNodeKeepsItsTerminatingPodAndGivesItBackOnceHealed() {
        String namespace = cluster.namespace();
        cluster.addNodes("single", 3);
        var set =
                cluster.createStatefulSet(
                        StatefulSetSpec.of(namespace, "db", 1)
                                .outlivingItsNode(Duration.ofSeconds(1)));
        String node = cluster.awaitPlacement(set, LIMIT).firstEntry().getValue();
        awaitReady(namespace, "db-0", true);
        String uid = pod(namespace, "db-0").getMetadata().getUid();

        cluster.failNode(node);
        awaitTerminating(namespace, "db-0");
        assertThat(pod(namespace, "db-0").getMetadata().getUid()).isEqualTo(uid);

        cluster.healNode(node);
        cluster.await(
                () -> !uidOrNone(namespace, "db-0").equals(uid) && isReady(namespace, "db-0"),
                LIMIT,
                "db-0 replaced");
    }

    @Test
    void aNodeThatComesBackInTimeHasItsPodReadyAgain() {
        String namespace = cluster.namespace();
        String node = cluster.addNodes("brief", 1).getFirst();
        var set = cluster.createStatefulSet(pinned(namespace, node));
        cluster.awaitPlacement(set, LIMIT);
        awaitReady(namespace, "db-0", true);
        String uid = pod(namespace, "db-0").getMetadata().getUid();

        cluster.failNode(node);
        awaitReady(namespace, "db-0", false);
        cluster.healNode(node);

        awaitReady(namespace, "db-0", true);
        assertThat(pod(namespace, "db-0").getMetadata().getUid()).isEqualTo(uid);
    }

    @Test
    void membersInADeadZoneStayTerminatingUntilTheZoneIsBack() {
        String namespace = cluster.namespace();
        cluster.addNodes("dark", 2);
        var set =
                cluster.createStatefulSet(
                        StatefulSetSpec.of(namespace, "db", 2)
                                .parallel()
                                .inZone("dark")
                                .outlivingItsNode(Duration.ofSeconds(1)));
        cluster.awaitPlacement(set, LIMIT);
        awaitReady(namespace, "db-0", true);
        awaitReady(namespace, "db-1", true);
        var before = uids(namespace);

        cluster.failZone("dark");
        awaitTerminating(namespace, "db-0");
        awaitTerminating(namespace, "db-1");
        assertThat(uids(namespace)).isEqualTo(before);

        cluster.healZone("dark");
        cluster.await(
                () -> isReady(namespace, "db-0") && isReady(namespace, "db-1"), LIMIT, "both back");
        assertThat(uids(namespace)).doesNotContainAnyElementsOf(before);
    }

    @Test
    void aPodIsReadyOrNotAsTheTestSays() {
        String namespace = cluster.namespace();
        String node = cluster.addNodes("probes", 1).getFirst();
        cluster.awaitPlacement(cluster.createStatefulSet(pinned(namespace, node)), LIMIT);
        awaitReady(namespace, "db-0", true);

        cluster.setPodReady(namespace, "db-0", false);
        awaitReady(namespace, "db-0", false);
        cluster.setPodReady(namespace, "db-0", true);

        awaitReady(namespace, "db-0", true);
    }

    @Test
    void nodesWithoutAZoneHaveTheLabelsAndResourcesAskedFor() {
        String name =
                cluster.addNodes(NodeSpec.of(1).labelled("disk", "fast").allocatable("cpu", "3"))
                        .getFirst();

        var node = cluster.client().nodes().withName(name).get();

        assertThat(node.getMetadata().getLabels())
                .containsEntry("disk", "fast")
                .doesNotContainKey(NodeSpec.ZONE);
        assertThat(node.getStatus().getAllocatable().get("cpu")).hasToString("3");
    }

    @Test
    void aSetThatFitsNowhereIsReportedWithTheSchedulersWords() {
        String namespace = cluster.namespace();
        cluster.addNodes("small", 1);
        var set =
                cluster.createStatefulSet(
                        StatefulSetSpec.of(namespace, "big", 1).requesting("cpu", "5000"));

        assertThatThrownBy(() -> cluster.awaitPlacement(set, Duration.ofSeconds(3)))
                .isInstanceOf(ControlPlaneException.class)
                .hasMessageContaining("big-0: Unschedulable")
                .hasMessageContaining("Insufficient cpu");
    }

    @Test
    void aUserHasTheRightsOfItsCertificateOnly() {
        var nobody = cluster.kubeconfigFor("nobody-in-particular");
        var reader = cluster.kubeconfigFor("reader", "system:masters");

        assertThat(cluster.kubectl(nobody, "get", "nodes").errors())
                .contains("User \"nobody-in-particular\" cannot list resource \"nodes\"");
        assertThat(cluster.kubectl(reader, "get", "nodes").exitCode()).isZero();
    }

    @Test
    void anAppliedCrdCanBeUsedAtOnce() {
        cluster.applyCrd(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: notes.test.holdfast.dev
                spec:
                  group: test.holdfast.dev
                  scope: Namespaced
                  names: {kind: Note, plural: notes, singular: note}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema: {type: object}
                """);

        cluster.await(
                () -> cluster.kubectl("get", "notes", "-A").exitCode() == 0, LIMIT, "notes listed");
    }

    private static StatefulSetSpec pinned(String namespace, String node) {
        return StatefulSetSpec.of(namespace, "db", 1)
                .selectingNodes("kubernetes.io/hostname", node);
    }

    private void awaitReady(String namespace, String pod, boolean ready) {
        cluster.await(() -> isReady(namespace, pod) == ready, LIMIT, pod + " ready: " + ready);
    }

    private void awaitTerminating(String namespace, String pod) {
        cluster.await(
                () -> pod(namespace, pod).getMetadata().getDeletionTimestamp() != null,
                LIMIT,
                pod + " terminating");
    }

    private boolean isReady(String namespace, String name) {
        Pod pod = pod(namespace, name);
        return pod != null
                && pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                condition.getType().equals("Ready")
                                        && condition.getStatus().equals("True"));
    }

    private Pod pod(String namespace, String name) {
        return cluster.client().pods().inNamespace(namespace).withName(name).get();
    }

    private String uidOrNone(String namespace, String name) {
        Pod pod = pod(namespace, name);
        return pod == null ? "" : pod.getMetadata().getUid();
    }

    private Set<String> uids(String namespace) {
        var uids = new TreeSet<String>();
        cluster.client().pods().inNamespace(namespace).list().getItems().stream()
                .map(pod -> pod.getMetadata().getUid())
                .forEach(uids::add);
        return uids;
    }
}
