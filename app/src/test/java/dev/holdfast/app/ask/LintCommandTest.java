package dev.holdfast.app.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.ExitCode;
import dev.holdfast.app.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class LintCommandTest {
    private static final String DEMO = "../manifests/examples/demo/cluster";
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir private Path folder;

    private String policy(String roles) throws IOException {
        return file(
                "policy.yaml",
                """
                apiVersion: holdfast.dev/v1alpha1
                kind: DataPlacementPolicy
                metadata: {name: p, namespace: shop}
                spec:
                  selector: {matchLabels: {app: db}}
                  roles: [{%s}]
                """
                        .formatted(roles));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String zones(String... zones) throws IOException {
        StringBuilder nodes = new StringBuilder();
        for (String zone : zones) {
            nodes.append(
                    "---\n{apiVersion: v1, kind: Node, metadata: {name: n-%s, labels: {topology.kubernetes.io/zone: %s}}}\n"
                            .formatted(zone, zone));
        }
        return file("nodes.yaml", nodes.toString());
    }

    private static JsonNode only(Run run) {
        JsonNode findings = JSON.readTree(run.out()).get("findings");
        assertThat(findings).as(run.out()).hasSize(1);
        return findings.get(0);
    }

    @Test
    void aProfileThatIsNoneIs65WithItsName() throws IOException {
        Run run =
                Run.of(
                        "lint",
                        "--policy",
                        policy("replication: {factor: 3}"),
                        "--profile",
                        file("bad.yaml", "name: bad\ncopy: {}\n"));

        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("bad.yaml: not a profile of a storage system");
    }

    @Test
    void aMajorityOverTwoZonesIsAnErrorWithItsSentence() throws IOException {
        Run run =
                Run.of(
                        "lint",
                        "--policy",
                        policy("replication: {factor: 3}, survive: [{lose: {zone: 1}}]"),
                        "--state",
                        zones("a", "b"),
                        "-o",
                        "json");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        JsonNode finding = only(run);
        assertThat(finding.get("code").stringValue()).isEqualTo("HF6004");
        assertThat(finding.get("severity").stringValue()).isEqualTo("error");
        assertThat(finding.get("path").stringValue()).isEqualTo("spec.roles[0].survive[0]");
        assertThat(finding.get("policy").stringValue()).isEqualTo("shop/p");
        assertThat(finding.get("message").stringValue())
                .startsWith("a majority of 3 over 2 zones cannot survive the loss of either");
    }

    @Test
    void aMajorityOfTwoIsAnErrorWithoutACluster() throws IOException {
        Run run = Run.of("lint", "--policy", policy("replication: {factor: 2}"), "-o", "json");

        assertThat(only(run).get("message").stringValue())
                .isEqualTo("with 2 copies a majority is both; set quorum One if one copy serves");
    }

    @ParameterizedTest(name = "{0} with --fail-on {1}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    replication: {factor: 2}                          | none    | 0
                    replication: {factor: 2}                          | error   | 1
                    replication: {factor: 2}                          | warning | 1
                    replication: {factor: 3}, quorum: {read: One}     | none    | 0
                    replication: {factor: 3}, quorum: {read: One}     | error   | 0
                    replication: {factor: 3}, quorum: {read: One}     | warning | 1
                    replication: {factor: 3}                          | warning | 0
                    replication: {factor: three}                      | error   | 1
                    """)
    void failOnDecidesTheExitCode(String role, String failOn, int exitCode) throws IOException {
        Run run = Run.of("lint", "--policy", policy(role), "--fail-on", failOn);

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
        assertThat(run.err().isEmpty()).isEqualTo(exitCode == 0);
    }

    @Test
    void aDocumentThatIsNoPolicyIsAFindingForEachField() throws IOException {
        Run run =
                Run.of(
                        "lint",
                        "--policy",
                        policy("replication: {factor: three}, survives: []"),
                        "-o",
                        "json");

        JsonNode findings = JSON.readTree(run.out()).get("findings");
        assertThat(findings).hasSize(2);
        findings.forEach(
                finding -> assertThat(finding.get("code").stringValue()).isEqualTo("HF6000"));
        assertThat(findings.get(0).get("path").stringValue())
                .isEqualTo("spec.roles[0].replication.factor");
        assertThat(findings.get(1).get("path").stringValue()).isEqualTo("spec.roles[0].survives");
    }

    @Test
    void policiesOfTheStateAreJudgedWhenNoneIsGivenAndAreNeighboursOtherwise() throws IOException {
        Run demo = Run.of("lint", "--state", DEMO);
        assertThat(demo.out()).contains("2 policies, 0 errors, 0 warnings");

        String same =
                policy("replication: {factor: 3}, survive: [{lose: {zone: 1}}]")
                        .replace("policy.yaml", "same.yaml");
        Files.writeString(
                Path.of(same),
                Files.readString(folder.resolve("policy.yaml"))
                        .replace("namespace: shop", "namespace: db")
                        .replace("{app: db}", "{}"));
        Run beside = Run.of("lint", "--state", DEMO, "--policy", same, "-o", "json");
        assertThat(JSON.readTree(beside.out()).get("policies")).hasSize(1);
        assertThat(beside.out()).contains("HF6006").contains("db/postgres");
    }

    @Test
    void nothingToJudgeIsSaid() throws IOException {
        assertThat(Run.of("lint").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(Run.of("lint", "--state", zones("a")).exitCode()).isEqualTo(ExitCode.DATA);
        Run absent = Run.of("lint", "--policy", folder.resolve("absent.yaml").toString());
        assertThat(absent.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(absent.err()).contains("absent.yaml");
    }

    @Test
    void theQuestionsSayWhatIsWrongWithTheirPolicies() throws IOException {
        String policy = policy("replication: {factor: 2}");
        Run table = Run.of("survive", "--state", zones("a", "b"), "--policy", policy);
        assertThat(table.err())
                .contains("holdfast: policy shop/p: error HF6005 spec.roles[0].survive[0]: with 2");
        Run json = Run.of("survive", "--state", zones("a", "b"), "--policy", policy, "-o", "json");
        assertThat(json.err()).isEmpty();
        assertThat(only(json).get("code").stringValue()).isEqualTo("HF6005");
    }
}
