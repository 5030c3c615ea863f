package dev.holdfast.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
import org.junit.jupiter.params.provider.ValueSource;

class ExpectedMinutesTest {
    /** Node MTBF 130.9 d, MTTR 1 h, zone down 6 h a year. */
    private static final Rates EXAMPLE =
            new Rates(
                            Duration.ofMinutes(Math.round(130.9 * 24 * 60)),
                            Duration.ofHours(1),
                            0,
                            Optional.empty())
                    .withZoneDownPerYear(Duration.ofHours(6));

    private static Layout local(int threshold, String zones) {
        List<Integer> zoneOfNode = zones.chars().mapToObj(zone -> zone - 'a').toList();
        return new Layout(
                IntStream.range(0, zoneOfNode.size())
                        .mapToObj(node -> Layout.Member.local(1, node))
                        .toList(),
                nodes(zoneOfNode),
                Layout.Units.both(threshold));
    }

    private static List<Layout.Place> nodes(List<Integer> zones) {
        return zones.stream().map(Layout.Place::node).toList();
    }

    private static Unavailability minutes(Layout layout, Rates rates) {
        return ExpectedMinutes.of(layout, rates, new Random(1));
    }

    @ParameterizedTest(
            name = "one member on each of the nodes in zones {0}, {1} needed: {2} min a year")
    @CsvSource({
        "abc, 2, 1.585, 0.0005",
        "abc, 1, 0.00053, 0.000005",
        "aab, 2, 360.388, 0.0005",
        "aaa, 2, 360.160, 0.0005",
        "aabbc, 3, 1.425, 0.0005",
        "aab, 1, 0.361, 0.0005",
        "aaa, 1, 360.0, 0.05"
    })
    void theExampleOfTheTreeModel(String zones, int needed, double expected, double digits) {
        Unavailability answer = minutes(local(needed, zones), EXAMPLE);
        assertThat(answer.minutesPerYear()).isCloseTo(expected, within(digits));
        assertThat(answer.method()).isEqualTo(new Unavailability.Method.Exact());
    }

    @Test
    void shorterRepairsOfNodesLeaveTheZonesShare() {
        Rates fenced =
                new Rates(
                        EXAMPLE.nodeMtbf(),
                        Duration.ofMinutes(6),
                        EXAMPLE.zoneUnavailability(),
                        Optional.empty());
        assertThat(minutes(local(2, "abc"), fenced).minutesPerYear())
                .isCloseTo(0.809, within(5e-4));
    }

    @Test
    void aMajorityOverTwoZonesIsWorseThanInOneWhileOneCopyToReadIsFarBetter() {
        assertThat(minutes(local(2, "aab"), EXAMPLE).minutesPerYear())
                .isGreaterThan(minutes(local(2, "aaa"), EXAMPLE).minutesPerYear());
        assertThat(minutes(local(1, "aab"), EXAMPLE).minutesPerYear())
                .isLessThan(minutes(local(1, "aaa"), EXAMPLE).minutesPerYear() / 900);
    }

    @ParameterizedTest(name = "zones {0}")
    @ValueSource(strings = {"abc", "aab", "aaa"})
    void withZoneFailuresOffTheZonesMakeNoDifference(String zones) {
        Rates rates = Rates.repairedIn(PublishedRates.UNFENCED_NODE_MTTR);
        assertThat(rates.nodeUnavailability()).isCloseTo(1 / 3145.0, within(1e-15));
        assertThat(minutes(local(2, zones), rates).minutesPerYear())
                .isCloseTo(0.15949, within(5e-6));
    }

    @Test
    void membersOnOneNodeFallTogether() {
        Rates rates = Rates.repairedIn(Duration.ofHours(1));
        var together =
                new Layout(
                        List.of(Layout.Member.local(1, 0), Layout.Member.local(2, 0)),
                        nodes(List.of(0)),
                        Layout.Units.both(1));
        assertThat(minutes(together, rates).minutesPerYear())
                .isCloseTo(rates.nodeUnavailability() * Rates.MINUTES_PER_YEAR, within(1e-9));
    }

