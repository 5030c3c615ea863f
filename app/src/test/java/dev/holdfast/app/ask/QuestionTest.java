package dev.holdfast.app.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.Acme;
import dev.holdfast.app.ExitCode;
import dev.holdfast.app.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How the questions end, on the example cluster and on what cannot be judged. */
final class QuestionTest {
    private static final String DEMO = "../manifests/examples/demo/cluster";
    private static final JsonMapper JSON = new JsonMapper();

    private static final String SETTLING =
            """
            apiVersion: holdfast.dev/v1alpha1
            kind: DataPlacementPolicy
            metadata: {name: m, namespace: db}
            spec: {selector: {matchLabels: {app: m}}, roles: [{replication: {factor: 3}, disruption: {settle: 5m}}]}
            """;
    private static final String NODE_AND_MEMBER =
            """
            ---
            apiVersion: v1
            kind: Node
            metadata: {name: n%, labels: {topology.kubernetes.io/zone: z%}}
            status: {conditions: [{type: Ready, status: "True"}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: m-%, namespace: db, uid: u%, labels: {app: m}}
            spec: {nodeName: n%}
            status: {conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-01-31TSINCEZ"}]}
            """;

    @TempDir private Path folder;

    static Stream<String> questions() {
        return Stream.of("survive", "advise", "why %s db/pay-3", "drain-check %s db/pay-1");
    }

    private static Run ask(String question, String state, String... more) {
        String line = question.contains("%s") ? question : question + " %s";
        return Run.of(
                Stream.concat(
                                Stream.of(line.formatted("--state " + state).split(" ", -1)),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @ParameterizedTest
    @MethodSource("questions")
    void anAnswerIsATableOrOneJsonDocument(String question) {
        Run table = ask(question, DEMO);
        Run json = ask(question, DEMO, "-o", "json");

        assertThat(table.exitCode()).as(table.err()).isEqualTo(ExitCode.OK);
        assertThat(table.out()).isNotBlank();
        assertThat(json.exitCode()).as(json.err()).isEqualTo(ExitCode.OK);
        assertThat(JSON.readTree(json.out()).isObject()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"2026-01-31T12:04:59Z, false", "2026-01-31T12:05:00Z, true"})
    void whetherAMemberHasSettledIsJudgedAsOfNow(String now, boolean allowed) throws IOException {
        StringBuilder state = new StringBuilder(SETTLING);
        for (int i = 0; i < 3; i++) {
            state.append(
                    NODE_AND_MEMBER
                            .replace("%", String.valueOf(i))
                            .replace("SINCE", i == 0 ? "12:00:00" : "11:00:00"));
        }

        Run run =
                ask(
                        "drain-check db/m-1",
                        file("state.yaml", state.toString()),
                        "--now",
                        now,
                        "-o",
                        "json");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(JSON.readTree(run.out()).get("allowed").booleanValue()).isEqualTo(allowed);
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aStateThatIsNotThereIs65WithItsName(String question) {
        Run run = ask(question, folder.resolve("absent.yaml").toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).startsWith("holdfast: ").contains("absent.yaml");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aStateWithoutPolicyIs65AndSaysHowToGiveOne(String question) throws IOException {
        String state = file("nodes.yaml", "apiVersion: v1\nkind: Node\nmetadata: {name: n}\n");
        Run run = ask(question, state);

        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("no DataPlacementPolicy was found", "--policy FILE");
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aPolicyThatDoesNotDecodeIs65WithTheFieldsPath(String question) throws IOException {
        String policy =
                file(
                        "policy.yaml",
                        """
                        apiVersion: holdfast.dev/v1alpha1
                        kind: DataPlacementPolicy
                        metadata: {name: p, namespace: db}
                        spec:
                          selector: {matchLabels: {app: db}}
                          roles:
                          - replication: {factor: many}
                        """);
        Run run = ask(question, DEMO, "--policy", policy);

        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("policy.yaml", "spec.roles[0].replication.factor");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"why", "drain-check"})
    void aPodThatIsNotThereIs65WithItsName(String question) {
        Run run = ask(question, DEMO, "db/no-such-pod");

        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("db/no-such-pod");
    }

    @ParameterizedTest
    @ValueSource(strings = {"why", "drain-check"})
    void aPodWithoutNamespaceIs64(String question) {
        Run run = ask(question, DEMO, "pay-3");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("NAMESPACE/POD expected, not pay-3");
    }

    @Test
    void anAdministratorsProfileSaysWhereTheCopiesLie() throws IOException {
        String state =
                file(
                        "state.yaml",
                        String.join(
                                "---\n",
                                "apiVersion: v1\nkind: Node\nmetadata: {name: n1, labels: {topology.kubernetes.io/zone: a}}\n",
                                "apiVersion: v1\nkind: Node\nmetadata: {name: n2, labels: {topology.kubernetes.io/zone: a}}\n",
                                Acme.policy("db"),
                                Acme.volume("disk", "db", "data-db-0"),
                                Acme.member("db"),
                                Acme.disk("disk", "n1", "n2")));
        String profile = file("acme.yaml", Acme.profile());

        String known = ask("why", state, "db/db-0", "--profile", profile).out();
        String unknown = ask("why", state, "db/db-0").out();

        assertThat(known)
                .containsPattern("(?m)^n1 +yes ")
                .containsPattern("(?m)^n2 +no .*HF1005: ");
        assertThat(unknown).doesNotContain("HF1005").containsPattern("(?m)^n1 +no .*HF1006: ");
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aProfileThatIsNoneIs65WithItsName(String question) throws IOException {
        Run run = ask(question, DEMO, "--profile", file("bad.yaml", "name: bad\ncopy: {}\n"));

        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("bad.yaml: not a profile of a storage system");
    }

    @Test
    void whyAgreesWithItselfInBothFormats() {
        JsonNode nodes =
                JSON.readTree(ask("why", DEMO, "db/pay-3", "-o", "json").out()).get("nodes");
        String table = ask("why", DEMO, "db/pay-3").out();

        assertThat(nodes).hasSize(9);
        nodes.forEach(node ->
                assertThat(table)
                        .containsPattern(
                                "(?m)^"
                                        + node.get("name").stringValue()
                                        + " +"
                                        + (node.get("allowed").booleanValue() ? "yes" : "no")
                                        + " "));
    }

    @Test
    void surviveSaysWhatWouldMakeAFailingGoalHold() {
        String table = ask("survive", DEMO).out();
        JsonNode roles = JSON.readTree(ask("survive", DEMO, "-o", "json").out()).get("roles");

        assertThat(table)
                .contains(
                        "db/postgres postgres\n  lose 1 zone: fail; any one of these makes it hold:",
                        "    - run pay-3 on c2 (zone c)");
        JsonNode advice = roles.get(1).get("advice");
        assertThat(advice).hasSize(1);
        JsonNode first = advice.get(0).get("suggestions").get(0);
        assertThat(advice.get(0).get("goal").intValue()).isZero();
        assertThat(first.get("kind").stringValue()).isEqualTo("Move");
        assertThat(first.get("steps").get(0).get("subject").stringValue()).isEqualTo("pay-3");
        assertThat(first.get("steps").get(0).get("to").stringValue()).isEqualTo("c2");
    }
}
