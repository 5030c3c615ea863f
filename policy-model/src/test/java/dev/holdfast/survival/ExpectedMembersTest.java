package dev.holdfast.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.SmallCluster;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.OwnerState;
import dev.holdfast.view.PodState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which members should be there and are not. */
class ExpectedMembersTest {
    private static final Map<String, String> DB = Map.of("app", "db");
    private static final String ANY = "replication: {by: Any, factor: 3}";

    private static SmallCluster role(String role) {
        return new SmallCluster()
                .policy("p", "{selector: {matchLabels: {app: db}}, roles: [{" + role + "}]}")
                .nodes("a1", "b1", "c1");
    }

    /** A claim that nobody has bound. */
    private static SmallCluster claim(
            SmallCluster cluster, String name, Map<String, String> labels) {
        return cluster.put(
                new Change.ClaimPut(
                        new ClaimState("ns", name, labels, Optional.empty(), Optional.empty())));
    }

    /** A member on a node with a claim of each of these templates. */
    private static SmallCluster member(SmallCluster cluster, String name, String... templates) {
        List<PodState.Mount> mounts =
                List.of(templates).stream()
                        .map(template -> new PodState.Mount(template, template + "-" + name))
                        .toList();
        cluster.put(new Change.PodPut(pod(name, DB, mounts)));
        mounts.forEach(mount -> claim(cluster, mount.claim(), DB));
        return cluster;
    }

    private static PodState pod(
            String name, Map<String, String> labels, List<PodState.Mount> mounts) {
        return new PodState(
                "ns",
                name,
                name,
                labels,
                Map.of(),
                Optional.empty(),
                Optional.of("a1"),
                Optional.empty(),
                true,
                0,
                false,
                false,
                mounts);
    }

    private static Collection<PodState> missing(SmallCluster cluster) {
        return ExpectedMembers.of(cluster.view(), cluster.members("p"), 0);
    }

    private static List<String> names(SmallCluster cluster) {
        return missing(cluster).stream().map(PodState::name).toList();
    }

    @Test
    void replicasWithoutAPodAreMissingMembersOfTheirOwner() {
        SmallCluster cluster =
                member(role(ANY), "db-3")
                        .put(new Change.OwnerPut(new OwnerState("ns", "db", 3, 2, DB)))
                        .owner("other", 2, Map.of("app", "other"));
        assertThat(names(cluster)).containsExactly("db-2", "db-4");
        assertThat(missing(cluster))
                .allSatisfy(pod -> {
                    assertThat(pod.owner()).hasValue(new PodState.Owner("StatefulSet", "db"));
                    assertThat(pod.labels()).isEqualTo(DB);
                    assertThat(pod.node()).isEmpty();
                    assertThat(pod.ready()).isFalse();
                });
    }

    @Test
    void nobodyIsLookedForWhereTheFactorSaysHowManyThereAre() {
        SmallCluster cluster = role("replication: {factor: 3}").owner("db", 3, DB);
        assertThat(names(cluster)).isEmpty();
    }

    @Test
    void aMemberOfAnotherRoleIsNotMissingInThisOne() {
        SmallCluster cluster =
                new SmallCluster()
                        .policy(
                                "p",
                                "{selector: {matchLabels: {app: db}}, roles: [{name: x, selector: {matchLabels: {part: x}}, replication: {by: Any, factor: 3}}, {name: y, selector: {matchLabels: {part: y}}, replication: {by: Any, factor: 3}}]}")
                        .owner("x", 1, Map.of("app", "db", "part", "x"))
                        .owner("y", 1, Map.of("app", "db", "part", "y"));
        assertThat(names(cluster)).containsExactly("x-0");
    }

    @Test
    void aClaimThatNoMemberMountsIsOfAMissingMember() {
        SmallCluster cluster = claim(member(role(ANY), "db-0", "data"), "data-db-1", DB);
        assertThat(missing(cluster))
                .singleElement()
                .satisfies(pod -> {
                    assertThat(pod.name()).isEqualTo("db-1");
                    assertThat(pod.claims())
                            .containsExactly(new PodState.Mount("data", "data-db-1"));
                    assertThat(pod.owner()).isEmpty();
                });
    }

