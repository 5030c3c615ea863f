package dev.holdfast.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.rules.Placement;
import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.rules.SmallCluster;
import dev.holdfast.rules.Survival;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.survival.SetVerdict.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sets on so many nodes that those that are alike are lost once, against losing every one. */
class ManyNodesTest {
    private static final int NODES = 11;
    private static final String ZONES = "abcd";

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
        return ZONES.charAt(node % ZONES.length());
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
                                        .mapToObj(n -> "n" + n + "=" + zone(n) + "/r")
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

    /** Every choice of so many of these. */
    private static List<List<String>> choices(List<String> of, int count) {
        if (count == 0) {
            return List.of(List.of());
        }
        List<List<String>> choices = new ArrayList<>();
        for (int first = 0; first < of.size(); first++) {
            for (List<String> rest : choices(of.subList(first + 1, of.size()), count - 1)) {
                List<String> choice = new ArrayList<>(List.of(of.get(first)));
                choice.addAll(rest);
                choices.add(choice);
            }
        }
        return choices;
    }

    /** The nodes of domain values as a witness names them. */
    private static List<Integer> nodesOf(List<String> values) {
        return IntStream.range(0, NODES)
                .filter(n -> values.contains("node/n" + n) || values.contains("zone/" + zone(n)))
                .boxed()
                .toList();
    }

    /** The least margin over every failure of this size. */
    private static int worst(List<Member> members, int zones, int nodes) {
        int worst = Integer.MAX_VALUE;
        List<String> allZones = ZONES.chars().mapToObj(zone -> "zone/" + (char) zone).toList();
        List<String> allNodes = IntStream.range(0, NODES).mapToObj(n -> "node/n" + n).toList();
        for (List<String> some : choices(allZones, zones)) {
            for (List<String> more : choices(allNodes, nodes)) {
                List<String> lost = new ArrayList<>(some);
                lost.addAll(more);
                worst = Math.min(worst, marginBy(members, nodesOf(lost)));
            }
        }
        return worst;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theWorstFailureIsThatOfTryingThemAllAndTheWitnessIsTheSmallest(long seed) {
        Random random = new Random(seed);
        List<Member> members = random(random);
        int zones = random.nextInt(3);
        int nodes = zones == 0 ? random.nextInt(1, 4) : random.nextInt(3);
        String lose =
                Stream.of("zone: " + zones, "node: " + nodes)
                        .filter(loss -> !loss.endsWith(" 0"))
                        .collect(Collectors.joining(", "));
        Survival.GoalReport found = scenario(lose, members).goal(0);
        int worst = worst(members, zones, nodes);
        assertThat(found.margin()).as("{%s} of %s", lose, members).hasValue(worst);
        if (worst < 0) {
            List<String> witness = found.witness().orElseThrow();
            assertThat(marginBy(members, nodesOf(witness))).as("%s", witness).isNegative();
            assertThat(witness)
                    .isSortedAccordingTo(
                            Comparator.comparing((String lost) -> lost.startsWith("node/"))
                                    .thenComparing(lost -> lost));
            for (int z = 0; z <= zones; z++) {
                int fewer = Math.min(nodes, witness.size() - 1 - z);
                assertThat(fewer < 0 ? 0 : worst(members, z, fewer))
                        .as("{%s}, %s, %d zones", lose, witness, z)
                        .isNotNegative();
            }
        }
    }

    @Test
    void twoMembersOnOneOfManyNodesAreLostTogether() {
        String pods =
                IntStream.range(0, 15)
                        .mapToObj(i -> "%c-0@n%d".formatted('a' + i, i))
                        .collect(Collectors.joining(" "));
        Scenario given =
                Scenario.role(
                                "replication: {factor: 16}, survive: [{lose: {node: 1}}, {lose: {node: 3}}]")
                        .nodes(
                                IntStream.range(0, 15)
                                        .mapToObj(i -> "n" + i + "=" + zone(i))
                                        .collect(Collectors.joining(" ")))
                        .pods(pods + " z-0@n14");
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
                                "{selector: {}, enforcement: Enforce, roles: [{replication: {factor: 15}, quorum: {read: 11, write: 11}, survive: [{lose: {zone: 1}}]}]}");
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
        assertThat(decision.reasons(cluster.view().nodeId("a90"))).isNotEmpty();
        assertThat(decision.reasons(cluster.view().nodeId("c90"))).isEmpty();
    }

    @Test
    void setsOverManyRacksLoseOneMemberInEach() {
        String all =
                IntStream.range(0, 9)
                        .mapToObj(i -> "db-%d@n%d".formatted(i, i))
                        .collect(Collectors.joining(" "));
        for (int down = 0; down < 4; down++) {
            Scenario given =
                    Scenario.role(
                                    "replication: {by: Any, factor: 5, rack: {domain: node}}, survive: [{lose: {node: 1}}]")
                            .nodes(
                                    IntStream.range(0, 9)
                                            .mapToObj(i -> "n" + i + "=" + zone(i))
                                            .collect(Collectors.joining(" ")))
                            .pods(all);
            for (int i = 0; i < down; i++) {
                given.up(false, "db-" + (8 - i));
            }
            assertThat(given.goal(0).margin()).hasValue(1 - down);
        }
    }

    // --- volumes that a whole zone reaches

    @Test
    void aVolumeOfAZoneOfManyNodesGoesWithTheZoneAlone() {
        Scenario given =
                Scenario.role(
                                "replication: {factor: 2}, survive: [{lose: {node: 2}, keep: [Data], after: Now}, {lose: {zone: 1}, keep: [Data], after: Now}]")
                        .nodes("a1=a/r a2=a/r a3=a/r a4=a/r a5=a/r b1=b/r")
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
                Scenario.role(role)
                        .nodes("a1=a/r a2=a/r a3=a/r b1=b/r")
                        .pods("db-0@b1")
                        .zonal("db-0", "a");
        assertThat(three.goal(0).witness()).hasValue(List.of("node/a1", "node/a2", "node/a3"));
        assertThat(three.nodes("a4=a/r").goal(0).result()).isEqualTo(Result.HOLD);
        assertThat(three.nodes("a5=a/r").goal(0).result()).isEqualTo(Result.HOLD);
    }

    @Test
    void aPendingMemberStandsWhereItsZonesVolumeIsReached() {
        Scenario given =
                Scenario.role("replication: {factor: 3}, survive: [{lose: {zone: 1}}]")
                        .nodes(
                                "a1=a/r a2=a/r a3=a/r a4=a/r a5=a/r b1=b/r c1=c/r c2=c/r c3=c/r c4=c/r c5=c/r c6=c/r")
                        .pods("db-0@a1 db-1 db-2")
                        .zonal("db-2", "c");
        assertThat(given.allowed("db-1")).containsExactly("b1");
        assertThat(given.allowed("db-2")).containsExactly("c1", "c2", "c3", "c4", "c5", "c6");
    }
}