    @Test
    void aMemberWithFewerCopiesThanItNeedsIsNeverUp() {
        var layout =
                new Layout(
                        List.of(Layout.Member.of(1, 0, List.of(0), 2)),
                        nodes(List.of(0)),
                        Layout.Units.both(1));
        assertThat(minutes(layout, EXAMPLE).minutesPerYear()).isEqualTo(Rates.MINUTES_PER_YEAR);
    }

    @Test
    void aThresholdThatUnitsElsewhereMeetIsAlwaysMetAndOneAboveAllNever() {
        assertThat(minutes(local(0, "abc"), EXAMPLE).minutesPerYear()).isZero();
        assertThat(minutes(local(4, "abc"), EXAMPLE).minutesPerYear())
                .isCloseTo(Rates.MINUTES_PER_YEAR, within(1e-6));
    }

    @Test
    void copiesThatMustAllBeReachableMakeAMemberWeaker() {
        List<Integer> zones = List.of(0, 0, 0);
        double u = EXAMPLE.nodeUnavailability();
        double z = EXAMPLE.zoneUnavailability();
        Unavailability any =
                minutes(
                        new Layout(
                                List.of(Layout.Member.of(1, 0, List.of(1, 2), 1)),
                                nodes(zones),
                                Layout.Units.both(1)),
                        EXAMPLE);
        Unavailability all =
                minutes(
                        new Layout(
                                List.of(Layout.Member.of(1, 0, List.of(1, 2), 2)),
                                nodes(zones),
                                Layout.Units.both(1)),
                        EXAMPLE);
        assertThat(any.method()).isEqualTo(new Unavailability.Method.Enumerated(3));
        assertThat(any.minutesPerYear() / Rates.MINUTES_PER_YEAR)
                .isCloseTo(1 - (1 - z) * (1 - u) * (1 - u * u), within(1e-12));
        assertThat(all.minutesPerYear() / Rates.MINUTES_PER_YEAR)
                .isCloseTo(1 - (1 - z) * Math.pow(1 - u, 3), within(1e-12));
    }

    @Test
    void aVolumeThatManyNodesOfTheZoneCanAttachFallsWithTheZoneOnly() {
        var inZone =
                new Layout.Member(
                        Layout.Units.both(1),
                        List.of(new Layout.Need(List.of(0), 1), new Layout.Need(List.of(1), 1)));
        var layout =
                new Layout(
                        List.of(inZone),
                        List.of(Layout.Place.node(0), new Layout.Place(0, false)),
                        Layout.Units.both(1));
        double u = EXAMPLE.nodeUnavailability();
        double z = EXAMPLE.zoneUnavailability();
        assertThat(minutes(layout, EXAMPLE).method()).isEqualTo(new Unavailability.Method.Exact());
        assertThat(minutes(layout, EXAMPLE).minutesPerYear() / Rates.MINUTES_PER_YEAR)
                .isCloseTo(u + z - u * z, within(1e-12));
        var copyOnly =
                new Layout(
                        List.of(
                                new Layout.Member(
                                        new Layout.Units(0, 1),
                                        List.of(new Layout.Need(List.of(0), 1)))),
                        List.of(new Layout.Place(0, false)),
                        new Layout.Units(0, 1));
        assertThat(minutes(copyOnly, EXAMPLE).minutesPerYear()).isCloseTo(360, within(1e-9));
    }

    @Test
    void aWitnessVotesAndHoldsNoData() {
        List<Layout.Member> members =
                List.of(
                        Layout.Member.local(1, 0),
                        Layout.Member.local(1, 1),
                        new Layout.Member(
                                new Layout.Units(1, 0), List.of(new Layout.Need(List.of(2), 1))));
        var both = new Layout(members, nodes(List.of(0, 1, 2)), new Layout.Units(2, 2));
        assertThat(
                        minutes(both, Rates.repairedIn(Duration.ofHours(1))).minutesPerYear()
                                / Rates.MINUTES_PER_YEAR)
                .isCloseTo(2 / 3145.0 - Math.pow(1 / 3145.0, 2), within(1e-12));
    }

