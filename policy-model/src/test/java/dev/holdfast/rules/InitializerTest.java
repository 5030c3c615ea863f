package dev.holdfast.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.PodState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A job that fills a member's volume before the member exists goes where the member may go. */
class InitializerTest {
    private static final String ROLE =
            "initializers: {matchLabels: {job: init}}, survive: [{lose: {zone: 1}}]";
    private static final String BY_PATTERN =
            "{%s, replication: {by: Pattern, pattern: '^(shard-[0-9]+)-[0-9]+$', factor: 3}}"
                    .formatted(ROLE);
    private static final String BY_LABEL =
            "{%s, replication: {by: Labels, labels: [shard], factor: 3}}".formatted(ROLE);

    private final SmallCluster cluster =
            new SmallCluster().nodes("a1", "a2", "b1", "b2", "c1", "c2");

    private void policy(String... roles) {
        cluster.policy(
                "p",
                "{enforcement: Enforce, selector: {matchLabels: {app: db}}, roles: [%s]}"
                        .formatted(String.join(", ", roles)));
    }

    private static Map<String, String> labels(String shard) {
        return Map.of("app", "db", "shard", shard);
    }

    /** A pod of a Job that mounts a claim. */
    private static PodState job(String volume, String claim) {
        return new PodState(
                "ns",
                "fill-x7k2p",
                "uid-of-job",
                Map.of("job", "init"),
                Map.of(),
                Optional.of(new PodState.Owner("Job", "fill")),
                Optional.empty(),
                Optional.empty(),
                false,
                0,
                false,
                false,
                List.of(new PodState.Mount(volume, claim)));
    }

    /** What is said of the first node of each zone and of the second. */
    private List<String> verdicts(PodState pod) {
        PlacementDecision decision = Placement.decide(cluster.view(), pod);
        return IntStream.range(0, cluster.view().nodeBound())
                .mapToObj(id -> decision.refusal(id).map(ReasonCode::code).orElse("fits"))
                .toList();
    }

    private static List<String> inZones(String a, String b, String c) {
        return List.of(a, a, b, b, c, c);
    }

    private void claim(String name, Map<String, String> labels) {
        cluster.put(
                new Change.ClaimPut(
                        new ClaimState("ns", name, labels, Optional.empty(), Optional.empty())));
    }

    @Test
    void claimOfAStatefulSetNamesTheMemberWhoseNameChoosesTheSet() {
        policy(BY_PATTERN);
        cluster.owner("shard-0", 3, Map.of("app", "db")).owner("shard-1", 3, Map.of("app", "db"));
        cluster.pod("shard-0-0", "a1", Map.of("app", "db"));
        cluster.pod("shard-1-0", "b1", Map.of("app", "db"));

        assertThat(verdicts(job("any", "data-shard-0-1")))
                .isEqualTo(inZones("HF1007", "fits", "fits"));
        assertThat(verdicts(job("any", "data-shard-1-1")))
                .isEqualTo(inZones("fits", "HF1007", "fits"));
    }

    @Test
    void templateOfTheOwnerHasTheLabelsThatChooseTheSet() {
        policy(BY_LABEL);
        cluster.owner("x", 3, labels("x")).owner("y", 3, labels("y"));
        cluster.pod("x-0", "a1", labels("x")).pod("y-0", "b1", labels("y"));

        assertThat(verdicts(job("any", "data-x-1"))).isEqualTo(inZones("HF1007", "fits", "fits"));
        assertThat(verdicts(job("any", "data-y-1"))).isEqualTo(inZones("fits", "HF1007", "fits"));
    }

    @Test
    void claimsOfOtherControllersAreNamedByTheTemplatesOfTheMembersThatAreThere() {
        policy(BY_PATTERN);
        cluster.pod("shard-0-0", Optional.of("a1"), Map.of("app", "db"), List.of("data-shard-0-0"));

        assertThat(verdicts(job("any", "data-shard-0-1")))
                .isEqualTo(inZones("HF1007", "fits", "fits"));
    }

    @Test
    void firstMemberOfAllIsNamedByTheVolumeOfItsInitializer() {
        policy(BY_PATTERN);

        assertThat(verdicts(job("data", "data-shard-0-0")))
                .isEqualTo(inZones("fits", "fits", "fits"));
    }

