package dev.holdfast.policy.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Documents;
import dev.holdfast.policy.PolicySpec;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PigeonholeTest {
    private static Stream<Arguments> sizes() {
        return Stream.iterate(1, f -> f <= 7, f -> f + 1)
                .flatMap(factor ->
                        Stream.iterate(1, k -> k <= 4, k -> k + 1)
                                .map(zones -> Arguments.of(factor, zones)));
    }

    private static PolicySpec spec(int factor, String survive, String more) {
        return Documents.decoded(
                        Documents.policy(
                                "{selector: {}, roles: [{replication: {factor: %d %s}, survive: [%s]}]}"
                                        .formatted(factor, more, survive)))
                .spec();
    }

    @ParameterizedTest(name = "{0} members over {1} zones")
    @MethodSource("sizes")
    void theBoundIsTheBestOfAllDistributions(int factor, int zones) {
        for (int lost = 1; lost <= 3; lost++) {
            for (int absent = 0; absent < factor; absent++) {
                PolicySpec spec =
                        spec(factor, "{lose: {zone: %d}, after: Now}".formatted(lost), "");
                int best =
                        bestOverZones(
                                factor - absent, zones, lost, factor - absent, new int[zones]);
                int need = factor / 2 + 1;
                assertThat(new Pigeonhole(spec, Map.of("zone", zones)).bestMargin(0, 0, absent))
                        .as("lose %d, %d absent", lost, absent)
                        .hasValue(best - need);
            }
        }
    }

    /** The most members that are left, over every way to place the rest, by trying all. */
    private static int bestOverZones(int members, int zones, int lost, int rest, int[] placed) {
        if (zones == 0) {
            if (rest > 0) {
                return -members;
            }
            int[] sorted = placed.clone();
            java.util.Arrays.sort(sorted);
            int gone = 0;
            for (int i = 0; i < Math.min(lost, sorted.length); i++) {
                gone += sorted[sorted.length - 1 - i];
            }
            return members - gone;
        }
        int best = Integer.MIN_VALUE;
        for (int here = 0; here <= rest; here++) {
            placed[zones - 1] = here;
            best = Math.max(best, bestOverZones(members, zones - 1, lost, rest - here, placed));
        }
        placed[zones - 1] = 0;
        return best;
    }

    @Test
    void aZoneAndOneMoreNodeTakeTheFullestZoneAndOneMore() {
        PolicySpec spec = spec(5, "{lose: {zone: 1, node: 1}}", "");
        assertThat(new Pigeonhole(spec, Map.of("zone", 3)).bestMargin(0, 0, 0)).hasValue(-1);
        assertThat(new Pigeonhole(spec, Map.of("zone", 5)).bestMargin(0, 0, 0)).hasValue(0);
    }

    @Test
    void unitsOutsideTheClusterStay() {
        PolicySpec spec = spec(5, "{lose: {zone: 1}}", ", external: 3");
        assertThat(new Pigeonhole(spec, Map.of("zone", 1)).bestMargin(0, 0, 0)).hasValue(0);
    }

    @Test
    void nothingIsSaidOfFailoverOrVotesFromLabels() {
        Pigeonhole failover =
                new Pigeonhole(
                        spec(3, "{lose: {zone: 1}, after: Failover}", ""), Map.of("zone", 1));
        assertThat(failover.bestMargin(0, 0, 0)).isEmpty();
        Pigeonhole votes =
                new Pigeonhole(
                        spec(3, "{lose: {zone: 1}}", ", votes: {label: v}"), Map.of("zone", 1));
        assertThat(votes.bestMargin(0, 0, 0)).isEmpty();
        Pigeonhole data = new Pigeonhole(spec(3, "{lose: {zone: 1}, keep: [Data]}", ""), Map.of());
        assertThat(data.bestMargin(0, 0, 0)).isEmpty();
    }
}
