package dev.holdfast.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.rules.SmallCluster;
import dev.holdfast.rules.Survival;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.survival.SetVerdict.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where a member may restart after a failure. */
class FailoverTest {
    private static final String NODES = "a1=a a2=a b1=b b2=b c1=c c2=c";
    private static final String NODE = "survive: [{lose: {node: 1}, after: Failover}]";
    private static final String ZONE = "survive: [{lose: {zone: 1}, after: Failover}]";
    private static final String NEAR = "converge: {mode: Required}, ";

    private static Scenario one(String role) {
        return Scenario.role("replication: {factor: 1}, " + role).nodes(NODES).pods("db-0@a1");
    }

    private static Scenario three(String role) {
        return Scenario.role("replication: {factor: 3}, " + role)
                .nodes(NODES)
                .pods("db-0@a1 db-1@b1 db-2@c1");
    }

    @Test
    void aMemberWithoutVolumesRestartsOnItsOwnNodeOnly() {
        Scenario given = three(ZONE).up(false, "db-0");
        assertThat(given.goal(0).margin()).hasValue(0);
        assertThat(given.cordoned("a1").goal(0).margin()).hasValue(-1);
        assertThat(three(ZONE).up(false, "db-0").ready(false, "a1").goal(0).margin()).hasValue(-1);
        assertThat(one(NODE).goal(0).result()).isEqualTo(Result.FAIL);
    }

    @Test
    void aMemberThatRunsNowhereAndHasNoVolumeRestartsNowhere() {
        assertThat(three(ZONE).gone("db-0").pods("db-0").goal(0).margin()).hasValue(-1);
    }

    @Test
    void aClaimThatIsNotBoundKeepsAMemberAtHome() {
        assertThat(one(NODE).unbound("db-0").goal(0).result()).isEqualTo(Result.FAIL);
        assertThat(one(NODE).zonal("db-0", "a").unbound("db-0").goal(0).result())
                .isEqualTo(Result.FAIL);
        assertThat(one(NODE).zonal("db-0", "a").goal(0).result()).isEqualTo(Result.HOLD);
    }

    @Test
    void volumesThatAreNotModelledLetAMemberRestartWhereTheyAttach() {
        String role = "volume: {copies: 0}, " + NODE;
        assertThat(one(role).unbound("db-0").goal(0).result()).isEqualTo(Result.HOLD);
        assertThat(one(role).zonal("db-0", "a").goal(0).result()).isEqualTo(Result.HOLD);
        assertThat(one(role).zonal("db-0", "a").cordoned("a2").goal(0).result())
                .isEqualTo(Result.FAIL);
        assertThat(one(NEAR + role).zonal("db-0", "a").goal(0).result()).isEqualTo(Result.HOLD);
    }

    @Test
    void aRestartIsWhereAllVolumesAttach() {
        Scenario given = one(NODE).zonal("db-0", "a").copies("db-0", "a1 a2 b1", Amount.Word.One);
        assertThat(given.goal(0).result()).isEqualTo(Result.HOLD);
        assertThat(given.cordoned("a2").goal(0).witness()).hasValue(List.of("node/a1"));
        Scenario local = one(NODE).zonal("db-0", "a").local("db-0", "a1");
        assertThat(local.goal(0).result()).isEqualTo(Result.FAIL);
    }

    @Test
    void whereCopiesAreNeededARestartNeedsOneOfEveryVolume() {
        Scenario both =
                one(NEAR + NODE).copies("db-0", "a1 b1", Amount.Word.One).zonal("db-0", "a");
        assertThat(both.goal(0).result()).isEqualTo(Result.FAIL);
        Scenario zonal =
                one(NEAR + NODE).copies("db-0", "a1 a2", Amount.Word.One).zonal("db-0", "a");
        assertThat(zonal.goal(0).result()).isEqualTo(Result.HOLD);
    }

    @Test
    void aRestartNearItsCopiesNeedsANodeWithACopyOfEveryListedVolume() {
        for (List<String> other : List.of(List.of("a1", "c1"), List.of("c1", "b1", "a1"))) {
            SmallCluster cluster =
                    new SmallCluster()
                            .policy(
                                    "p",
                                    "{selector: {}, roles: [{replication: {factor: 1}, converge: {mode: Required}}]}")
                            .nodes("a1", "b1", "c1")
                            .pod("db-0", Optional.of("a1"), Map.of(), List.of("data", "log"))
                            .volume("data", Amount.Word.One, "a1", "b1")
                            .volume("log", Amount.Word.One, other.toArray(String[]::new));
            assertThat(
                            Survival.of(cluster.view(), cluster.members("p"))
                                    .roles()
                                    .getFirst()
                                    .goals()
                                    .getFirst()
                                    .result())
                    .as("%s", other)
                    .isEqualTo(other.contains("b1") ? Result.HOLD : Result.FAIL);
        }
    }

    @Test
    void anyNodeOfAZoneOfManyTakesARestart() {
        Scenario given =
                Scenario.role("replication: {factor: 1}, " + NODE)
                        .nodes(
                                "a0=a/r a1=a/r a2=a/r a3=a/r a4=a/r a5=a/r a6=a/r a7=a/r a8=a/r a9=a/r b1=b/r")
                        .pods("db-0@a1")
                        .zonal("db-0", "a");
        assertThat(given.goal(0).result()).isEqualTo(Result.HOLD);
        given.nodes("c0=a/r c1=a/r c2=a/r c3=a/r");
        assertThat(given.goal(0).result()).isEqualTo(Result.HOLD);
        given.cordoned("a0 a2 a3 a4 a5 a6 a7 a8 a9 c0 c1 c2 c3");
        assertThat(given.goal(0).result()).isEqualTo(Result.FAIL);
    }

    @Test
    void aNodeWithoutALabelTakesNoRestartNearACopy() {
        Scenario given =
                Scenario.role("replication: {factor: 1}, " + NEAR + NODE)
                        .nodes("a1=a x")
                        .pods("db-0@a1")
                        .copies("db-0", "a1 x", Amount.Word.One);
        assertThat(given.goal(0).result()).isNotEqualTo(Result.HOLD);
        assertThat(given.nodes("b1=b").goal(0).result()).isNotEqualTo(Result.HOLD);
    }

    @Test
    void theOnlyNodeThatTakesARestartMayBeTheOneThatIsLost() {
        Scenario given =
                one("converge: {mode: Preferred}, " + NODE)
                        .copies("db-0", "a1 a2", Amount.Word.One)
                        .up(false, "db-0")
                        .cordoned("a1 a2 b2 c1 c2");
        assertThat(given.goal(0).witness()).hasValue(List.of("node/b1"));
    }

    @Test
    void whoHasNoSpareMayNotGoWhereOnlyItsOwnNodeWouldTakeIt() {
        Scenario given =
                one("converge: {mode: Preferred}, " + NODE)
                        .copies("db-0", "b1 c1", Amount.Word.One)
                        .cordoned("a2 b2 c1 c2");
        assertThat(given.evict("db-0").allowed()).isTrue();
        assertThat(given.cordoned("b1").evict("db-0").allowed()).isFalse();
    }
}