    @Test
    void aBurstIsSharedByAllNodes() {
        Rates rates =
                Rates.repairedIn(Duration.ZERO)
                        .withBurst(new Rates.Burst(2, Duration.ofMinutes(30), 0.1));
        assertThat(minutes(local(2, "abc"), rates).minutesPerYear())
                .isCloseTo(60 * (3 * 0.1 * 0.1 * 0.9 + 0.1 * 0.1 * 0.1), within(1e-9));
    }

    @Test
    void everyAssumptionStandsBesideTheNumber() {
        assertThat(minutes(local(2, "abc"), Rates.repairedIn(Duration.ofMinutes(10))).assumptions())
                .anySatisfy(line -> assertThat(line).contains("131 d", "default", "Ford"))
                .anySatisfy(line -> assertThat(line).contains("10 min", "0.005301 %", "declared"))
                .anySatisfy(line -> assertThat(line).startsWith("Zone failures are not modelled"))
                .anySatisfy(line -> assertThat(line).contains("Bursts", "not modelled", "37 %"))
                .anySatisfy(line -> assertThat(line).startsWith("Racks do not fail as a whole"))
                .anySatisfy(line -> assertThat(line).contains("no primary source gives a rate"))
                .hasSize(11);
    }

    @Test
    void declaredRatesAreNamedAsDeclared() {
        Rates rates = EXAMPLE.withBurst(new Rates.Burst(1, Duration.ofHours(3), 0.01));
        assertThat(minutes(local(2, "abc"), rates).assumptions())
                .anySatisfy(line -> assertThat(line).contains("130.9 d", "declared"))
                .anySatisfy(line -> assertThat(line).contains("0.06845 %", "360 min a year"))
                .anySatisfy(
                        line -> assertThat(line).startsWith("1 times a year").contains("for 3 h"))
                .noneSatisfy(line -> assertThat(line).contains("not modelled:"));
    }

    @Test
    void ratesThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Rates.repairedIn(Duration.ofHours(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EXAMPLE.withZoneDownPerYear(Duration.ofDays(400)))
                .hasMessageContaining("must lie in [0, 1]");
        assertThatThrownBy(() -> new Rates.Burst(1, Duration.ofHours(1), 1.5))
                .hasMessageContaining("burst hit");
        assertThatThrownBy(() ->
                        new Layout(
                                List.of(Layout.Member.local(1, 3)),
                                nodes(List.of(0, 0)),
                                Layout.Units.both(1)))
                .hasMessageContaining("place 3");
    }

    private static Stream<Long> seeds() {
        return LongStream.range(0, Long.getLong("holdfast.seeds", 300)).boxed();
    }

    /** Zones down x nodes down, each weighed by its own probability; the definition itself. */
    private static double bruteForce(Layout layout, double node, double zone) {
        int places = layout.places().size();
        int zones = layout.places().stream().mapToInt(Layout.Place::zone).max().orElse(0) + 1;
        double failing = 0;
        for (int state = 0; state < 1 << (places + zones); state++) {
            double probability = 1;
            for (int z = 0; z < zones; z++) {
                probability *= (state >> (places + z) & 1) == 1 ? zone : 1 - zone;
            }
            for (int n = 0; n < places; n++) {
                double down = layout.places().get(n).failsAlone() ? node : 0;
                probability *= (state >> n & 1) == 1 ? down : 1 - down;
            }
            int drawn = state;
            int votes = 0;
            int data = 0;
            for (Layout.Member member : layout.members()) {
                if (member.needs().stream().allMatch(need -> isMet(layout, drawn, need))) {
                    votes += member.gives().votes();
                    data += member.gives().data();
                }
            }
            failing +=
                    votes < layout.needed().votes() || data < layout.needed().data()
                            ? probability
                            : 0;
        }
        return failing;
    }

    private static boolean isMet(Layout layout, int state, Layout.Need need) {
        return need.places().stream().filter(place -> isUp(layout, state, place)).count()
                >= need.least();
    }

    private static boolean isUp(Layout layout, int state, int place) {
        int zone = layout.places().get(place).zone();
        return (state >> place & 1) == 0 && (state >> (layout.places().size() + zone) & 1) == 0;
    }