    @Test
    void labelsOfTheClaimChooseTheSetWhereNoOwnerDoes() {
        policy(BY_LABEL);
        cluster.pod("one", "a1", labels("x")).pod("two", "b1", labels("y"));
        claim("three", labels("x"));

        assertThat(verdicts(job("any", "three"))).isEqualTo(inZones("HF1007", "fits", "fits"));
    }

    @Test
    void setThatNothingTellsStaysUnknown() {
        policy(BY_LABEL);
        cluster.pod("one", "a1", labels("x"));
        claim("three", Map.of());

        assertThat(verdicts(job("any", "three"))).isEqualTo(inZones("HF1008", "HF1008", "HF1008"));
    }

    @Test
    void roleIsThatOfTheMemberAndNotTheFirstWithSuchInitializers() {
        String role =
                "{name: %s, selector: {matchLabels: {role: %s}}, %s, replication: {factor: 3}}";
        policy(role.formatted("meta", "meta", ROLE), role.formatted("data", "data", ROLE));
        cluster.owner("meta", 3, Map.of("app", "db", "role", "meta"));
        cluster.owner("data", 3, Map.of("app", "db", "role", "data"));
        cluster.pod("meta-0", "a1", Map.of("app", "db", "role", "meta"));
        cluster.pod("data-0", "b1", Map.of("app", "db", "role", "data"));

        assertThat(verdicts(job("any", "disk-meta-1")))
                .isEqualTo(inZones("HF1007", "fits", "fits"));
        assertThat(verdicts(job("any", "disk-data-1")))
                .isEqualTo(inZones("fits", "HF1007", "fits"));
    }

    @Test
    void roleByOrdinalIsThatOfTheMembersOrdinal() {
        String role = "{name: %s, members: {ordinals: '%s'}, %s, replication: {factor: 3}}";
        policy(role.formatted("low", "0-2", ROLE), role.formatted("high", "3-5", ROLE));
        cluster.owner("db", 6, Map.of("app", "db"));
        put("db-0", "a1");
        put("db-3", "b1");

        assertThat(verdicts(job("any", "data-db-1"))).isEqualTo(inZones("HF1007", "fits", "fits"));
        assertThat(verdicts(job("any", "data-db-4"))).isEqualTo(inZones("fits", "HF1007", "fits"));
    }

    /** A bound pod of the StatefulSet db. */
    private void put(String name, String node) {
        cluster.put(
                new Change.PodPut(
                        new PodState(
                                "ns",
                                name,
                                name,
                                Map.of("app", "db"),
                                Map.of(),
                                Optional.of(new PodState.Owner("StatefulSet", "db")),
                                Optional.of(node),
                                Optional.empty(),
                                true,
                                0,
                                false,
                                false,
                                List.of())));
    }

    @Test
    void pendingMemberThatMountsTheClaimSaysItAllAndIsNotCountedBeside() {
        policy(BY_PATTERN);
        cluster.pod("shard-0-0", "a1", Map.of("app", "db"));
        cluster.pod("shard-0-1", Optional.empty(), Map.of("app", "db"), List.of("disk"));

        assertThat(verdicts(job("any", "disk"))).isEqualTo(inZones("HF1007", "fits", "fits"));
    }

    @Test
    void setOfAStatefulSetWithALongerNameIsNotMistakenForOneWithAShorter() {
        policy(BY_LABEL);
        cluster.owner("db", 3, labels("short")).owner("my-db", 3, labels("long"));
        cluster.pod("db-0", "a1", labels("short")).pod("my-db-0", "b1", labels("long"));

        assertThat(verdicts(job("any", "data-my-db-1")))
                .isEqualTo(inZones("fits", "HF1007", "fits"));
        assertThat(verdicts(job("any", "data-db-1"))).isEqualTo(inZones("HF1007", "fits", "fits"));
    }

    @Test
    void dataVolumeOfTheMemberKeepsItsNameWhateverTheJobCallsIt() {
        policy(
                "{%s, replication: {factor: 3}, volume: {claims: [data]}, converge: {mode: Required}}"
                        .formatted(ROLE));
        cluster.owner("db", 3, Map.of("app", "db"));
        cluster.volume("data-db-0", Amount.Word.Any, "c1");

        assertThat(verdicts(job("target", "data-db-0")))
                .containsExactly("HF1004", "HF1004", "HF1004", "HF1004", "fits", "HF1004");
    }
}
