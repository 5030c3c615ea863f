package dev.holdfast.policy.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Documents;
import dev.holdfast.policy.Domain;
import dev.holdfast.policy.Goal;
import dev.holdfast.policy.LabelSelector;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.policy.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyValidatorTest {
    /** Two zones, three racks: one line each is a role, and what is said of it. */
    private static final ClusterFacts TWO_ZONES =
            ClusterFacts.ofDomains(Map.of("zone", 2, "node", 6));

    private static final ClusterFacts THREE_ZONES =
            ClusterFacts.ofDomains(Map.of("zone", 3, "node", 9));

    private static List<String> findings(String spec, ClusterFacts facts) {
        DataPlacementPolicy policy = Documents.decoded(Documents.policy(spec));
        return PolicyValidator.validate(policy, facts).stream().map(Finding::toString).toList();
    }

    private static String role(String role) {
        return "{selector: {}, roles: [{" + role + "}]}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    replication: {factor: 3}, survive: [{lose: {zone: 1}}] | HF6004 spec.roles[0].survive[0]: a majority of 3 over 2 zones cannot survive the loss of either
                    replication: {by: Any, factor: 3, rack: {domain: zone}}, survive: [{lose: {zone: 1}}] | HF6004 spec.roles[0].survive[0]: QUORUM of 3 over 2 zones cannot survive the loss of either
                    replication: {factor: 4}, survive: [{lose: {zone: 1}}] | HF6004 spec.roles[0].survive[0]: a majority of 4 over 2 zones cannot survive the loss of either
                    replication: {factor: 3}, quorum: {read: All, write: One}, survive: [{lose: {node: 1}}] | HF6004 spec.roles[0].survive[0]: all of 3 over 6 nodes cannot survive the loss of any one
                    replication: {factor: 3}, quorum: {read: One, write: One}, survive: [{lose: {zone: 2}}] | HF6004 spec.roles[0].survive[0]: one of 3 over 2 zones cannot survive the loss of all
                    replication: {factor: 3}, survive: [{lose: {zone: 1, node: 1}}] | HF6004 spec.roles[0].survive[0]: a majority of 3 cannot survive the loss of a zone and a node
                    replication: {factor: 2}, survive: [{lose: {zone: 1}}] | HF6005 spec.roles[0].survive[0]: with 2 copies a majority is both; set quorum One if one copy serves
                    replication: {factor: 2} | HF6005 spec.roles[0].survive[0]: with 2 copies a majority is both; set quorum One if one copy serves
                    replication: {factor: 6, erasure: {data: 4, parity: 2}}, survive: [{lose: {zone: 1}}] | HF6004 spec.roles[0].survive[0]: 4 of 6 over 2 zones cannot survive the loss of either
                    """)
    void aGoalThatNoPlacementCanHoldIsRefused(String role, String sentence) {
        assertThat(findings(role(role), TWO_ZONES))
                .filteredOn(finding -> finding.startsWith("HF6"))
                .singleElement()
                .asString()
                .startsWith(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    replication: {factor: 3}, survive: [{lose: {rack: 1}}] | HF6001 spec.roles[0].survive[0].lose.rack: domain rack is not declared; declared are zone, node. Add it to spec.domains with its node label
                    replication: {factor: 3}, spread: [{domain: rack}] | HF6001 spec.roles[0].spread[0].domain: domain rack is not declared; declared are zone, node. Add it to spec.domains with its node label
                    replication: {factor: 3, rack: {domain: rack}} | HF6001 spec.roles[0].replication.rack.domain: domain rack is not declared; declared are zone, node. Add it to spec.domains with its node label
                    replication: {factor: 3}, volume: {within: rack} | HF6001 spec.roles[0].volume.within: domain rack is not declared; declared are zone, node. Add it to spec.domains with its node label
                    replication: {factor: 3}, selector: {matchLabels: {spilo-role: master}} | HF6007 spec.roles[0].selector.matchLabels["spilo-role"]: spilo-role changes while pods run (at a failover), and members and sets must not; use a label that pods are created with
                    replication: {factor: 3}, selector: {matchExpressions: [{key: cnpg.io/instanceRole, operator: Exists}]} | HF6007 spec.roles[0].selector.matchExpressions[0].key: cnpg.io/instanceRole changes while pods run (at a failover), and members and sets must not; use a label that pods are created with
                    replication: {factor: 3, by: Labels, labels: [redis-role]} | HF6007 spec.roles[0].replication.labels[0]: redis-role changes while pods run (at a failover), and members and sets must not; use a label that pods are created with
                    replication: {factor: 3, by: Any, rack: {}, unitsPerMember: 2} | HF6008 spec.roles[0].replication.unitsPerMember: unitsPerMember does not go with by: Any, whose sets are counted in members; remove it or say by what the members of a set are known
                    replication: {factor: 3, by: Any, rack: {}, votes: {label: v}} | HF6008 spec.roles[0].replication.votes: votes does not go with by: Any, whose sets are counted in members; remove it or say by what the members of a set are known
                    replication: {factor: 3, by: Any, rack: {}, witness: {}} | HF6008 spec.roles[0].replication.witness: witness does not go with by: Any, whose sets are counted in members; remove it or say by what the members of a set are known
                    replication: {factor: 3, by: Any, rack: {}, erasure: {data: 2, parity: 1}} | HF6008 spec.roles[0].replication.erasure: erasure does not go with by: Any, whose sets are counted in members; remove it or say by what the members of a set are known
                    replication: {factor: 3}, members: {ordinals: "0-2,5-4"} | HF6009 spec.roles[0].members.ordinals: range 5-4 ends before it starts; turn it round
                    replication: {factor: 3}, quorum: {read: 4}, survive: [{lose: {node: 1}, keep: [Data]}] | HF6010 spec.roles[0].quorum.read: asks for 4 units of a set of 3; say 1 to 3
                    replication: {factor: 3}, quorum: {acks: 4}, survive: [{lose: {node: 1}, keep: [Data]}] | HF6010 spec.roles[0].quorum.acks: asks for 4 units of a set of 3; say 1 to 3
                    replication: {factor: 3, by: Pattern, pattern: 'a-(b'} | HF6011 spec.roles[0].replication.pattern: is no regular expression that can be used: Unclosed group near position 4
                    replication: {factor: 3, by: Pattern, pattern: 'a-(?:b)'} | HF6011 spec.roles[0].replication.pattern: captures nothing, so all members would be one set; put what names the set into parentheses
                    replication: {factor: 3, by: Pattern} | HF6012 spec.roles[0].replication.pattern: by: Pattern needs pattern
                    replication: {factor: 3, by: Labels} | HF6012 spec.roles[0].replication.labels: by: Labels needs labels
                    replication: {factor: 3, by: Annotation} | HF6012 spec.roles[0].replication.annotation: by: Annotation needs annotation
                    replication: {factor: 7, erasure: {data: 4, parity: 2}} | HF6013 spec.roles[0].replication.factor: is 7, but erasure data + parity is 6; make them equal
                    replication: {factor: 3, external: 3} | HF6013 spec.roles[0].replication.external: all 3 units would be outside this cluster; external must be less than factor
                    replication: {factor: 3}, selector: {matchLabels: {-a: b}} | HF6014 spec.roles[0].selector.matchLabels["-a"]: "-a" is no label's key
                    replication: {factor: 3}, selector: {matchLabels: {a: 'b c'}} | HF6014 spec.roles[0].selector.matchLabels["a"]: "b c" is no label's value
                    replication: {factor: 3}, selector: {matchExpressions: [{key: a, operator: In}]} | HF6014 spec.roles[0].selector.matchExpressions[0].values: In needs values
                    replication: {factor: 3}, selector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]} | HF6014 spec.roles[0].selector.matchExpressions[0].values: Exists takes no values
                    replication: {factor: 3}, quorum: {read: One} | HF7001 spec.roles[0].quorum: read 1 + write 2 is not more than 3 units: a read may miss the last write; raise one of them unless the database is meant so
                    replication: {factor: 3, by: Any} | HF7002 spec.roles[0].replication.rack: by: Any without a rack lets any members hold the same data, so one zone may hold all copies; set rack to what the database reads
                    """)
    void whatThePolicyAloneShowsIsSaid(String role, String finding) {
        assertThat(findings(role(role), ClusterFacts.NONE)).containsExactly(finding);
    }

    @Test
    void keepSurviveWithoutSlackIsWarned() {
        String role =
                "replication: {factor: %d}, survive: [{lose: {zone: 1}}], disruption: {keep: Survive}";
        assertThat(findings(role(role.formatted(3)), THREE_ZONES))
                .singleElement()
                .asString()
                .startsWith(
                        "HF7004 spec.roles[0].disruption.keep: keep: Survive allows no eviction: no"
                                + " placement of 3 survives an eviction and a zone");
        assertThat(findings(role(role.formatted(7)), THREE_ZONES)).isEmpty();
    }

    @Test
    void threeZonesAndNoGoalThatNamesZoneIsWarned() {
        assertThat(findings(role("replication: {factor: 3}"), THREE_ZONES))
                .containsExactly(
                        "HF7003 spec.roles[0].survive: there are 3 zones, but no goal says that the"
                                + " loss of one is survived; add {lose: {zone: 1}}");
        assertThat(findings(role("replication: {factor: 3}"), TWO_ZONES)).isEmpty();
    }

    @Test
    void withinWiderThanADomainToSurviveIsWarned() {
        String domains =
                "domains: [{name: region, key: r}, {name: zone, key: z}], selector: {}, roles: [{replication:"
                        + " {factor: 3}, survive: [{lose: {zone: 1}}], volume: {within: %s}}]";
        assertThat(findings("{" + domains.formatted("region") + "}", ClusterFacts.NONE))
                .containsExactly(
                        "HF7005 spec.roles[0].volume.within: region is wider than zone, whose loss is"
                                + " to be survived: one zone may hold copies of several members; use"
                                + " within: zone");
        assertThat(findings("{" + domains.formatted("zone") + "}", ClusterFacts.NONE)).isEmpty();
    }

    @Test
    void nodesWithoutLabelsAreCounted() {
        ClusterFacts facts =
                new ClusterFacts(
                        Map.of(), Map.of("zone", 2), List.of(), Map.of(), Optional.empty());
        assertThat(findings(role("replication: {factor: 3}"), facts))
                .containsExactly(
                        "HF7006 spec.domains[0]: 2 nodes have no label topology.kubernetes.io/zone: no"
                                + " member may run there; label them or set onMissing: Alone");
        String alone =
                "{selector: {}, domains: [{name: zone, key: z, onMissing: Alone}], roles: [{replication: {factor: 3}}]}";
        assertThat(findings(alone, facts)).isEmpty();
    }

    @Test
    void aNodeWithoutTheLabelMayBeTheThirdZoneAndIsNotRefused() {
        ClusterFacts facts =
                new ClusterFacts(
                        Map.of("zone", 2),
                        Map.of("zone", 1),
                        List.of(),
                        Map.of(),
                        Optional.empty());
        assertThat(findings(role("replication: {factor: 3}, survive: [{lose: {zone: 1}}]"), facts))
                .singleElement()
                .asString()
                .startsWith("HF7006");
    }

    private static ClusterFacts ownedBy(ClusterFacts.Owner... owners) {
        return new ClusterFacts(
                Map.of(),
                Map.of(),
                List.of(),
                Map.of("members", List.of(owners)),
                Optional.empty());
    }

    @Test
    void aSizeThatDiffersFromTheOwnersIsWarned() {
        ClusterFacts five = ownedBy(new ClusterFacts.Owner("StatefulSet", "db", 5));
        assertThat(findings(role("replication: {factor: 3}"), five))
                .containsExactly(
                        "HF7007 spec.roles[0].replication.factor: factor is 3, but the owner's 5"
                                + " replicas give 5; make them agree");
        assertThat(findings(role("replication: {factor: 3, by: Any, rack: {}}"), five)).isEmpty();
        assertThat(findings(role("replication: {factor: 7, by: Any, rack: {}}"), five))
                .singleElement()
                .asString()
                .startsWith("HF7007");
        assertThat(
                        findings(
                                role(
                                        "replication: {factor: 10, unitsPerMember: 2, erasure: {data: 6, parity: 4}}"),
                                five))
                .isEmpty();
    }

    @Test
    void ordinalsAreRefusedForOtherOwnersThanOneStatefulSet() {
        String role = role("replication: {factor: 3}, members: {ordinals: 0-2}");
        assertThat(findings(role, ownedBy(new ClusterFacts.Owner("StatefulSet", "db", 5))))
                .isEmpty();
        assertThat(findings(role, ownedBy(new ClusterFacts.Owner("Deployment", "web", 3))))
                .containsExactly(
                        "HF6009 spec.roles[0].members.ordinals: pods of Deployment web have no ordinals"
                                + " that stay; select them by a label");
        assertThat(
                        findings(
                                role,
                                ownedBy(
                                        new ClusterFacts.Owner("StatefulSet", "a", 3),
                                        new ClusterFacts.Owner("StatefulSet", "b", 3))))
                .singleElement()
                .asString()
                .startsWith("HF6009");
    }

    @Test
    void aRequiredSpreadWithoutRoomIsWarned() {
        assertThat(
                        findings(
                                role(
                                        "replication: {factor: 5}, survive: [{lose: {zone: 1}}], spread: [{domain: zone}]"),
                                THREE_ZONES))
                .containsExactly(
                        "HF7008 spec.roles[0].spread[0]: 5 members do not fit into 3 values of zone with"
                                + " at most 1 each; raise max or use mode: Preferred");
    }

    private static ClusterFacts beside(ClusterFacts.OtherPolicy... others) {
        return new ClusterFacts(Map.of(), Map.of(), List.of(others), Map.of(), Optional.empty());
    }

    @Test
    void selectorsThatAPodMustMatchTogetherAreRefusedAndThoseThatOneMayAreWarned() {
        String spec = "{selector: {matchLabels: {app: db}}, roles: [{replication: {factor: 3}}]}";
        LabelSelector disjoint = LabelSelector.of(Map.of("app", "web"));
        LabelSelector unrelated = LabelSelector.of(Map.of("tier", "data"));
        assertThat(
                        findings(
                                spec,
                                beside(
                                        new ClusterFacts.OtherPolicy("default/p", unrelated),
                                        new ClusterFacts.OtherPolicy("default/web", disjoint),
                                        new ClusterFacts.OtherPolicy("default/wide", unrelated))))
                .containsExactly(
                        "HF7009 spec.selector: a pod could match this policy and default/wide; if one"
                                + " may, add a label to one selector that tells their pods apart");
        assertThat(
                        findings(
                                spec,
                                beside(
                                        new ClusterFacts.OtherPolicy(
                                                "default/all", LabelSelector.EVERYTHING))))
                .containsExactly(
                        "HF6006 spec.selector: every pod of one of this policy and default/all matches"
                                + " the other; add a label to one selector that tells their pods apart,"
                                + " or make them one policy with two roles");
    }

    @Test
    void podsShowWhetherSelectorsOverlap() {
        String spec = "{selector: {matchLabels: {app: db}}, roles: [{replication: {factor: 3}}]}";
        LabelSelector unrelated = LabelSelector.of(Map.of("tier", "data"));
        assertThat(
                        findings(
                                spec,
                                beside(
                                        new ClusterFacts.OtherPolicy(
                                                "default/wide",
                                                unrelated,
                                                new ClusterFacts.Shown.Both("db-0")))))
                .singleElement()
                .asString()
                .startsWith("HF6006 spec.selector: pod db-0 matches this policy and default/wide");
        assertThat(
                        findings(
                                spec,
                                beside(
                                        new ClusterFacts.OtherPolicy(
                                                "default/wide",
                                                unrelated,
                                                new ClusterFacts.Shown.Apart()))))
                .isEmpty();
    }

    @Test
    void theEnginesNoCountsWhereCountingSeesNoReason() {
        ClusterFacts facts =
                new ClusterFacts(
                        Map.of("zone", 3),
                        Map.of(),
                        List.of(),
                        Map.of(),
                        Optional.of((role, goal, absent) -> OptionalInt.of(-1)));
        assertThat(findings(role("replication: {factor: 3}, survive: [{lose: {zone: 1}}]"), facts))
                .singleElement()
                .asString()
                .startsWith("HF6004");
    }

    @Test
    void recordsMadeByHandAreCheckedAsWell() {
        Role role =
                Documents.decoded(Documents.policy(role("replication: {factor: 3}")))
                        .spec()
                        .roles()
                        .getFirst();
        Role nothing =
                new Role(
                        "members",
                        role.selector(),
                        role.members(),
                        role.initializers(),
                        role.replication(),
                        role.quorum(),
                        List.of(new Goal(Map.of("node", 0), List.of(), Optional.empty())),
                        List.of(),
                        role.volume(),
                        role.converge(),
                        role.disruption(),
                        role.overrides());
        PolicySpec spec =
                new PolicySpec(
                        PolicySpec.Enforcement.Warn,
                        LabelSelector.EVERYTHING,
                        List.of(Domain.NODE, Domain.ZONE, Domain.ZONE),
                        List.of(role, nothing),
                        false);
        assertThat(
                        PolicyValidator.validate(
                                        new DataPlacementPolicy("ns", "p", 0, spec),
                                        ClusterFacts.NONE)
                                .stream()
                                .map(finding -> finding.code() + " " + finding.path()))
                .containsExactly(
                        "HF6015 spec.domains[0]",
                        "HF6002 spec.domains[2].name",
                        "HF6003 spec.roles[1].survive[0].lose.node",
                        "HF6002 spec.roles[1].name");
    }

    /** file | zones | codes that are found; the texts are in the files' first lines. */
    @ParameterizedTest(name = "{0} over {1} zones: {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            textBlock =
                    """
                    cassandra-three-racks  | 3 | none
                    cassandra-three-racks  | 2 | HF6004
                    elasticsearch-hot-tier | 3 | HF7001
                    elasticsearch-hot-tier | 2 | HF6004 HF7001
                    kafka-kraft            | 3 | none
                    postgresql-cnpg        | 3 | none
                    postgresql-cnpg        | 2 | HF6004
                    mongodb-sharded        | 3 | none
                    mongodb-sharded        | 2 | HF6004
                    minio-4-2              | 3 | none
                    minio-4-2              | 2 | HF6004
                    db-cassandra           | 3 | none
                    db-scylladb            | 3 | none
                    db-elasticsearch       | 3 | HF7001
                    db-opensearch          | 3 | HF7001
                    db-solr                | 3 | HF7001 HF7002 HF7003
                    db-kafka               | 3 | none
                    db-postgresql          | 3 | none
                    db-cockroachdb         | 3 | none
                    db-tidb                | 3 | none
                    db-mongodb             | 3 | none
                    db-vitess              | 3 | none
                    db-minio               | 4 | none
                    db-minio               | 3 | HF6004
                    db-ceph                | 3 | HF7003
                    db-hdfs                | 3 | HF7001 HF7003
                    db-couchbase           | 3 | HF7001
                    db-redis-cluster       | 3 | HF7001
                    db-clickhouse          | 3 | HF7001
                    db-etcd                | 3 | none
                    db-etcd                | 2 | HF6004
                    """)
    void thePoliciesOfTheReferenceGetTheVerdictThatTheirTextSays(
            String file, int zones, @org.jspecify.annotations.Nullable String codes) {
        DataPlacementPolicy policy = Documents.decoded(Documents.file(file));
        ClusterFacts facts = ClusterFacts.ofDomains(Map.of("zone", zones, "node", 3 * zones));
        Set<String> found =
                PolicyValidator.validate(policy, facts).stream()
                        .map(Finding::code)
                        .collect(Collectors.toSet());
        assertThat(found)
                .isEqualTo(codes == null ? Set.of() : new HashSet<>(List.of(codes.split(" "))));
    }

    @Test
    void everyPolicyOfTheReferenceSelectsSomePod() {
        List<DataPlacementPolicy> all = new ArrayList<>();
        Documents.files().forEach(file -> all.add(Documents.decoded(Documents.file(file))));
        assertThat(all).hasSize(24);
        assertThat(all)
                .allSatisfy(policy ->
                        assertThat(
                                        Overlap.possible(
                                                policy.spec().selector(), policy.spec().selector()))
                                .isTrue());
    }
}
