package dev.holdfast.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.Goal.Operation;
import dev.holdfast.reliability.PublishedRates;
import dev.holdfast.reliability.Rates;
import dev.holdfast.reliability.Unavailability.Method;
import dev.holdfast.survival.Gone;
import dev.holdfast.survival.SetJudge;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.VolumeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class YearlyMinutesTest {
    private static final Map<String, String> DB = Map.of("app", "db");

    /** Node MTBF 130.9 d, MTTR 1 h, zone down 6 h a year. */
    private static final Rates EXAMPLE = example(Duration.ofHours(1));

    private static final Rates DEFAULT = Rates.repairedIn(PublishedRates.UNFENCED_NODE_MTTR);

    private static Rates example(Duration mttr) {
        return new Rates(Duration.ofMinutes(188_496), mttr, 0, Optional.empty())
                .withZoneDownPerYear(Duration.ofHours(6));
    }

    /** Members db-0, db-1 and so on, without claims, one on each node. */
    private static SmallCluster members(String role, String... nodes) {
        SmallCluster cluster = new SmallCluster().nodes(nodes).policy("p", policy(role));
        for (int i = 0; i < nodes.length; i++) {
            cluster.pod("db-" + i, nodes[i], DB);
        }
        return cluster;
    }

    private static String policy(String role) {
        return "{selector: {matchLabels: {app: db}}, roles: [{%s}]}".formatted(role);
    }

    private static RoleMinutes minutes(SmallCluster cluster, Rates rates) {
        return new YearlyMinutes(cluster.view(), rates).of(cluster.members("p"), 0);
    }

    private static RoleMinutes.OfSets of(SmallCluster cluster, Rates rates, Operation operation) {
        if (minutes(cluster, rates) instanceof RoleMinutes.Known(var operations, _)) {
            return Objects.requireNonNull(operations.get(operation));
        }
        throw new AssertionError(minutes(cluster, rates).toString());
    }

    private static double worst(SmallCluster cluster, Rates rates, Operation operation) {
        return of(cluster, rates, operation).worst().minutesPerYear();
    }

    @ParameterizedTest(name = "one member on each of {0}, quorum {1}: {2} min a year")
    @CsvSource({
        "a1 b1 c1, Majority, 1.585, 0.0005",
        "a1 b1 c1, One, 0.00053, 0.000005",
        "a1 a2 b1, Majority, 360.388, 0.0005",
        "a1 a2 a3, Majority, 360.160, 0.0005",
        "a1 a2 b1 b2 c1, Majority, 1.425, 0.0005",
        "a1 a2 b1, One, 0.361, 0.0005",
        "a1 a2 a3, One, 360.0, 0.05"
    })
    void theWorkedNumbersComeOutOfAClusterAndAPolicy(
            String nodes, String quorum, double expected, double digits) {
        String[] names = nodes.split(" ");
        String role =
                "replication: {factor: %d}, quorum: {read: %s, write: %s}"
                        .formatted(names.length, quorum, quorum);
        SmallCluster cluster = members(role, names);
        assertThat(worst(cluster, EXAMPLE, Operation.Read)).isCloseTo(expected, within(digits));
        assertThat(worst(cluster, EXAMPLE, Operation.Write)).isCloseTo(expected, within(digits));
        assertThat(of(cluster, EXAMPLE, Operation.Read).worst().method())
                .isEqualTo(new Method.Exact());
    }

    @Test
    void shorterRepairsLeaveTheZonesShareAndDataNeedsOneCopy() {
        SmallCluster cluster = members("replication: {factor: 3}", "a1", "b1", "c1");
        assertThat(worst(cluster, example(Duration.ofMinutes(6)), Operation.Write))
                .isCloseTo(0.809, within(5e-4));
        assertThat(worst(cluster, EXAMPLE, Operation.Data)).isCloseTo(0.00053, within(5e-6));
    }

    @Test
    void zoneFailuresAreOffByDefaultAndThatIsSaid() {
        SmallCluster cluster = members("replication: {factor: 3}", "a1", "a2", "b1");
        assertThat(worst(cluster, DEFAULT, Operation.Read)).isCloseTo(0.15949, within(5e-6));
        assertThat(((RoleMinutes.Known) minutes(cluster, DEFAULT)).assumptions())
                .anySatisfy(line -> assertThat(line).startsWith("Zone failures are not modelled"))
                .anySatisfy(line -> assertThat(line).contains("131 d", "Ford"))
                .anySatisfy(line -> assertThat(line).startsWith("As placed"));
    }

    @Test
    void whatIsDownNowComesBackAndWhatIsAbsentDoesNot() {
        SmallCluster cluster = members("replication: {factor: 3}", "a1", "b1", "c1");
        double calm = worst(cluster, DEFAULT, Operation.Read);
        cluster.put(
                new Change.NodePut(
                        new NodeState(
                                "a1",
                                SmallCluster.labels("a1"),
                                false,
                                true,
                                List.of(),
                                Map.of(),
                                List.of())));
        assertThat(worst(cluster, DEFAULT, Operation.Read)).isEqualTo(calm);
        cluster.put(new Change.PodGone("ns", "db-0"));
        double u = DEFAULT.nodeUnavailability();
        assertThat(worst(cluster, DEFAULT, Operation.Read))
                .isCloseTo((2 * u - u * u) * Rates.MINUTES_PER_YEAR, within(1e-9));
        assertThat(((RoleMinutes.Known) minutes(cluster, DEFAULT)).assumptions())
                .contains("1 declared units do not exist and count as down all year.");
        cluster.pod("db-0", Optional.empty(), DB, List.of());
        assertThat(((RoleMinutes.Known) minutes(cluster, DEFAULT)).assumptions())
                .contains("Not placed or going, and counted as down all year: db-0.");
    }

    @Test
    void theSetWithTheMostMinutesIsNamedAndTheMeanStandsBesideIt() {
        SmallCluster cluster =
                new SmallCluster()
                        .nodes("a1", "b1", "c1", "a2", "a3")
                        .policy(
                                "p",
                                policy("replication: {by: Labels, labels: [shard], factor: 3}"));
        String[] nodes = {"a1", "b1", "c1", "a1", "a2", "a3"};
        for (int i = 0; i < nodes.length; i++) {
            cluster.pod("db-" + i, nodes[i], Map.of("app", "db", "shard", "s" + i / 3));
        }
        RoleMinutes.OfSets read = of(cluster, EXAMPLE, Operation.Read);
        assertThat(read.set()).isEqualTo("s1");
        assertThat(read.worst().minutesPerYear()).isCloseTo(360.160, within(5e-4));
        assertThat(read.mean()).isCloseTo((360.160 + 1.585) / 2, within(1e-3));
    }

    @Test
    void aVolumeOfAWholeZoneFallsWithTheZone() {
        SmallCluster cluster =
                new SmallCluster()
                        .nodes("a1", "a2", "a3", "a4")
                        .policy("p", policy("replication: {factor: 1}"))
                        .volume("disk", new VolumeState.Copies.FromAffinity())
                        .put(
                                new Change.VolumePut(
                                        new VolumeState(
                                                "pv-disk",
                                                zoneA(),
                                                new VolumeState.Copies.FromAffinity(),
                                                "")))
                        .pod("db-0", Optional.of("a1"), DB, List.of("disk"));
        double u = EXAMPLE.nodeUnavailability();
        double z = EXAMPLE.zoneUnavailability();
        assertThat(worst(cluster, EXAMPLE, Operation.Data)).isCloseTo(360, within(1e-9));
        assertThat(worst(cluster, EXAMPLE, Operation.Read) / Rates.MINUTES_PER_YEAR)
                .isCloseTo(u + z - u * z, within(1e-12));
        assertThat(((RoleMinutes.Known) minutes(cluster, EXAMPLE)).assumptions())
                .anySatisfy(line -> assertThat(line).startsWith("A volume that many nodes"));
    }

    private static NodeAffinity zoneA() {
        return affinity("topology.kubernetes.io/zone", "a");
    }

    private static NodeAffinity affinity(String key, String value) {
        return new NodeAffinity(
                List.of(
                        new NodeAffinity.Term(
                                List.of(new NodeAffinity.Requirement(key, "In", List.of(value))),
                                List.of())));
    }

    private static List<String> unknown(SmallCluster cluster, Rates rates) {
        return ((RoleMinutes.Unknown) minutes(cluster, rates)).causes();
    }

    @Test
    void whatIsNotKnownGivesNoNumber() {
        assertThat(
                        unknown(
                                members(
                                        "replication: {by: Labels, labels: [shard], factor: 1}",
                                        "a1"),
                                DEFAULT))
                .containsExactly("set of member db-0");
        assertThat(unknown(members("replication: {factor: 1}", "a1", "b1"), DEFAULT))
                .containsExactly("a set has 2 units of 1 declared");
        assertThat(unknown(members("replication: {factor: 1}"), DEFAULT))
                .containsExactly("no member exists");
        SmallCluster dark =
                members("replication: {factor: 2}", "a1")
                        .volume("v", new VolumeState.Copies.Unknown("the source is stale"))
                        .pod("db-1", Optional.of("a1"), DB, List.of("v"));
        assertThat(unknown(dark, DEFAULT))
                .containsExactly("copies of volume pv-v: the source is stale");
        SmallCluster zoneless =
                new SmallCluster()
                        .nodes("a1")
                        .pod("db-0", "a1", DB)
                        .policy(
                                "p",
                                "{selector: {}, domains: [{name: rack, key: topology.kubernetes.io/zone2, onMissing: Alone}], roles: [{replication: {factor: 1}}]}");
        assertThat(minutes(zoneless, DEFAULT)).isInstanceOf(RoleMinutes.Known.class);
        assertThat(unknown(zoneless, EXAMPLE))
                .containsExactly(
                        "zone failures are declared, but the policy declares no domain zone");
    }

    private static Stream<Long> seeds() {
        return LongStream.rangeClosed(1, 80).boxed();
    }

    /**
     * Every choice of zones and nodes that are down, each judged by the engine on the cluster as it
     * then is, and weighed by its probability.
     */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theMinutesAreThoseOfJudgingEveryStateOfTheCluster(long seed) {
        Random random = new Random(seed);
        List<String> nodes =
                IntStream.range(0, random.nextInt(2, 6))
                        .mapToObj(i -> "abc".charAt(random.nextInt(3)) + "" + i)
                        .toList();
        SmallCluster cluster = randomCluster(random, nodes);
        double u = random.nextDouble() / 2;
        Rates rates = rates(u, random.nextBoolean() ? 0 : random.nextDouble() / 3);
        for (Operation operation : YearlyMinutes.OPERATIONS) {
            double expected = enumerated(cluster, nodes, rates, operation);
            assertThat(worst(cluster, rates, operation) / Rates.MINUTES_PER_YEAR)
                    .as("%s of %s", operation, cluster.members("p").policy().spec())
                    .isCloseTo(expected, within(1e-9));
        }
    }

    /** The same for sets that the database chooses: minutes in which some set is lost. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theMinutesOfAnyAreThoseInWhichTheWorstSubsetIsLost(long seed) {
        Random random = new Random(seed);
        List<String> nodes =
                IntStream.range(0, random.nextInt(2, 6))
                        .mapToObj(i -> "abc".charAt(random.nextInt(3)) + "" + i)
                        .toList();
        int factor = random.nextInt(1, 5);
        String[] racks = {"", ", rack: {domain: zone}", ", rack: {domain: zone, max: 1}"};
        String role =
                "replication: {by: Any, factor: %d, external: %d%s}, quorum: {read: %d, write: %d}"
                        .formatted(
                                factor,
                                random.nextInt(factor),
                                racks[random.nextInt(3)],
                                random.nextInt(1, factor + 1),
                                random.nextInt(1, factor + 1));
        SmallCluster cluster =
                new SmallCluster().nodes(nodes.toArray(String[]::new)).policy("p", policy(role));
        for (int m = random.nextInt(1, 6); m > 0; m--) {
            List<String> claims = new ArrayList<>();
            if (random.nextInt(3) == 0) {
                claims.add("v-" + m);
                volume(random, cluster, "v-" + m, nodes);
            }
            cluster.pod("db-" + m, Optional.of(any(random, nodes)), DB, claims);
        }
        Rates rates = rates(random.nextDouble() / 2, random.nextBoolean() ? 0 : 0.1);
        for (Operation operation : YearlyMinutes.OPERATIONS) {
            assertThat(worst(cluster, rates, operation) / Rates.MINUTES_PER_YEAR)
                    .as("%s of %s", operation, cluster.members("p").policy().spec())
                    .isCloseTo(enumerated(cluster, nodes, rates, operation), within(1e-9));
        }
    }

    @Test
    void aKeyOfAnyExpectsLessThanTheTimeInWhichSomeKeyIsLost() {
        SmallCluster six =
                members(
                        "replication: {by: Any, factor: 3, rack: {domain: zone}}",
                        "a1",
                        "a2",
                        "b1",
                        "b2",
                        "c1",
                        "c2");
        RoleMinutes.Known known = (RoleMinutes.Known) minutes(six, EXAMPLE);
        RoleMinutes.OfSets write = Objects.requireNonNull(known.operations().get(Operation.Write));
        assertThat(write.mean()).isCloseTo(1.585, within(5e-4));
        assertThat(write.worst().minutesPerYear()).isCloseTo(2.748, within(5e-4));
        assertThat(known.assumptions())
                .anySatisfy(line -> assertThat(line).contains("some key is unavailable"))
                .anySatisfy(line -> assertThat(line).contains("equally likely"));
    }

    @Test
    void aMemberWhoseRackNobodyKnowsGivesNoNumber() {
        SmallCluster cluster =
                members("replication: {by: Any, factor: 2, rack: {domain: zone}}", "a1", "b1");
        cluster.pod("db-9", Optional.empty(), DB, List.of());
        assertThat(unknown(cluster, DEFAULT)).containsExactly("rack of member db-9");
    }

    private static Rates rates(double node, double zone) {
        long hour = Duration.ofHours(1).toMillis();
        return new Rates(
                Duration.ofMillis(Math.round(hour * (1 - node) / node)),
                Duration.ofMillis(hour),
                zone,
                Optional.empty());
    }

    private static SmallCluster randomCluster(Random random, List<String> nodes) {
        int members = random.nextInt(1, 5);
        int units = random.nextInt(1, 3);
        boolean witness = random.nextBoolean();
        int factor = members * units + random.nextInt(2) + 1;
        String role =
                "replication: {factor: %d, external: %d, unitsPerMember: %d %s}, quorum: {read: %d, write: %d, acks: %d}"
                        .formatted(
                                factor,
                                random.nextInt(2),
                                units,
                                witness ? ", witness: {matchLabels: {arbiter: \"1\"}}" : "",
                                random.nextInt(1, factor + 1),
                                random.nextInt(1, factor + 1),
                                random.nextInt(1, factor + 1));
        SmallCluster cluster =
                new SmallCluster().nodes(nodes.toArray(String[]::new)).policy("p", policy(role));
        for (int m = 0; m < members; m++) {
            boolean arbiter = witness && random.nextInt(3) == 0;
            List<String> claims = new ArrayList<>();
            for (int v = random.nextInt(3); v > 0; v--) {
                claims.add("v" + v + "-" + m);
                volume(random, cluster, claims.getLast(), nodes);
            }
            cluster.pod(
                    "db-" + m,
                    Optional.of(any(random, nodes)),
                    arbiter ? Map.of("app", "db", "arbiter", "1") : DB,
                    claims);
        }
        return cluster;
    }

    private static void volume(
            Random random, SmallCluster cluster, String claim, List<String> nodes) {
        if (random.nextInt(3) == 0) {
            cluster.volume(claim, new VolumeState.Copies.FromAffinity())
                    .put(
                            new Change.VolumePut(
                                    new VolumeState(
                                            "pv-" + claim,
                                            affinity("kubernetes.io/hostname", any(random, nodes)),
                                            new VolumeState.Copies.FromAffinity(),
                                            "")));
            return;
        }
        Amount[] usable = {Amount.Word.One, Amount.Word.Majority, Amount.Word.All};
        cluster.volume(
                claim,
                usable[random.nextInt(3)],
                nodes.stream().filter(_ -> random.nextBoolean()).toArray(String[]::new));
    }

    private static String any(Random random, List<String> nodes) {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private static double enumerated(
            SmallCluster cluster, List<String> nodes, Rates rates, Operation operation) {
        List<String> zones = nodes.stream().map(name -> name.substring(0, 1)).distinct().toList();
        double u = rates.nodeUnavailability();
        double z = rates.zoneUnavailability();
        double failing = 0;
        for (int state = 0; state < 1 << (nodes.size() + zones.size()); state++) {
            double probability = 1;
            ClusterView now = cluster.view();
            for (int i = 0; i < zones.size(); i++) {
                probability *= (state >> (nodes.size() + i) & 1) == 1 ? z : 1 - z;
            }
            for (int i = 0; i < nodes.size(); i++) {
                boolean alone = (state >> i & 1) == 1;
                probability *= alone ? u : 1 - u;
                int zone = nodes.size() + zones.indexOf(nodes.get(i).substring(0, 1));
                if (alone || (state >> zone & 1) == 1) {
                    now = now.apply(new Change.NodePut(down(nodes.get(i))));
                }
            }
            failing += probability > 0 && isLost(now, operation) ? probability : 0;
        }
        return failing;
    }

    private static NodeState down(String name) {
        return new NodeState(
                name, SmallCluster.labels(name), false, true, List.of(), Map.of(), List.of());
    }

    private static boolean isLost(ClusterView view, Operation operation) {
        PolicyMembers policy = Objects.requireNonNull(view.policy("ns", "p"));
        RoleMembers role = policy.roles().getFirst();
        List<PodState> pods = new ArrayList<>();
        role.all().forEach((_, pod) -> pods.add(pod));
        return new SetJudge(view, policy, role, pods, Gone.NOTHING, 1_000_000)
                        .marginWithout(List.of(operation), Set.of(), false)
                < 0;
    }
}
