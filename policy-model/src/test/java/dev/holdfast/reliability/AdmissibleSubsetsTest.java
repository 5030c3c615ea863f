package dev.holdfast.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.reliability.AdmissibleSubsets.Anywhere;
import dev.holdfast.reliability.AdmissibleSubsets.AtMost;
import dev.holdfast.reliability.AdmissibleSubsets.MostRacks;
import dev.holdfast.reliability.AdmissibleSubsets.Rack;
import dev.holdfast.reliability.AdmissibleSubsets.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AdmissibleSubsetsTest {
    @ParameterizedTest(name = "{0} members, {1} down, factor 3, {2} needed: {3} % of the sets lose")
    @CsvSource({
        "9, 2, 2, 8.333",
        "9, 3, 2, 22.62",
        "9, 3, 1, 1.190",
        "12, 3, 2, 12.727",
        "12, 3, 1, 0.4545",
        "6, 2, 2, 20.0"
    })
    void withoutRacksTheShareIsHypergeometric(int members, int down, int needed, double percent) {
        var racks = List.of(new Rack(members - down - 1, 0), new Rack(1, down));
        var share = new AdmissibleSubsets(racks, new Anywhere(), 3, needed).losing();
        assertThat(share.value() * 100).isCloseTo(percent, within(5e-4 + percent * 1e-4));
    }

    @Test
    void twoPodsDownInDifferentRacksLoseAQuarterOfTheSetsAndInOneRackNone() {
        var apart = List.of(new Rack(1, 1), new Rack(1, 1), new Rack(2, 0));
        var together = List.of(new Rack(0, 2), new Rack(2, 0), new Rack(2, 0));
        var share = new AdmissibleSubsets(apart, new MostRacks(), 3, 2).losing();
        assertThat(share.losing()).isEqualTo(2);
        assertThat(share.all()).isEqualTo(8);
        assertThat(share.value()).isEqualTo(0.25);
        assertThat(new AdmissibleSubsets(together, new MostRacks(), 3, 2).losing().value())
                .isZero();
    }

    @Test
    void aRackDownLosesAMajorityOfFiveWhereCassandraRepeatsItAndNotWhereThePlacerIsEven() {
        var racks = List.of(new Rack(0, 3), new Rack(3, 0), new Rack(3, 0));
        assertThat(new AdmissibleSubsets(racks, new MostRacks(), 5, 3).losing().losing())
                .isEqualTo(9);
        assertThat(new AdmissibleSubsets(racks, new AtMost(2), 5, 3).losing().value()).isZero();
    }

    @Test
    void absentMembersOfASetThatIsTooSmallHaveFailed() {
        var racks = List.of(new Rack(2, 0));
        assertThat(new AdmissibleSubsets(racks, new Anywhere(), 5, 3).losing().value()).isOne();
        assertThat(new AdmissibleSubsets(racks, new Anywhere(), 5, 2).losing().value()).isZero();
        assertThat(new AdmissibleSubsets(racks, new AtMost(1), 2, 2).losing().value()).isOne();
        assertThat(new AdmissibleSubsets(List.of(), new MostRacks(), 3, 2).losing().value())
                .isOne();
    }

    @Test
    void thousandsOfMembersAreCountedExactly() {
        var racks = List.of(new Rack(1000, 667), new Rack(1667, 0), new Rack(1666, 0));
        var share = new AdmissibleSubsets(racks, new MostRacks(), 3, 3).losing();
        assertThat(share.value()).isCloseTo(667 / 1667.0, within(1e-15));
    }

    @Test
    void countsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new Rack(-1, 0)).hasMessageContaining("up -1");
        assertThatThrownBy(() -> new AtMost(0)).hasMessageContaining("max 0");
        assertThatThrownBy(() -> new AdmissibleSubsets(List.of(), new Anywhere(), 0, 1))
                .hasMessageContaining("factor 0");
    }

    private static Stream<Long> seeds() {
        return LongStream.range(0, Long.getLong("holdfast.seeds", 2000)).boxed();
    }

    /** All members as bits; rack of each, and which are down. */
    private record Case(List<Rack> racks, Rule rule, int factor, int threshold) {
        static Case random(long seed) {
            Random random = new Random(seed);
            List<Rack> racks = new ArrayList<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                racks.add(new Rack(random.nextInt(3), random.nextInt(3)));
            }
            Rule rule =
                    switch (random.nextInt(3)) {
                        case 0 -> new Anywhere();
                        case 1 -> new MostRacks();
                        default -> new AtMost(random.nextInt(1, 4));
                    };
            int factor = random.nextInt(1, 7);
            return new Case(racks, rule, factor, random.nextInt(factor + 1));
        }

        private int[] rackOf() {
            return IntStream.range(0, racks.size())
                    .flatMap(r -> IntStream.range(0, racks.get(r).members()).map(_ -> r))
                    .toArray();
        }

        private boolean[] down() {
            boolean[] down = new boolean[rackOf().length];
            int next = 0;
            for (Rack rack : racks) {
                Arrays.fill(down, next, next + rack.down(), true);
                next += rack.members();
            }
            return down;
        }

        /** Members in the largest subset that the rule admits, at most the factor. */
        private boolean admits(int[] inRack, int size, int racksWithMembers) {
            return switch (rule) {
                case Anywhere() -> true;
                case AtMost(int max) -> IntStream.of(inRack).allMatch(n -> n <= max);
                case MostRacks() ->
                        IntStream.of(inRack).filter(n -> n > 0).count()
                                == Math.min(size, racksWithMembers);
            };
        }

        /** {losing, all, most members that one subset loses}. */
        long[] bruteForce() {
            int[] rackOf = rackOf();
            boolean[] down = down();
            int racksWithMembers = (int) IntStream.of(rackOf).distinct().count();
            for (int size = Math.min(factor, rackOf.length); size > 0; size--) {
                long[] counts = new long[3];
                for (int set = 0; set < 1 << rackOf.length; set++) {
                    if (Integer.bitCount(set) == size) {
                        count(set, size, rackOf, down, racksWithMembers, counts);
                    }
                }
                if (counts[1] > 0) {
                    return counts;
                }
            }
            return new long[] {threshold > 0 ? 1 : 0, 1, 0};
        }

        private void count(
                int set, int size, int[] rackOf, boolean[] down, int racks, long[] counts) {
            int[] inRack = new int[this.racks.size()];
            int lost = 0;
            for (int member = 0; member < rackOf.length; member++) {
                if ((set >> member & 1) == 1) {
                    inRack[rackOf[member]]++;
                    lost += down[member] ? 1 : 0;
                }
            }
            if (admits(inRack, size, racks)) {
                counts[0] += size - lost < threshold ? 1 : 0;
                counts[1]++;
                counts[2] = Math.max(counts[2], lost);
            }
        }

        /** What the worst set loses, in closed form. */
        int worst() {
            List<Rack> present = racks.stream().filter(rack -> rack.members() > 0).toList();
            int members = present.stream().mapToInt(Rack::members).sum();
            int down = present.stream().mapToInt(Rack::down).sum();
            int hit = (int) present.stream().filter(rack -> rack.down() > 0).count();
            int more = present.stream().mapToInt(rack -> Math.max(0, rack.down() - 1)).sum();
            int f = Math.min(factor, members);
            return switch (rule) {
                case Anywhere() -> Math.min(f, down);
                case MostRacks() ->
                        f <= present.size()
                                ? Math.min(f, hit)
                                : hit + Math.min(f - present.size(), more);
                case AtMost(int max) ->
                        Math.min(f, present.stream().mapToInt(r -> Math.min(max, r.down())).sum());
            };
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theShareEqualsEveryAdmissibleSubsetCounted(long seed) {
        Case drawn = Case.random(seed);
        long[] expected = drawn.bruteForce();
        var share =
                new AdmissibleSubsets(
                                drawn.racks(), drawn.rule(), drawn.factor(), drawn.threshold())
                        .losing();
        assertThat(share.losing()).as("%s", drawn).isEqualTo(expected[0]);
        assertThat(share.all()).as("%s", drawn).isEqualTo(expected[1]);
        assertThat(drawn.worst()).as("worst loss of %s", drawn).isEqualTo((int) expected[2]);
    }
}
