package dev.holdfast.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.SmallCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BestMarginTest {
    private static final String DOMAINS =
            "domains: [{name: zone, key: zone}, {name: rack, key: rack}]";

    /** One node for each cell {@code zone/rack}. */
    private static SmallCluster cells(List<String> cells) {
        SmallCluster cluster = new SmallCluster();
        for (String cell : cells) {
            String[] values = cell.split("/", -1);
            cluster.node(cell.replace('/', '-'), Map.of("zone", values[0], "rack", values[1]));
        }
        return cluster;
    }

    private static java.util.OptionalInt best(SmallCluster cluster, String role, int absent) {
        cluster.policy("p", "{selector: {}, %s, roles: [{%s}]}".formatted(DOMAINS, role));
        return BestMargin.of(cluster.view(), cluster.members("p").policy(), 0, 0, absent);
    }

    @ParameterizedTest(name = "racks {0}, factor {1}, lose {2}: {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a/1 b/1 c/1     | 3 | zone: 1          | 0
                    a/1 b/1         | 3 | zone: 1          | -1
                    a/1 a/2 a/3     | 3 | rack: 1          | 0
                    a/1 a/2 b/1     | 5 | zone: 1          | -1
                    a/1 a/2 a/3 b/1 | 5 | zone: 1          | -1
                    a/1 b/1 c/1     | 5 | zone: 1, node: 1 | -1
                    a/1 b/1 c/1 d/1 | 5 | zone: 1, rack: 1 | -1
                    a/1 b/1 c/1 d/1 e/1 | 5 | zone: 1, rack: 1 | 0
                    """)
    void nestedAndCompositeFailuresAreJudgedByTheEngine(
            String cells, int factor, String lose, int expected) {
        SmallCluster cluster = cells(List.of(cells.split(" ")));
        assertThat(
                        best(
                                cluster,
                                "replication: {factor: %d}, survive: [{lose: {%s}}]"
                                        .formatted(factor, lose),
                                0))
                .hasValue(expected);
    }

    @Test
    void absentMembersAreFailedOnes() {
        String role = "replication: {factor: %d}, survive: [{lose: {zone: 1}}]";
        List<String> zones = List.of("a/1", "b/1", "c/1");
        assertThat(best(cells(zones), role.formatted(3), 1)).hasValue(-1);
        assertThat(best(cells(zones), role.formatted(7), 1)).hasValue(0);
    }

    @Test
    void whatOnlyPodsOrVolumesCanTellIsLeftOpen() {
        List<String> zones = List.of("a/1", "b/1");
        for (String role :
                List.of(
                        "replication: {factor: 3, votes: {label: v}}, survive: [{lose: {zone: 1}}]",
                        "replication: {factor: 3}, survive: [{lose: {zone: 1}, after: Failover}]",
                        "replication: {factor: 3}, survive: [{lose: {zone: 1}, keep: [Data]}]")) {
            assertThat(best(cells(zones), role, 0)).as(role).isEmpty();
        }
    }

    @Test
    void aNodeWithoutItsLabelMayBeAZoneMoreAndNothingIsSaid() {
        SmallCluster cluster = cells(List.of("a/1", "b/1")).node("bare", Map.of());
        assertThat(best(cluster, "replication: {factor: 3}, survive: [{lose: {zone: 1}}]", 0))
                .isEmpty();
    }

    private static Stream<Long> seeds() {
        return LongStream.rangeClosed(1, 120).boxed();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theSignIsThatOfTryingEveryPlacementAndEveryFailure(long seed) {
        Random random = new Random(seed);
        TreeSet<String> drawn = new TreeSet<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            drawn.add("abc".charAt(random.nextInt(3)) + "/" + random.nextInt(3));
        }
        List<String> cells = List.copyOf(drawn);
        int factor = random.nextInt(1, 6);
        int zones = random.nextInt(2);
        int racks = random.nextInt(2);
        int nodes = zones + racks == 0 ? 1 : random.nextInt(2);
        int read = random.nextInt(1, factor + 1);
        List<String> lose = new ArrayList<>();
        Stream.of("zone: " + zones, "rack: " + racks, "node: " + nodes)
                .filter(loss -> !loss.endsWith(" 0"))
                .forEach(lose::add);
        String role =
                "replication: {factor: %d}, quorum: {read: %d, write: 1}, survive: [{lose: {%s}, after: Now}]"
                        .formatted(factor, read, String.join(", ", lose));
        int brute = bruteForce(cells, factor, zones, racks, nodes) - read;
        assertThat(best(cells(cells), role, 0))
                .as("%s over %s", role, cells)
                .hasValue(Math.min(0, brute));
    }

    /** The most members that stay whatever fails; every member is on a node of its own. */
    private static int bruteForce(List<String> cells, int factor, int zones, int racks, int nodes) {
        int best = -1;
        for (int code = 0; code < Math.pow(cells.size(), factor); code++) {
            List<String> placed = new ArrayList<>();
            for (int m = 0, rest = code; m < factor; m++, rest /= cells.size()) {
                placed.add(cells.get(rest % cells.size()));
            }
            int least = factor;
            for (String zone : zones == 0 ? List.of("-") : List.of("a", "b", "c")) {
                for (String rack : racks == 0 ? List.of("-") : cells) {
                    Predicate<String> gone = cell -> cell.startsWith(zone) || cell.equals(rack);
                    int left = (int) placed.stream().filter(gone.negate()).count();
                    least = Math.min(least, left - Math.min(nodes, left));
                }
            }
            best = Math.max(best, least);
        }
        return best;
    }

    @Test
    void aSetOfMoreCompletionsThanCanBeTriedIsLeftOpen() {
        List<String> cells =
                IntStream.range(0, 20).mapToObj(i -> "abcd".charAt(i % 4) + "/" + i).toList();
        assertThat(best(cells(cells), "replication: {factor: 9}, survive: [{lose: {zone: 2}}]", 0))
                .isEmpty();
    }

    @ParameterizedTest(name = "{1} of {2} members absent, {0} cells: {3}")
    @CsvSource({
        "10, 0, 4, true",
        "10, 0, 5, false",
        "20, 0, 2, true",
        "20, 0, 3, false",
        "20, 6, 8, true",
        "2, 3, 3, false"
    })
    void completionsAreOfThoseThatAreStillToBePlaced(
            int count, int absent, int factor, boolean said) {
        List<String> cells =
                IntStream.range(0, count).mapToObj(i -> "abcd".charAt(i % 4) + "/" + i).toList();
        assertThat(
                        best(
                                        cells(cells),
                                        "replication: {factor: %d, external: 2}, survive: [{lose: {zone: 1}}]"
                                                .formatted(factor + 2),
                                        absent)
                                .isPresent())
                .isEqualTo(said);
    }

    @Test
    void aWitnessWeighsLikeAMemberOnlyWhereAMemberIsOneUnit() {
        String role =
                "replication: {factor: 4, unitsPerMember: %d, witness: {matchLabels: {w: w}}}, survive: [{lose: {zone: 1}}]";
        List<String> zones = List.of("a/1", "b/1", "c/1", "d/1");
        assertThat(best(cells(zones), role.formatted(1), 0)).hasValue(0);
        assertThat(best(cells(zones), role.formatted(2), 0)).isEmpty();
    }
}
