package dev.holdfast.cluster.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.Component;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.Scheduler;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leaders by a Lease of a real API server. */
@ControlPlane(scheduler = Scheduler.MANUAL)
class LeadershipKT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Cluster cluster;

    LeadershipKT(Cluster cluster) {
        this.cluster = cluster;
    }

    private static LeaseTerms terms(String namespace, String identity) {
        return new LeaseTerms(
                namespace,
                "holdfast",
                identity,
                Duration.ofSeconds(4),
                Duration.ofSeconds(3),
                Duration.ofMillis(200));
    }

    private Leadership standing(String namespace, String identity) {
        return Leadership.stand(cluster.client(), terms(namespace, identity));
    }

    private Lease lease(String namespace) {
        return cluster.client().leases().inNamespace(namespace).withName("holdfast").get();
    }

    @Test
    void oneOfTwoLeadsAndTheOtherFollowsAsSoonAsItResigns() {
        String namespace = cluster.namespace();
        Leadership first = standing(namespace, "first");
        cluster.await(first::leads, LIMIT, "the first leads");
        try (Leadership second = standing(namespace, "second")) {
            assertThat(lease(namespace).getSpec().getHolderIdentity()).isEqualTo("first");
            assertThat(second.leads()).isFalse();

            first.close();
            assertThat(first.leads()).isFalse();
            cluster.await(second::leads, LIMIT, "the second leads");
            assertThat(lease(namespace).getSpec().getHolderIdentity()).isEqualTo("second");
        }
    }

    @Test
    void leaderThatCannotRenewStopsBeforeItsLeaseIsOverAndLeadsAgainAfterwards() {
        String namespace = cluster.namespace();
        try (Leadership leadership = standing(namespace, "only")) {
            cluster.await(leadership::leads, LIMIT, "it leads");
            cluster.stop(Component.API_SERVER);
            try {
                cluster.await(() -> !leadership.leads(), Duration.ofSeconds(4), "it stops in time");
            } finally {
                cluster.start(Component.API_SERVER);
            }
            cluster.await(leadership::leads, LIMIT, "it leads again");
        }
    }

    @Test
    void leaseTakenByAnotherIsNoticedAtTheNextRenewal() {
        String namespace = cluster.namespace();
        try (Leadership leadership = standing(namespace, "only")) {
            cluster.await(leadership::leads, LIMIT, "it leads");
            cluster.client()
                    .leases()
                    .inNamespace(namespace)
                    .withName("holdfast")
                    .edit(lease -> {
                        lease.getSpec().setHolderIdentity("thief");
                        return lease;
                    });
            cluster.await(() -> !leadership.leads(), LIMIT, "it does not lead any more");
        }
    }

    @Test
    void withoutRightsNobodyLeads() {
        String namespace = cluster.namespace();
        try (var client =
                        new io.fabric8.kubernetes.client.KubernetesClientBuilder()
                                .withConfig(
                                        io.fabric8.kubernetes.client.Config.fromKubeconfig(
                                                cluster.kubeconfigFor("nobody").toFile()))
                                .build();
                Leadership powerless = Leadership.stand(client, terms(namespace, "powerless"));
                Leadership able = standing(namespace, "able")) {
            cluster.await(able::leads, LIMIT, "the other leads");
            assertThat(List.of(powerless.leads(), able.leads())).containsExactly(false, true);
        }
    }
}
