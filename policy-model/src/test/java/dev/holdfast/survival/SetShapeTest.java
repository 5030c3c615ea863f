package dev.holdfast.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.rules.SmallCluster;
import dev.holdfast.rules.Survival;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sets of one shape stand alike; whatever a margin hangs on makes another shape. */
class SetShapeTest {
    private static final String ROLE = "replication: {factor: 4, votes: {label: v}}";

    private static SmallCluster cluster(String role, String... members) {
        SmallCluster cluster =
                new SmallCluster()
                        .policy("p", "{selector: {}, roles: [{" + role + "}]}")
                        .nodes("a1", "a2", "b1", "b2", "c1", "c2");
        for (String member : members) {
            String[] parts = member.split("[@=]", -1);
            cluster.pod(parts[0], parts[1], parts.length > 2 ? Map.of("v", parts[2]) : Map.of());
        }
        return cluster;
    }

    private static SetShape shape(SmallCluster cluster, String... gone) {
        return new SetJudge(
                        cluster.view(),
                        cluster.members("p"),
                        cluster.members("p").roles().getFirst(),
                        Survival.sets(cluster.view(), cluster.members("p"), 0)
                                .values()
                                .iterator()
                                .next(),
                        new Gone(Set.of(gone), null),
                        1_000)
                .shape()
                .orElseThrow();
    }

    @Test
    void setsThatStandAlikeInOtherZonesAreOfOneShape() {
        SetShape one = shape(cluster(ROLE, "db-0@a1", "db-1@a2", "db-2@b1"));
        SetShape other = shape(cluster(ROLE, "x-0@c1", "x-1@c2", "x-2@a1"));
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one.hashCode()).isNotZero();
    }

    @Test
    void whatAMarginHangsOnMakesAnotherShape() {
        SmallCluster plain = cluster(ROLE, "db-0@a1", "db-1@b1", "db-2@c1");
        SetShape shape = shape(plain);
        List<SetShape> others =
                List.of(
                        shape(cluster(ROLE, "db-0@a1", "db-1@a2", "db-2@c1")),
                        shape(cluster(ROLE, "db-0@a1", "db-1@b1")),
                        shape(cluster(ROLE, "db-0@a1", "db-1@b1", "db-2@c1=2")),
                        shape(cluster(ROLE, "db-0@a1=0", "db-1@b1=2", "db-2@c1")),
                        shape(plain, "db-1"),
                        shape(cluster("replication: {factor: 3}", "db-0@a1", "db-1@b1", "db-2@c1")),
                        shape(
                                cluster(ROLE, "db-0@a1", "db-1@b1")
                                        .volume("data", Amount.Word.One, "c1", "c2")
                                        .pod(
                                                "db-2",
                                                Optional.of("c1"),
                                                Map.of(),
                                                List.of("data"))));
        assertThat(others).doesNotContain(shape).doesNotHaveDuplicates();
    }

    @Test
    void racksMakeAnotherShape() {
        String role = "replication: {by: Any, factor: 2, rack: {label: v, domain: zone}}";
        assertThat(shape(cluster(role, "db-0@a1=r", "db-1@b1=r", "db-2@c1=s")))
                .isNotEqualTo(shape(cluster(role, "db-0@a1=r", "db-1@b1=s", "db-2@c1=s")));
    }
}
