package dev.holdfast.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The committed CustomResourceDefinition of policies, as a real API server takes it. */
@ControlPlane(scheduler = Scheduler.MANUAL)
class PolicyCrdKT {
    private static final Path CRD =
            Path.of("../manifests/crd/dataplacementpolicies.holdfast.dev.yaml");
    private static final Path POLICIES = Path.of("../policy-model/src/test/resources/policies");
    private static final Duration DISCOVERY = Duration.ofSeconds(30);

    private final Cluster cluster;
    @TempDir private Path folder;

    PolicyCrdKT(Cluster cluster) throws IOException {
        this.cluster = cluster;
        cluster.applyCrd(Files.readString(CRD));
        cluster.await(
                () -> cluster.kubectl("explain", "dpp.spec").exitCode() == 0,
                DISCOVERY,
                "dpp in discovery");
    }

    private CommandResult create(String namespace, String spec) {
        String document =
                "apiVersion: holdfast.dev/v1alpha1\nkind: DataPlacementPolicy\nmetadata: {name: p}\nspec: "
                        + spec
                        + "\n";
        try {
            Path file = Files.writeString(folder.resolve("policy.yaml"), document);
            return cluster.kubectl(
                    "create", "--validate=strict", "-n", namespace, "-f", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyPolicyOfTheReferenceIsAccepted() throws IOException {
        cluster.kubectl("create", "namespace", "db").orThrow();
        try (Stream<Path> files = Files.list(POLICIES)) {
            List<Path> all = files.toList();
            assertThat(all).hasSizeGreaterThan(20);
            cluster.kubectl("create", "--validate=strict", "-f", POLICIES.toString()).orThrow();
            String names = cluster.kubectl("get", "dpp", "-n", "db", "-o", "name").output();
            assertThat(names.lines()).hasSize(all.size());
        }
    }

    @Test
    void defaultsAreFilledIn() {
        String namespace = cluster.namespace();
        create(
                        namespace,
                        "{selector: {}, roles: [{replication: {factor: 3}, spread: [{domain: zone}]}]}")
                .orThrow();
        String spec =
                cluster.kubectl("get", "dpp", "p", "-n", namespace, "-o", "jsonpath={.spec}")
                        .orThrow()
                        .output();
        assertThat(spec)
                .contains("\"enforcement\":\"Warn\"", "\"expose\":false")
                .contains("\"by\":\"All\"", "\"external\":0", "\"unitsPerMember\":1")
                .contains("\"mode\":\"Required\"", "\"max\":1", "\"name\":\"members\"");
    }

    @Test
    void explainShowsWhatAFieldAndItsItemsAre() {
        assertThat(cluster.kubectl("explain", "dpp.spec.roles.survive").orThrow().output())
                .contains(
                        "The failures that must be survived, each entry one simultaneous failure.")
                .contains("One simultaneous failure that must be survived")
                .contains("-required-");
        assertThat(cluster.kubectl("explain", "dpp").orThrow().output())
                .contains("which pods hold data");
    }

    @Test
    void statusIsASubresourceAndFillsTheColumns() {
        String namespace = cluster.namespace();
        create(namespace, "{selector: {}, roles: [{replication: {factor: 3}}]}").orThrow();
        String status =
                """
                {"status": {"observedGeneration": 1, "state": "hold", "goals": "1/1", "members": "3/3",
                 "roles": [{"name": "members", "goals": [{"index": 0, "now": {"result": "hold", "margin": 0}}]}],
                 "conditions": [{"type": "Ready", "status": "True", "reason": "Fine", "message": "",
                   "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}
                """;
        cluster.kubectl(
                        "patch",
                        "dpp",
                        "p",
                        "-n",
                        namespace,
                        "--subresource=status",
                        "--type=merge",
                        "-p",
                        status)
                .orThrow();
        assertThat(cluster.kubectl("get", "dpp", "-n", namespace).orThrow().output())
                .containsPattern("MODE +STATE +GOALS +MEMBERS +AGE")
                .containsPattern("p +Warn +hold +1/1 +3/3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    replication: {factr: 3, factor: 3} | unknown field "spec.roles[0].replication.factr"
                    replication: {} | spec.roles[0].replication.factor: Required value
                    replication: {factor: 0} | should be greater than or equal to 1
                    replication: {factor: 3}, survive: [{lose: {rack: 1}}] | survive names a domain that domains does not declare
                    replication: {factor: 3}, survive: [{lose: {zone: 0}}] | spec.roles[0].survive[0].lose.zone
                    replication: {factor: 3}, spread: [{domain: rack}] | spread names a domain that domains does not declare
                    replication: {factor: 3}, volume: {within: rack} | volume.within names a domain that domains does not declare
                    replication: {factor: 3, by: Any, rack: {domain: rack}} | replication.rack names a domain that domains does not declare
                    replication: {factor: 3, by: Any, unitsPerMember: 2} | by Any counts members
                    replication: {factor: 3, by: Labels} | by Labels needs labels
                    replication: {factor: 3, by: Pattern} | by Pattern needs pattern
                    replication: {factor: 3, by: Annotation} | by Annotation needs annotation
                    replication: {factor: 3, erasure: {data: 2, parity: 2}} | factor must be erasure.data + erasure.parity
                    replication: {factor: 3, external: 3} | external must be less than factor
                    replication: {factor: 3}, quorum: {read: 4} | quorum.read asks for more units
                    replication: {factor: 3}, quorum: {write: 4} | quorum.write asks for more units
                    replication: {factor: 3}, quorum: {acks: 4} | quorum.acks asks for more units
                    replication: {factor: 3}, quorum: {read: Most} | should match '^(One|Majority|All)$'
                    replication: {factor: 3}, quorum: {read: 0} | should be greater than or equal to 1
                    replication: {factor: 3}, selector: {matchExpressions: [{key: a, operator: In}]} | values are needed with In and NotIn
                    replication: {factor: 3}, converge: {mode: Sometimes} | Unsupported value: "Sometimes"
                    """)
    void whatTheSchemaForbidsIsRefused(String role, String message) {
        CommandResult result =
                create(cluster.namespace(), "{selector: {}, roles: [{" + role + "}]}");
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.errors()).contains(message);
    }
}