    @Test
    void aPodThatIsNoMemberMayMountTheClaimOfAMissingOne() {
        SmallCluster cluster = claim(member(role(ANY), "db-0", "data"), "data-db-1", DB);
        List<PodState.Mount> mounts = List.of(new PodState.Mount("data", "data-db-1"));
        cluster.put(new Change.PodPut(pod("backup", Map.of("app", "backup"), mounts)));
        assertThat(names(cluster)).containsExactly("db-1");
        cluster.put(new Change.PodPut(pod("restored", DB, mounts)));
        assertThat(names(cluster)).isEmpty();
    }

    @Test
    void theLongestTemplateThatFitsAClaimNamesItsMember() {
        for (String[] templates :
                List.of(
                        new String[] {"data", "data-wal"},
                        new String[] {"data-wal", "data"},
                        new String[] {"d", "d-x"})) {
            SmallCluster cluster = member(role(ANY), "db-0", templates);
            String longest =
                    templates[0].length() > templates[1].length() ? templates[0] : templates[1];
            claim(cluster, longest + "-7", DB);
            assertThat(names(cluster)).as(longest).containsExactly("7");
        }
    }

    @Test
    void aTemplateIsTheWholeNameBeforeTheDash() {
        SmallCluster cluster = member(role(ANY), "db-0", "data");
        claim(cluster, "database-1", DB);
        assertThat(names(cluster)).containsExactly("database-1");
        assertThat(missing(cluster))
                .singleElement()
                .extracting(PodState::claims)
                .isEqualTo(List.of(new PodState.Mount("database-1", "database-1")));
    }

    @Test
    void aVolumeThatStandsUnderANameOfItsOwnIsNoTemplate() {
        SmallCluster cluster = role(ANY);
        cluster.put(
                new Change.PodPut(
                        pod("db-0", DB, List.of(new PodState.Mount("data", "restored-db-0")))));
        claim(claim(cluster, "restored-db-0", DB), "data-db-1", DB);
        assertThat(names(cluster)).containsExactly("data-db-1");
    }

    @Test
    void onlyClaimsOfDataTellOfMembers() {
        SmallCluster cluster =
                member(role(ANY + ", volume: {claims: [data]}"), "db-0", "data", "log");
        claim(claim(cluster, "log-db-1", DB), "data-db-2", DB);
        assertThat(names(cluster)).containsExactly("db-2");
    }

    @Test
    void allClaimsOfAMissingMemberAreItsOwn() {
        SmallCluster cluster = member(role(ANY), "db-0", "data", "log").owner("db", 2, DB);
        claim(claim(cluster, "data-db-1", DB), "log-db-1", DB);
        assertThat(missing(cluster))
                .singleElement()
                .satisfies(pod -> {
                    assertThat(pod.owner()).hasValue(new PodState.Owner("StatefulSet", "db"));
                    assertThat(pod.claims())
                            .containsExactlyInAnyOrder(
                                    new PodState.Mount("data", "data-db-1"),
                                    new PodState.Mount("log", "log-db-1"));
                });
    }

    @Test
    void whereAllPodsAreGoneTheClaimsStillBelongToTheReplicas() {
        SmallCluster cluster = role(ANY).owner("db", 2, DB);
        claim(claim(cluster, "data-db-0", DB), "data-db-1", DB);
        claim(cluster, "data-db-7", DB);
        assertThat(names(cluster)).containsExactly("data-db-7", "db-0", "db-1");
        assertThat(missing(cluster))
                .filteredOn(pod -> pod.name().equals("db-1"))
                .singleElement()
                .extracting(PodState::claims)
                .isEqualTo(List.of(new PodState.Mount("data", "data-db-1")));
    }

    @Test
    void aClaimWithoutLabelsBelongsToAReplicaThatIsMissingAndMakesNone() {
        SmallCluster cluster = member(role(ANY), "db-0", "data");
        claim(cluster, "data-db-1", Map.of());
        assertThat(names(cluster)).isEmpty();
        cluster.owner("db", 2, DB);
        assertThat(missing(cluster))
                .singleElement()
                .satisfies(pod -> {
                    assertThat(pod.name()).isEqualTo("db-1");
                    assertThat(pod.labels()).isEqualTo(DB);
                    assertThat(pod.claims())
                            .containsExactly(new PodState.Mount("data", "data-db-1"));
                });
        claim(cluster, "data-web-0", Map.of());
        assertThat(names(cluster)).containsExactly("db-1");
    }
}
