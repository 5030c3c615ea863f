package dev.holdfast.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyDecoderTest {
    private static List<String> problems(Map<String, Object> document) {
        return switch (PolicyDecoder.decode(document)) {
            case Decoded.Ok(DataPlacementPolicy policy) ->
                    throw new AssertionError("decoded: " + policy);
            case Decoded.Refused(List<Problem> problems) ->
                    problems.stream().map(Problem::toString).toList();
        };
    }

    private static List<String> files() {
        return Documents.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyPolicyOfTheReferenceDecodes(String file) {
        assertThat(Documents.decoded(Documents.file(file)).key()).isEqualTo("db/" + file);
    }

    @Test
    void fiveLinesAreAPolicyWithAllDefaults() {
        DataPlacementPolicy policy =
                Documents.decoded(
                        Documents.policy(
                                """
                                selector: {matchLabels: {app: db}}
                                roles:
                                - replication: {factor: 3}
                                """));
        assertThat(policy.key()).isEqualTo("default/p");
        assertThat(policy.spec().enforcement()).isEqualTo(PolicySpec.Enforcement.Warn);
        assertThat(policy.spec().domains()).containsExactly(Domain.ZONE, Domain.NODE);
        Role role = policy.spec().roles().getFirst();
        assertThat(role.name()).isEqualTo("members");
        assertThat(role.survive())
                .containsExactly(
                        new Goal(
                                Map.of("node", 1),
                                List.of(Goal.Operation.Read, Goal.Operation.Write),
                                Optional.of(Goal.After.Now)));
        assertThat(role.spread()).containsExactly(new Spread("node", 1, Spread.Mode.Preferred));
        assertThat(role.quorum().readOf(3)).isEqualTo(2);
        assertThat(role.quorum().acks()).isEqualTo(1);
        assertThat(role.volume()).isEqualTo(Volume.DEFAULT);
        assertThat(role.converge()).isEqualTo(Converge.DEFAULT);
        assertThat(role.disruption()).isEqualTo(Disruption.DEFAULT);
        assertThat(role.overrides()).isEqualTo(Overrides.NONE);
        assertThat(role.replication().by()).isEqualTo(Replication.By.All);
    }

    @Test
    void erasureReadsKAndWritesOneMoreWhenParityIsEqual() {
        String role =
                "selector: {}\nroles: [{replication: {factor: 8, erasure: {data: 4, parity: 4}}}]";
        Quorum quorum =
                Documents.decoded(Documents.policy(role)).spec().roles().getFirst().quorum();
        assertThat(quorum.readOf(8)).isEqualTo(4);
        assertThat(quorum.writeOf(8)).isEqualTo(5);
    }

    @Test
    void aNumberOrAWordIsAnAmount() {
        String role =
                """
                selector: {}
                roles:
                - replication: {factor: 3}
                  quorum: {read: 2, write: All}
                  volume: {copies: 0, usable: Majority}
                """;
        Role read = Documents.decoded(Documents.policy(role)).spec().roles().getFirst();
        assertThat(read.quorum().read()).contains(new Amount.Units(2));
        assertThat(read.quorum().write()).contains(Amount.Word.All);
        assertThat(read.volume().opaque()).isTrue();
        assertThat(read.volume().usable()).isEqualTo(Amount.Word.Majority);
    }

    @Test
    void everyProblemIsReportedWithItsPath() {
        Map<String, Object> document =
                Documents.policy(
                        """
                        enforcement: Strict
                        selector: {matchLabels: {a.b/c: 1}}
                        rolls: []
                        roles:
                        - name: Bad_Name
                          replication: {factr: 3, by: labels}
                          survive: [{lose: {node: 1}}, {lose: {zone: 0}}]
                        - replication: {factor: 3}
                          quorum: {read: 1.5, write: "2"}
                          converge: {weight: 101}
                        """);
        assertThat(problems(document))
                .containsExactlyInAnyOrder(
                        "spec.rolls: unknown field; did you mean roles?",
                        "spec.enforcement: must be one of Warn, Enforce, not \"Strict\"",
                        "spec.selector.matchLabels[\"a.b/c\"]: must be a string, not 1",
                        "spec.roles[0].name: \"Bad_Name\" does not match [a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?",
                        "spec.roles[0].replication.factr: unknown field; did you mean factor?",
                        "spec.roles[0].replication.by: must be one of All, Labels, Pattern, Annotation, Any, not"
                                + " \"labels\"; did you mean Labels?",
                        "spec.roles[0].replication.factor: is needed",
                        "spec.roles[0].survive[1].lose.zone: must be between 1 and 16, not 0",
                        "spec.roles[1].quorum.read: must be one of One, Majority, All or a whole number, not 1.5",
                        "spec.roles[1].quorum.write: must be one of One, Majority, All or a whole number, not \"2\"",
                        "spec.roles[1].converge.weight: must be between 0 and 100, not 101");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                                        | spec.selector: is needed
                    {selector: [], roles: [{replication: {factor: 1}}]}       | spec.selector: must be an object, not a list
                    {selector: {}, roles: {}}                                 | spec.roles: must be a list, not an object
                    {selector: {}, roles: []}                                 | spec.roles: must have 1 to 16 items, not 0
                    {selector: {}, roles: [null]}                             | spec.roles[0]: must not be null
                    {selector: {}, roles: [{replication: 3}]}                 | spec.roles[0].replication: must be an object, not 3
                    {selector: {}, roles: [{replication: {factor: '3'}}]}     | spec.roles[0].replication.factor: must be a whole number, not "3"
                    {selector: {}, roles: [{replication: {factor: 3.0}}]}     | spec.roles[0].replication.factor: must be a whole number, not 3.0
                    {selector: {}, roles: [{replication: {factor: 99999999999999999999}}]} | spec.roles[0].replication.factor: must be between 1 and 1000, not 99999999999999999999
                    {selector: {}, expose: 'yes', roles: [{replication: {factor: 1}}]} | spec.expose: must be true or false, not "yes"
                    {selector: {}, roles: [{replication: {factor: 1}}, {replication: {factor: 1}}]} | spec.roles[1].name: "members" is there twice; each needs its own
                    {selector: {}, domains: [{name: rack, key: r}, {name: rack, key: s}], roles: [{replication: {factor: 1}}]} | spec.domains[1].name: "rack" is there twice; each needs its own
                    {selector: {}, roles: [{replication: {factor: 1}, survive: [{lose: {}}]}]} | spec.roles[0].survive[0].lose: must have 1 to 4 entries, not 0
                    {selector: {}, roles: [{replication: {factor: 1}, survive: [{lose: {node: 1}, keep: [Read, Read]}]}]} | spec.roles[0].survive[0].keep[1]: Read is there twice
                    {selector: {}, roles: [{replication: {factor: 1}, members: {ordinals: 0..2}}]} | spec.roles[0].members.ordinals: "0..2" does not match [0-9]{1,9}(-[0-9]{1,9})?(,[0-9]{1,9}(-[0-9]{1,9})?){0,63}
                    {selector: {}, roles: [{replication: {factor: 1}, volume: {usable: 2}}]} | spec.roles[0].volume.usable: must be one of Auto, Any, Majority, All, not 2
                    {selector: {}, roles: [{replication: {factor: 1}, zzzzzz: 1}]} | spec.roles[0].zzzzzz: unknown field; known are converge, disruption, initializers, members, name, overrides, quorum, replication, selector, spread, survive, volume
                    """)
    void oneMistakeIsNamed(String spec, String problem) {
        assertThat(problems(Documents.policy(spec))).contains(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                                                  | apiVersion: is needed: holdfast.dev/v1alpha1
                    {apiVersion: holdfast.dev/v2}                                       | apiVersion: "holdfast.dev/v2" is not served; use holdfast.dev/v1alpha1
                    {apiVersion: holdfast.dev/v1alpha1, kind: Policy}                   | kind: must be "DataPlacementPolicy"
                    {metadata: {}}                                                      | metadata.name: is needed
                    {metadata: {name: A}}                                               | metadata.name: "A" does not match [a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*
                    {metadata: 1}                                                       | metadata: must be an object, not 1
                    {metadata: {name: a, generation: x}}                                | metadata.generation: must be a whole number, not "x"
                    {metadata: {name: a}}                                               | spec: is needed
                    {metdata: {name: a}}                                                | metdata: unknown field; did you mean metadata?
                    """)
    void theEnvelopeIsChecked(String document, String problem) {
        assertThat(problems(Documents.yaml(document))).contains(problem);
    }

    @Test
    void statusAndOtherMetadataAreIgnoredAndNullIsAbsent() {
        Map<String, Object> document =
                Documents.policy(
                        "{selector: {}, expose: null, roles: [{quorum: null, replication: {factor: 3, rack: null}}]}");
        document.put("status", "anything");
        document.put("metadata", Map.of("name", "p", "uid", "u", "generation", 7L));
        assertThat(Documents.decoded(document).generation()).isEqualTo(7);
    }

    @Test
    void freeFormPartsKeepTheirContentAndLoseTheirNulls() {
        Map<String, Object> document =
                Documents.policy(
                        """
                        selector: {}
                        roles:
                        - replication: {factor: 3}
                          overrides:
                            containers:
                            - name: db
                              env: [{name: A, value: "1"}]
                              resources: {limits: {cpu: 2}, requests: null}
                        """);
        Container container =
                Documents.decoded(document)
                        .spec()
                        .roles()
                        .getFirst()
                        .overrides()
                        .containers()
                        .getFirst();
        assertThat(container.resources()).isEqualTo(Map.of("limits", Map.of("cpu", 2)));
        assertThat(container.env()).containsExactly(Map.of("name", "A", "value", "1"));
    }
}
