package dev.holdfast.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.reliability.AdmissibleSubsets.Anywhere;
import dev.holdfast.reliability.AdmissibleSubsets.AtMost;
import dev.holdfast.reliability.AdmissibleSubsets.MostRacks;
import dev.holdfast.reliability.AdmissibleSubsets.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChosenLayoutTest {
    /** Node MTBF 130.9 d, MTTR 1 h, zone down 6 h a year. */
    private static final Rates EXAMPLE =
            new Rates(
                            Duration.ofMinutes(Math.round(130.9 * 24 * 60)),
                            Duration.ofHours(1),
                            0,
                            Optional.empty())
                    .withZoneDownPerYear(Duration.ofHours(6));

    /** One member on a node of its own in each of these zones, which are its racks. */
    private static ChosenLayout inZones(String zones, Rule rule, int factor, int needed) {
        List<Integer> zoneOf = zones.chars().mapToObj(zone -> zone - 'a').toList();
        List<Layout.Member> members =
                IntStream.range(0, zoneOf.size())
                        .mapToObj(node -> Layout.Member.local(1, node))
                        .toList();
        Layout layout =
                new Layout(
                        members,
                        zoneOf.stream().map(Layout.Place::node).toList(),
                        Layout.Units.both(needed));
        return new ChosenLayout(layout, zoneOf, rule, factor);
    }

    private static ExpectedMinutes.OfChosen minutes(ChosenLayout chosen, Rates rates) {
        return ExpectedMinutes.of(chosen, rates, new Random(1));
    }

    @ParameterizedTest(name = "one set in zones {0}, {1} needed: {2} min a year")
    @CsvSource({
        "abc, 2, 1.585, 0.0005",
        "abc, 1, 0.00053, 0.000005",
        "aab, 2, 360.388, 0.0005",
        "aaa, 2, 360.160, 0.0005",
        "aabbc, 3, 1.425, 0.0005",
        "aab, 1, 0.361, 0.0005",
        "aaa, 1, 360.0, 0.05"
    })
    void asManyMembersAsASetHasAreTheExampleOfTheTreeModel(
            String zones, int needed, double expected, double digits) {
        for (Rule rule : List.of(new Anywhere(), new MostRacks(), new AtMost(3))) {
            var answer = minutes(inZones(zones, rule, zones.length(), needed), EXAMPLE);
            assertThat(answer.some().minutesPerYear()).isCloseTo(expected, within(digits));
            assertThat(answer.share().minutesPerYear()).isCloseTo(expected, within(digits));
            assertThat(answer.some().method()).isEqualTo(new Unavailability.Method.Exact());
        }
    }

    @Test
    void everyKeyOfAWalkOverThreeZonesStandsLikeOneSetInThreeZones() {
        var six = minutes(inZones("aabbcc", new MostRacks(), 3, 2), EXAMPLE);
        assertThat(six.share().minutesPerYear()).isCloseTo(1.585, within(5e-4));
        double u = EXAMPLE.nodeUnavailability();
        double z = EXAMPLE.zoneUnavailability();
        double touched = 1 - (1 - z) * (1 - u) * (1 - u);
        assertThat(six.some().minutesPerYear() / Rates.MINUTES_PER_YEAR)
                .isCloseTo(
                        3 * touched * touched * (1 - touched) + touched * touched * touched,
                        within(1e-12));
    }

    @Test
    void aRackDownLosesAMajorityOfFiveWhereCassandraRepeatsItAndNotWhereThePlacerIsEven() {
        Rates zonesOnly = Rates.repairedIn(Duration.ZERO).withZoneDownPerYear(Duration.ofHours(6));
        var walk = minutes(inZones("aaabbbccc", new MostRacks(), 5, 3), zonesOnly);
        var even = minutes(inZones("aaabbbccc", new AtMost(2), 5, 3), zonesOnly);
        double z = zonesOnly.zoneUnavailability();
        assertThat(walk.some().minutesPerYear() / Rates.MINUTES_PER_YEAR)
                .isCloseTo(1 - Math.pow(1 - z, 3), within(1e-12));
        assertThat(even.some().minutesPerYear() / Rates.MINUTES_PER_YEAR)
                .isCloseTo(3 * z * z * (1 - z) + z * z * z, within(1e-12));
    }

    @ParameterizedTest(name = "{0} members, {1} down for good, factor 3, {2} needed: {3} %")
    @CsvSource({
        "9, 2, 2, 8.333",
        "9, 3, 2, 22.62",
        "9, 3, 1, 1.190",
        "12, 3, 2, 12.727",
        "6, 2, 2, 20.0"
    })
    void nodesThatNeverFailLeaveTheHypergeometricShareOfWhatIsDown(
            int members, int down, int needed, double percent) {
        List<Layout.Member> standing =
                IntStream.range(0, members)
                        .mapToObj(m -> m < down ? never() : Layout.Member.local(1, m))
                        .toList();
        var places = IntStream.range(0, members).mapToObj(m -> Layout.Place.node(m % 3)).toList();
        var chosen =
                new ChosenLayout(
                        new Layout(standing, places, Layout.Units.both(needed)),
                        IntStream.range(0, members).mapToObj(_ -> 0).toList(),
                        new Anywhere(),
                        3);
        var answer = minutes(chosen, Rates.repairedIn(Duration.ZERO));
        assertThat(answer.share().minutesPerYear() / Rates.MINUTES_PER_YEAR * 100)
                .isCloseTo(percent, within(5e-4 + percent * 1e-4));
        assertThat(answer.some().minutesPerYear()).isCloseTo(Rates.MINUTES_PER_YEAR, within(1e-6));
    }

    private static Layout.Member never() {
        return new Layout.Member(Layout.Units.both(1), List.of(new Layout.Need(List.of(), 1)));
    }

    @Test
    void aMemberWithoutARackIsRefused() {
        Layout layout = inZones("abc", new Anywhere(), 3, 2).layout();
        assertThatThrownBy(() -> new ChosenLayout(layout, List.of(0), new Anywhere(), 3))
                .hasMessageContaining("1 racks for 3 members");
    }

    @Test
    void moreThanTwentyNodesWithCopiesElsewhereAreSampled() {
        List<Layout.Member> members =
                IntStream.range(0, 12)
                        .mapToObj(m -> Layout.Member.of(1, m, List.of(12 + m, (m + 1) % 12), 1))
                        .toList();
        var places = IntStream.range(0, 24).mapToObj(p -> Layout.Place.node(p % 3)).toList();
        var chosen =
                new ChosenLayout(
                        new Layout(members, places, Layout.Units.both(2)),
                        IntStream.range(0, 12).mapToObj(m -> m % 3).toList(),
                        new MostRacks(),
                        3);
        var answer = minutes(chosen, EXAMPLE);
        assertThat(answer.some().method()).isInstanceOf(Unavailability.Method.Simulated.class);
        assertThat(answer.share().minutesPerYear())
                .isPositive()
                .isLessThan(answer.some().minutesPerYear());
    }

    private static Stream<Long> seeds() {
        return LongStream.range(0, Long.getLong("holdfast.seeds", 500)).boxed();
    }

    /** Every state of zones and nodes, and in each every subset that the rule admits. */
    private static double[] bruteForce(ChosenLayout chosen, double node, double zone) {
        Layout layout = chosen.layout();
        int places = layout.places().size();
        int zones = layout.places().stream().mapToInt(Layout.Place::zone).max().orElse(0) + 1;
        double[] lost = new double[2];
        for (int state = 0; state < 1 << (places + zones); state++) {
            double probability = 1;
            for (int z = 0; z < zones; z++) {
                probability *= (state >> (places + z) & 1) == 1 ? zone : 1 - zone;
            }
            for (int p = 0; p < places; p++) {
                double down = layout.places().get(p).failsAlone() ? node : 0;
                probability *= (state >> p & 1) == 1 ? down : 1 - down;
            }
            int drawn = state;
            boolean[] up = new boolean[layout.members().size()];
            for (int m = 0; m < up.length; m++) {
                up[m] =
                        layout.members().get(m).needs().stream()
                                .allMatch(need -> isMet(layout, drawn, need));
            }
            double share = shareLost(chosen, up);
            lost[0] += share > 0 ? probability : 0;
            lost[1] += share * probability;
        }
        return lost;
    }

    private static boolean isMet(Layout layout, int state, Layout.Need need) {
        return need.places().stream().filter(place -> isUp(layout, state, place)).count()
                >= need.least();
    }

    private static boolean isUp(Layout layout, int state, int place) {
        int zone = layout.places().get(place).zone();
        return (state >> place & 1) == 0 && (state >> (layout.places().size() + zone) & 1) == 0;
    }

    private static double shareLost(ChosenLayout chosen, boolean[] up) {
        int needed = chosen.layout().needed().votes();
        for (int size = Math.min(chosen.factor(), up.length); ; size--) {
            int all = 0;
            int losing = 0;
            for (int set = 0; set < 1 << up.length; set++) {
                if (Integer.bitCount(set) == size && admits(chosen, set, up.length)) {
                    int members = set;
                    long serving =
                            IntStream.range(0, up.length)
                                    .filter(m -> (members >> m & 1) == 1 && up[m])
                                    .count();
                    all++;
                    losing += serving < needed ? 1 : 0;
                }
            }
            if (all > 0) {
                return (double) losing / all;
            }
        }
    }

    private static boolean admits(ChosenLayout chosen, int set, int members) {
        List<Integer> racks =
                IntStream.range(0, members)
                        .filter(m -> (set >> m & 1) == 1)
                        .mapToObj(m -> chosen.rackOf().get(m))
                        .toList();
        long different = racks.stream().distinct().count();
        long known = chosen.rackOf().stream().distinct().count();
        return switch (chosen.rule()) {
            case Anywhere() -> true;
            case MostRacks() -> different == Math.min(racks.size(), known);
            case AtMost(int max) ->
                    racks.stream()
                            .allMatch(rack -> racks.stream().filter(rack::equals).count() <= max);
        };
    }

    /** Every other one a tree: racks are zones, each member depends on its place alone. */
    private static ChosenLayout random(Random random, boolean tree) {
        int count = random.nextInt(1, 6);
        List<Layout.Place> places =
                random.ints(count, 0, 3)
                        .mapToObj(zone -> new Layout.Place(zone, random.nextInt(4) > 0))
                        .toList();
        List<Layout.Member> members = new ArrayList<>();
        List<Integer> racks = new ArrayList<>();
        for (int m = random.nextInt(1, 7); m > 0; m--) {
            int place = random.nextInt(count);
            int zone = places.get(place).zone();
            List<Layout.Need> needs = new ArrayList<>(List.of(new Layout.Need(List.of(place), 1)));
            for (int v = tree ? 0 : random.nextInt(3); v > 0; v--) {
                List<Integer> copies = random.ints(random.nextInt(3), 0, count).boxed().toList();
                needs.add(new Layout.Need(copies, random.nextInt(3)));
            }
            int odd = random.nextInt(12);
            members.add(
                    odd == 0
                            ? never()
                            : new Layout.Member(
                                    Layout.Units.both(1), odd == 1 ? List.of() : needs));
            racks.add(tree ? 10 * zone + (place % 2) : random.nextInt(3));
        }
        Rule rule =
                switch (random.nextInt(3)) {
                    case 0 -> new Anywhere();
                    case 1 -> new MostRacks();
                    default -> new AtMost(random.nextInt(1, 3));
                };
        int factor = random.nextInt(1, 6);
        Layout layout = new Layout(members, places, Layout.Units.both(random.nextInt(factor + 1)));
        return new ChosenLayout(layout, racks, rule, factor);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void treeAndEnumerationAndSampleEqualEveryStateTimesEverySubset(long seed) {
        Random random = new Random(seed);
        ChosenLayout chosen = random(random, seed % 2 == 0);
        double node = random.nextDouble();
        double zone = random.nextInt(3) == 0 ? 0 : random.nextDouble() / 2;
        double[] expected = bruteForce(chosen, node, zone);
        assertThat(NodeStates.unavailability(chosen.someLost(), node, zone))
                .isCloseTo(expected[0], within(1e-12));
        assertThat(NodeStates.unavailability(chosen.shareLost(), node, zone))
                .isCloseTo(expected[1], within(1e-12));
        assertThat(new SampledStates(chosen.shareLost(), node, zone, random).unavailability())
                .satisfies(p -> assertThat(p.value()).isCloseTo(expected[1], within(1e-12)));
        if (seed % 2 == 0) {
            assertThat(RackTree.fits(chosen)).isTrue();
        }
        if (RackTree.fits(chosen)) {
            RackTree byRacks = new RackTree(chosen, node, zone);
            assertThat(byRacks.some()).isCloseTo(expected[0], within(1e-12));
            assertThat(byRacks.share()).isCloseTo(expected[1], within(1e-12));
        }
    }
}
