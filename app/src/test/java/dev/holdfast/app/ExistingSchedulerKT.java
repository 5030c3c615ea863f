package dev.holdfast.app;

import static dev.holdfast.app.Scene.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.Scheduler;
import dev.holdfast.controlplane.SchedulerOptions;
import dev.holdfast.controlplane.StatefulSetSpec;
import dev.holdfast.serving.ListenAt;
import dev.holdfast.view.PolicyMembers;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cluster's own kube-scheduler with the part that {@code scheduler-config --existing} adds,
 * over TLS with a client certificate.
 */
@ControlPlane(scheduler = Scheduler.MANUAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExistingSchedulerKT {
    private static final String STRANGER = "stranger";

    private final Cluster cluster;
    private final Scene scene;
    private final Path authorities;
    private final KeyPairFiles serving;
    private final KeyPairFiles client;
    private final Path folder;

    ExistingSchedulerKT(Cluster cluster, @TempDir Path folder)
            throws IOException, CommandFailed, GeneralSecurityException {
        this.cluster = cluster;
        this.folder = folder;
        List.of("a", "b", "c").forEach(zone -> cluster.addNodes(zone, 2));
        serving = KeyPairFiles.make(folder, "serving");
        client = KeyPairFiles.make(folder, "scheduler");
        authorities = Files.copy(serving.certificate(), folder.resolve("authorities.pem"));
        this.scene =
                new Scene(
                        cluster,
                        folder,
                        new ListenAt(
                                "127.0.0.1",
                                0,
                                Optional.of(
                                        new ListenAt.Tls(
                                                serving.certificate(),
                                                serving.key(),
                                                Optional.of(client.certificate())))));
    }

    @BeforeAll
    void addThePrintedPartToTheScheduler() {
        cluster.startScheduler(
                with(
                        Scene.printed(
                                "--existing",
                                "--url=" + scene.url(),
                                "--ca-file=" + authorities,
                                "--cert-file=" + client.certificate(),
                                "--key-file=" + client.key())));
    }

    private static SchedulerOptions with(String part) {
        return SchedulerOptions.standard()
                .adding(part)
                .withFlags("--feature-gates=SchedulerPopFromBackoffQ=false");
    }

    @AfterAll
    void close() {
        cluster.stopScheduler();
        scene.close();
    }

    private static String policy(int factor) {
        return """
        roles:
        - replication: {factor: %d}
          survive: [{lose: {zone: 1}}]
        """
                .formatted(factor);
    }

    private static StatefulSetSpec members(String namespace) {
        return StatefulSetSpec.of(namespace, "db", 1).marked();
    }

    @Test
    void aSetGrowsFromThreeToFiveInPlace() {
        String namespace = scene.namespace(policy(3));
        StatefulSet set = scene.grown(members(namespace), namespace, 3);
        assertThat(scene.membersByZone(set)).isEqualTo(Map.of("a", 1L, "b", 1L, "c", 1L));
        Map<String, String> three = uids(namespace);

        scene.putPolicy(namespace, policy(5));
        scene.awaitView("the policy with five", view -> factor(view.policy(namespace, "db")) == 5);
        scene.scaled(set, 4);
        scene.awaitSeen(namespace, "db-3");
        scene.scaled(set, 5);

        assertThat(scene.membersByZone(set).values()).containsExactlyInAnyOrder(2L, 2L, 1L);
        assertThat(uids(namespace)).containsAllEntriesOf(three).hasSize(5);
    }

    private static int factor(@Nullable PolicyMembers policy) {
        return policy == null
                ? 0
                : policy.policy().spec().roles().getFirst().replication().factor();
    }

    /** Pod to UID: equal for a pod that nobody touched. */
    private Map<String, String> uids(String namespace) {
        return cluster.client().pods().inNamespace(namespace).list().getItems().stream()
                .collect(
                        Collectors.toMap(
                                pod -> pod.getMetadata().getName(),
                                pod -> pod.getMetadata().getUid()));
    }

    @Test
    void aRenewedServingCertificateIsServedWithoutARestart()
            throws IOException, GeneralSecurityException {
        KeyPairFiles next = KeyPairFiles.make(folder, "next");
        String series = "holdfast_tls_renewals_total{listener=\"extender\",result=\"renewed\"}";
        double before = scene.service().metric(series);
        next.replace(serving);
        scene.service().await("renewed", () -> scene.service().metric(series) > before);

        // Now kube-scheduler trusts nobody else, and asks on a new connection.
        Files.writeString(authorities, Files.readString(next.certificate()));
        cluster.stopScheduler();
        cluster.startScheduler();
        String namespace = scene.namespace(policy(3));

        assertThat(cluster.awaitPlacement(cluster.createStatefulSet(members(namespace)), LIMIT))
                .hasSize(1);
    }

    @Test
    void aSchedulerWithoutCertificateGetsNoAnswerAndItsMembersWait() throws IOException {
        cluster.startScheduler(
                with(Scene.printed(
                                "--existing", "--url=" + scene.url(), "--ca-file=" + authorities))
                        .named(STRANGER)
                        .adding("profiles:\n- schedulerName: " + STRANGER));
        String namespace = scene.namespace(policy(3));
        StatefulSet set = cluster.createStatefulSet(members(namespace).scheduledBy(STRANGER));

        scene.awaitMessage(namespace, "db-0", "certificate");
        assertThat(cluster.placement(set)).isEmpty();
        cluster.stopScheduler(STRANGER);
    }
}
