package dev.holdfast.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.check.Finding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyReviewTest {
    private static final Map<String, String> DB = Map.of("app", "db");
    private static final String ZONE =
            "{selector: {matchLabels: {app: db}}, roles: [{replication: {factor: %d}, survive: [{lose: {zone: 1}}]}]}";

    private static List<String> findings(SmallCluster cluster, String policy) {
        return new PolicyReview(cluster.view(), new BestMargins())
                .of(cluster.members(policy)).stream().map(Finding::toString).toList();
    }

    @Test
    void theZonesOfTheClusterDecideWhatCanHold() {
        SmallCluster two = new SmallCluster().nodes("a1", "a2", "b1", "b2");
        assertThat(findings(two.policy("p", ZONE.formatted(3)), "p"))
                .singleElement()
                .asString()
                .startsWith(
                        "HF6004 spec.roles[0].survive[0]: a majority of 3 over 2 zones cannot survive"
                                + " the loss of either");
        assertThat(findings(two.policy("p", ZONE.formatted(2)), "p"))
                .containsExactly(
                        "HF6005 spec.roles[0].survive[0]: with 2 copies a majority is both; set quorum"
                                + " One if one copy serves");
        assertThat(findings(two.nodes("c1").policy("p", ZONE.formatted(3)), "p")).isEmpty();
    }

    @Test
    void theEngineRefusesWhatCountingEachDomainAloneLetsThrough() {
        SmallCluster cluster = new SmallCluster();
        for (String cell : List.of("a/1", "a/2", "a/3", "b/1")) {
            cluster.node(
                    cell.replace('/', '-'),
                    Map.of("z", cell.substring(0, 1), "r", cell.substring(2)));
        }
        cluster.policy(
                "p",
                "{selector: {}, domains: [{name: zone, key: z}, {name: rack, key: r}], roles: [{replication: {factor: 4}, quorum: {read: 2, write: 2}, survive: [{lose: {zone: 1, rack: 1}}]}]}");
        assertThat(findings(cluster, "p"))
                .filteredOn(finding -> finding.startsWith("HF6"))
                .singleElement()
                .asString()
                .startsWith(
                        "HF6004 spec.roles[0].survive[0]: 2 of 4 cannot survive the loss of a zone and"
                                + " a rack");
    }

    @Test
    void selectorsWithoutACommonPodAreNoOverlapAndWithOneTheyAre() {
        String other =
                "{selector: {matchLabels: {tier: data}}, roles: [{replication: {factor: 3}, survive: [{lose: {zone: 1}}]}]}";
        SmallCluster cluster =
                new SmallCluster()
                        .nodes("a1", "b1", "c1")
                        .policy("p", ZONE.formatted(3))
                        .policy("q", other);
        assertThat(findings(cluster, "p"))
                .singleElement()
                .asString()
                .startsWith(
                        "HF7009 spec.selector: a pod could match this policy and ns/q; if one may");
        cluster.pod("db-0", "a1", DB).pod("data-0", "a1", Map.of("tier", "data"));
        assertThat(findings(cluster, "p")).isEmpty();
        assertThat(findings(cluster, "q")).isEmpty();
        cluster.pod("both-0", "b1", Map.of("app", "db", "tier", "data"));
        assertThat(findings(cluster, "q"))
                .singleElement()
                .asString()
                .startsWith("HF6006 spec.selector: pod both-0 matches this policy and ns/p; add");
    }

    @Test
    void theReplicasOfTheStatefulSetThatTheRoleSelectsAreCompared() {
        SmallCluster cluster =
                new SmallCluster()
                        .nodes("a1", "b1", "c1")
                        .owner("db", 5, DB)
                        .owner("web", 9, Map.of("app", "web"))
                        .policy("p", ZONE.formatted(3));
        assertThat(findings(cluster, "p"))
                .containsExactly(
                        "HF7007 spec.roles[0].replication.factor: factor is 3, but the owner's 5"
                                + " replicas give 5; make them agree");
        assertThat(findings(cluster.policy("p", ZONE.formatted(5)), "p")).isEmpty();
    }

    @Test
    void withoutNodesNothingIsConcludedFromTheirNumber() {
        assertThat(findings(new SmallCluster().policy("p", ZONE.formatted(3)), "p")).isEmpty();
    }

    @Test
    void aRememberedMarginIsNotKeptOverAChangeOfLabels() {
        BestMargins best = new BestMargins();
        SmallCluster cluster = new SmallCluster().nodes("a1", "b1").policy("p", ZONE.formatted(3));
        assertThat(best.of(cluster.view(), cluster.members("p").policy()).bestMargin(0, 0, 0))
                .hasValue(-1);
        cluster.nodes("c1");
        assertThat(best.of(cluster.view(), cluster.members("p").policy()).bestMargin(0, 0, 0))
                .hasValue(0);
    }
}
