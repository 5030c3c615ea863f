package dev.holdfast.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.rules.Placement;
import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.rules.SmallCluster;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.survival.SetVerdict.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sets on so many nodes that those that are alike are lost once, against losing every one. */
class ManyNodesTest {
    private static final int NODES = 11;

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("holdfast.seeds", 200));
    }

    /** A member with its votes on a node, its volume's copies and how many must live. */
    private record Member(int node, int votes, List<Integer> copies, int need) {
        boolean up(List<Integer> lost) {
            return !lost.contains(node)
                    && copies.stream().filter(copy -> !lost.contains(copy)).count() >= need;
        }
    }

    private static char zone(int node) {
        return "abc".charAt(node % 3);
    }

    private static List<Member> random(Random random) {
        List<Member> members = new ArrayList<>();
        int spare = random.nextInt(2);
        for (int i = 0; i < NODES + spare; i++) {
            // The later ones stand beside others, and their volumes elsewhere.
            int node = i < NODES ? i : random.nextInt(NODES);
            List<Integer> copies = new ArrayList<>(List.of(node));
            int more = random.nextInt(8) == 0 ? 2 : random.nextInt(2);
            for (int c = 0; c < more; c++) {
                int copy = random.nextInt(NODES);
                if (!copies.contains(copy)) {
                    copies.add(copy);
                }
            }
            int need = random.nextInt(3) == 0 ? copies.size() : 1;
            members.add(new Member(node, random.nextInt(4) == 0 ? 2 : 1, copies, need));
        }
        return members;
    }

    private static Scenario scenario(String survive, List<Member> members) {
        int votes = members.stream().mapToInt(Member::votes).sum();
        Scenario given =
                Scenario.role(
                                "replication: {factor: %d, votes: {label: votes}}, survive: [{lose: {%s}}]"
                                        .formatted(votes, survive))
                        .nodes(
                                IntStream.range(0, NODES)
                                        .mapToObj(n -> "n" + n + "=" + zone(n))
                                        .collect(Collectors.joining(" ")));
        for (int m = 0; m < members.size(); m++) {
            Member member = members.get(m);
            given.pods("db-" + m + "@n" + member.node())
                    .labelled("votes", Integer.toString(member.votes()), "db-" + m)
                    .copies(
                            "db-" + m,
                            member.copies().stream()
                                    .map(c -> "n" + c)
                                    .collect(Collectors.joining(" ")),
                            member.need() == 1 ? Amount.Word.One : Amount.Word.All);
        }
        return given;
    }

    private static int marginBy(List<Member> members, List<Integer> lost) {
        int all = 0;
        int votes = 0;
        int data = 0;
        for (Member member : members) {
            all += member.votes();
            votes += member.up(lost) ? member.votes() : 0;
            data += member.up(lost) ? 1 : 0;
        }
        return Math.min(votes - (all / 2 + 1), data - 1);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theWorstTwoNodesAreFound(long seed) {
        List<Member> members = random(new Random(seed));
        int worst = Integer.MAX_VALUE;
        for (int one = 0; one < NODES; one++) {
            for (int other = 0; other < one; other++) {
                worst = Math.min(worst, marginBy(members, List.of(one, other)));
            }
        }
        assertThat(scenario("node: 2", members).goal(0).margin()).as("%s", members).hasValue(worst);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theWorstZoneWithOneMoreNodeIsFound(long seed) {
        List<Member> members = random(new Random(seed));
        int worst = Integer.MAX_VALUE;
        for (char zone : new char[] {'a', 'b', 'c'}) {
            for (int more = 0; more < NODES; more++) {
                List<Integer> lost =
                        new ArrayList<>(
                                IntStream.range(0, NODES)
                                        .filter(n -> zone(n) == zone)
                                        .boxed()
                                        .toList());
                lost.add(more);
                worst = Math.min(worst, marginBy(members, lost));
            }
        }
        assertThat(scenario("zone: 1, node: 1", members).goal(0).margin())
                .as("%s", members)
                .hasValue(worst);
    }

    @Test
    void twoMembersOnOneOfManyNodesAreLostTogether() {
        String pods =
                IntStream.range(0, 15)
                        .mapToObj(i -> "db-%d@n%d".formatted(i, i))
                        .collect(Collectors.joining(" "));
        Scenario given =
                Scenario.role(
                                "replication: {factor: 16}, survive: [{lose: {node: 1}}, {lose: {node: 3}}]")
                        .nodes(
                                IntStream.range(0, 15)
                                        .mapToObj(i -> "n" + i + "=" + zone(i))
                                        .collect(Collectors.joining(" ")))
                        .pods(pods + " db-15@n14");
        assertThat(given.goal(0).margin()).hasValue(5);
        assertThat(given.goal(1).margin()).hasValue(3);
    }

    @Test
    void aNodeThatWasTriedLeavesNothingBehind() {
        Map<String, String> none = Map.of();
        SmallCluster cluster =
                new SmallCluster()
                        .policy(
                                "p",
                                "{selector: {}, enforcement: Enforce, roles: [{replication: {factor: 15}, survive: [{lose: {zone: 1}}]}]}");
        for (int i = 0; i < 14; i++) {
            String node = "" + zone(i) + i;
            cluster.nodes(node).pod("db-" + i, node, none);
        }
        cluster.nodes("a90", "b90", "c90", "d90", "a91", "b91", "c91", "d91")
                .pod("db-14", Optional.empty(), none, List.of());
        PlacementDecision decision =
                Placement.decide(
                        cluster.view(), Objects.requireNonNull(cluster.view().pod("ns", "db-14")));
        for (int node = cluster.view().nodeBound() - 1; node >= 0; node--) {
            decision.refusal(node);
        }
        for (int node = 0; node < cluster.view().nodeBound(); node++) {
            PlacementDecision fresh =
                    Placement.decide(
                            cluster.view(),
                            Objects.requireNonNull(cluster.view().pod("ns", "db-14")));
            assertThat(decision.reasons(node)).isEqualTo(fresh.reasons(node));
        }
    }

    // --- volumes that a whole zone reaches

    @Test
    void aVolumeOfAZoneOfManyNodesGoesWithTheZoneAlone() {
        Scenario given =
                Scenario.role(
                                "replication: {factor: 2}, survive: [{lose: {node: 2}, keep: [Data], after: Now}, {lose: {zone: 1}, keep: [Data], after: Now}]")
                        .nodes("a1=a a2=a a3=a a4=a a5=a b1=b")
                        .pods("db-0@a1 db-1@a2")
                        .zonal("db-0", "a")
                        .zonal("db-1", "a");
        assertThat(given.results()).containsExactly(Result.HOLD, Result.FAIL);
        assertThat(given.goal(1).witness()).hasValue(List.of("zone/a"));
        given.ready(false, "a1 a2 a3 a4");
        assertThat(given.results()).containsExactly(Result.FAIL, Result.FAIL);
        given.ready(false, "a5");
        assertThat(given.goal(0).witness()).hasValue(List.of());
    }

    @Test
    void aZoneWithJustAsManyNodesAsAreLostIsLostNodeByNode() {
        String role =
                "replication: {factor: 1}, survive: [{lose: {node: 3}, keep: [Data], after: Now}]";
        Scenario three =
                Scenario.role(role).nodes("a1=a a2=a a3=a b1=b").pods("db-0@b1").zonal("db-0", "a");
        assertThat(three.goal(0).witness()).hasValue(List.of("node/a1", "node/a2", "node/a3"));
        assertThat(three.nodes("a4=a").goal(0).result()).isEqualTo(Result.HOLD);
        assertThat(three.nodes("a5=a").goal(0).result()).isEqualTo(Result.HOLD);
    }

    @Test
    void aPendingMemberStandsWhereItsZonesVolumeIsReached() {
        Scenario given =
                Scenario.role("replication: {factor: 3}, survive: [{lose: {zone: 1}}]")
                        .nodes("a1=a a2=a a3=a a4=a a5=a b1=b c1=c c2=c c3=c c4=c c5=c c6=c")
                        .pods("db-0@a1 db-1 db-2")
                        .zonal("db-2", "c");
        assertThat(given.allowed("db-1")).containsExactly("b1");
        assertThat(given.allowed("db-2")).containsExactly("c1", "c2", "c3", "c4", "c5", "c6");
    }
}
