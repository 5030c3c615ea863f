package dev.holdfast.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.reliability.DisruptionBudget.MaxUnavailable;
import dev.holdfast.reliability.DisruptionBudget.MinAvailable;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuorumsTest {
    @ParameterizedTest(name = "O11, etcd FAQ v3.8: {0} members, majority {1}, tolerance {2}")
    @CsvSource({
        "1, 1, 0", "2, 2, 0", "3, 2, 1", "4, 3, 1", "5, 3, 2", "6, 4, 2", "7, 4, 3", "8, 5, 3",
        "9, 5, 4"
    })
    void majorityAndTolerance(int members, int majority, int tolerance) {
        assertThat(Quorums.majority(members)).isEqualTo(majority);
        assertThat(Quorums.tolerance(members)).isEqualTo(tolerance);
    }

    @ParameterizedTest(name = "O12, CloudNativePG failover docs: R {0}, W {1}, N {2}: {3}")
    @CsvSource({"2, 1, 2, true", "1, 1, 2, false", "3, 2, 4, true", "2, 2, 4, false"})
    void failoverNeedsOverlappingQuorums(int read, int write, int units, boolean overlap) {
        assertThat(Quorums.overlap(read, write, units)).isEqualTo(overlap);
    }

    /** The most servers of which any choice may fail. */
    private static int serversToLose(int servers, int unitsEach, int needed) {
        return IntStream.rangeClosed(0, servers)
                .filter(lost ->
                        IntStream.range(0, 1 << servers)
                                .filter(down -> Integer.bitCount(down) == lost)
                                .allMatch(down -> unitsUp(servers, unitsEach, down) >= needed))
                .max()
                .orElseThrow();
    }

    private static int unitsUp(int servers, int unitsEach, int down) {
        return IntStream.range(0, servers)
                .filter(server -> (down >> server & 1) == 0)
                .map(_ -> unitsEach)
                .sum();
    }

    @ParameterizedTest(
            name =
                    "O8, MinIO docs/distributed/SIZING.md: {0} servers x {1} drives, stripe {2}, EC:{3}: reads {4}, writes {5}")
    @CsvSource({
        "1, 1, 1, 0, 0, 0",
        "1, 4, 4, 2, 0, 0",
        "4, 1, 4, 2, 2, 1",
        "5, 1, 5, 2, 2, 2",
        "6, 1, 6, 3, 3, 2",
        "7, 1, 7, 3, 3, 3",
        "4, 2, 8, 4, 2, 1",
        "5, 2, 10, 4, 2, 2",
        "6, 2, 12, 4, 2, 2",
        "7, 2, 14, 4, 2, 2",
        "8, 1, 8, 4, 4, 3",
        "8, 2, 16, 4, 2, 2",
        "9, 2, 9, 4, 4, 4",
        "10, 2, 10, 4, 4, 4",
        "11, 2, 11, 4, 4, 4",
        "12, 2, 12, 4, 4, 4",
        "13, 2, 13, 4, 4, 4",
        "14, 2, 14, 4, 4, 4",
        "15, 2, 15, 4, 4, 4",
        "16, 2, 16, 4, 4, 4"
    })
    void serversThatAnErasureSetMayLose(
            int servers, int drives, int stripe, int parity, int reads, int writes) {
        int data = stripe - parity;
        int unitsEach = stripe / servers;
        assertThat(unitsEach).isBetween(1, drives);
        assertThat(serversToLose(servers, unitsEach, Quorums.erasureRead(data))).isEqualTo(reads);
        assertThat(serversToLose(servers, unitsEach, Quorums.erasureWrite(data, parity)))
                .isEqualTo(writes);
    }

    /** Nodes dealt to three zones in turn, so as evenly as possible. */
    private static int inZone(int nodes, int zone) {
        return IntStream.range(0, nodes).filter(n -> n % 3 == zone).map(n -> 1 << n).sum();
    }

    /** Every choice of that many zones and that many nodes besides. */
    private static IntStream failures(int nodes, int zones, int moreNodes) {
        return IntStream.range(0, 1 << 3)
                .filter(lost -> Integer.bitCount(lost) == zones)
                .map(lost ->
                        IntStream.range(0, 3)
                                .filter(zone -> (lost >> zone & 1) == 1)
                                .map(zone -> inZone(nodes, zone))
                                .sum())
                .flatMap(lost ->
                        IntStream.range(0, 1 << nodes)
                                .filter(more -> (more & lost) == 0)
                                .filter(more -> Integer.bitCount(more) == moreNodes)
                                .map(more -> more | lost));
    }

    /** Replicas on different nodes, their numbers per zone as even as the zones allow. */
    private static boolean isEven(int nodes, int replicas) {
        int[] counts =
                IntStream.range(0, 3)
                        .map(zone -> Integer.bitCount(replicas & inZone(nodes, zone)))
                        .toArray();
        int max = IntStream.of(counts).max().orElseThrow();
        return IntStream.range(0, 3)
                .allMatch(zone ->
                        counts[zone] >= max - 1
                                || counts[zone] == Integer.bitCount(inZone(nodes, zone)));
    }

    private static OptionalInt leastFactor(int nodes, int zones, int moreNodes) {
        IntPredicate survives =
                factor ->
                        IntStream.range(0, 1 << nodes)
                                .filter(replicas -> Integer.bitCount(replicas) == factor)
                                .filter(replicas -> isEven(nodes, replicas))
                                .allMatch(replicas ->
                                        failures(nodes, zones, moreNodes)
                                                .allMatch(down ->
                                                        Integer.bitCount(replicas & ~down)
                                                                >= Quorums.majority(factor)));
        return IntStream.iterate(1, factor -> factor <= nodes, factor -> factor + 2)
                .filter(survives)
                .findFirst();
    }

    @ParameterizedTest(
            name =
                    "O9, CockroachDB v26.3 disaster-recovery-planning: {1} AZ and {2} nodes lost of {0} nodes over 3 AZ: factor {3} (0: not possible)")
    @CsvSource({
        "3, 0, 1, 3", "5, 0, 1, 3", "9, 0, 1, 3",
        "3, 1, 0, 3", "5, 1, 0, 3", "9, 1, 0, 3",
        "3, 0, 2, 0", "5, 0, 2, 5", "9, 0, 2, 5",
        "3, 1, 1, 0", "5, 1, 1, 0", "9, 1, 1, 9",
        "3, 2, 0, 0", "5, 2, 0, 0", "9, 2, 0, 0"
    })
    void theLeastFactorThatEveryEvenPlacementSurvivesWith(
            int nodes, int zones, int moreNodes, int factor) {
        assertThat(leastFactor(nodes, zones, moreNodes).orElse(0)).isEqualTo(factor);
    }

    @ParameterizedTest(
            name =
                    "O14, Red Hat certsuite pull request 3467: {0} replicas over {1} zones: maxUnavailable >= {2} or minAvailable <= {3}")
    @CsvSource({"3, 3, 1, 2", "6, 3, 2, 4", "5, 3, 2, 3", "7, 2, 4, 3", "4, 1, 4, 0", "2, 3, 1, 1"})
    void aBudgetIsZoneAwareWhenTheFullestZoneMayGo(int replicas, int zones, int most, int least) {
        for (int pods = 0; pods <= replicas; pods++) {
            assertThat(new MaxUnavailable(pods).isZoneAware(replicas, zones))
                    .isEqualTo(pods >= most);
            assertThat(new MinAvailable(pods).isZoneAware(replicas, zones))
                    .isEqualTo(pods <= least);
        }
    }

    @Test
    void aBudgetOverNoZoneIsRefused() {
        assertThatThrownBy(() -> new MaxUnavailable(1).isZoneAware(3, 0))
                .hasMessageContaining("0 zones");
    }

    @Test
    void exposureIsSharesThatAddUpToOne() {
        var none = OptionalInt.empty();
        var exposure = new Exposure(0.25, 0.5, 0.25, OptionalInt.of(1), none, none);
        assertThat(exposure.nodesToLoseRead()).hasValue(1);
        assertThatThrownBy(() -> new Exposure(0.5, 0.5, 0.5, none, none, none))
                .hasMessageContaining("add up to 1");
        assertThatThrownBy(() -> new Exposure(-0.5, 0.5, 1, none, none, none))
                .hasMessageContaining("not be negative");
    }
}