    /** Every third place fails with its zone only. */
    private static Layout random(Random random, boolean local) {
        int count = random.nextInt(1, 8);
        List<Layout.Place> places =
                random.ints(count, 0, 3)
                        .mapToObj(zone -> new Layout.Place(zone, random.nextInt(3) > 0))
                        .toList();
        List<Layout.Member> members = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            int place = random.nextInt(count);
            List<Layout.Need> needs = new ArrayList<>(List.of(new Layout.Need(List.of(place), 1)));
            for (int v = local ? 0 : random.nextInt(3); v > 0; v--) {
                needs.add(
                        new Layout.Need(
                                random.ints(random.nextInt(4), 0, count).boxed().toList(),
                                random.nextInt(4)));
            }
            Layout.Units gives = new Layout.Units(random.nextInt(3), random.nextInt(3));
            members.add(new Layout.Member(gives, random.nextInt(9) == 0 ? List.of() : needs));
        }
        Layout.Units needed = new Layout.Units(random.nextInt(5), random.nextInt(5));
        return new Layout(members, places, needed);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void treeAndEnumerationAndSampleEqualBruteForce(long seed) {
        Random random = new Random(seed);
        Layout layout = random(random, seed % 2 == 0);
        double node = random.nextDouble();
        double zone = random.nextDouble() / 2;
        double expected = bruteForce(layout, node, zone);
        TouchedNodes touched = TouchedNodes.of(layout);
        assertThat(NodeStates.unavailability(touched, node, zone))
                .isCloseTo(expected, within(1e-12));
        // So few nodes that the sample enumerates all its strata.
        assertThat(new SampledStates(touched, node, zone, random).unavailability())
                .satisfies(
                        p -> assertThat(p.value()).isCloseTo(expected, within(1e-12)),
                        p -> assertThat(p.samples()).isZero());
        if (ZoneTree.fits(layout)) {
            assertThat(ZoneTree.unavailability(layout, node, zone))
                    .isCloseTo(expected, within(1e-12));
        }
    }

    /** Nine members, each with three copies on nodes of its own: 36 nodes, known in closed form. */
    private static Layout apart(int needed) {
        return new Layout(
                IntStream.range(0, 9)
                        .mapToObj(i -> Layout.Member.of(1, i, List.of(9 + i, 18 + i, 27 + i), 2))
                        .toList(),
                nodes(Collections.nCopies(36, 0)),
                Layout.Units.both(needed));
    }

    private static double tail(int members, int needed, double up) {
        return IntStream.range(0, needed)
                .mapToDouble(k ->
                        Binomials.choose(members, k).doubleValue()
                                * Math.pow(up, k)
                                * Math.pow(1 - up, members - k))
                .sum();
    }

    @ParameterizedTest(name = "seed 7, a node down {0} of the time, {1} of 9 members needed")
    @CsvSource({"0.05, 7", "0.2, 5", "0.5, 2", "0.001, 8"})
    void aSampleMeetsTheClosedFormWithinItsError(double node, int needed) {
        double up = (1 - node) * (Math.pow(1 - node, 3) + 3 * node * Math.pow(1 - node, 2));
        Probability sampled =
                new SampledStates(TouchedNodes.of(apart(needed)), node, 0, new Random(7))
                        .unavailability();
        assertThat(sampled.value())
                .isCloseTo(tail(9, needed, up), within(5 * sampled.standardError() + 1e-13));
        assertThat(sampled.standardError()).isPositive();
    }

    @Test
    void moreThanTwentyNodesAreSampledWithAnErrorAndRepeatably() {
        Unavailability first = ExpectedMinutes.of(apart(5), EXAMPLE, new Random(3));
        assertThat(first).isEqualTo(ExpectedMinutes.of(apart(5), EXAMPLE, new Random(3)));
        assertThat(first.method())
                .isInstanceOfSatisfying(
                        Unavailability.Method.Simulated.class,
                        m -> {
                            assertThat(m.samples()).isPositive();
                            assertThat(m.standardError()).isBetween(1e-12, 1.0);
                        });
        assertThat(first.minutesPerYear()).isCloseTo(360, within(0.01));
    }
}
