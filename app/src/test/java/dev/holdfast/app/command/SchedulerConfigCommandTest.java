package dev.holdfast.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.ExitCode;
import dev.holdfast.app.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

final class SchedulerConfigCommandTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    private static JsonNode extender(Run run) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        return YAML.readTree(run.out()).get("extenders").get(0);
    }

    @Test
    void anOwnSchedulerHasItsOwnNameLeaseAndGate() {
        Run run = Run.of("scheduler-config", "--name", "db-scheduler", "--namespace", "data");
        JsonNode tree = YAML.readTree(run.out());

        assertThat(tree.get("kind").stringValue()).isEqualTo("KubeSchedulerConfiguration");
        assertThat(tree.at("/leaderElection/resourceName").stringValue()).isEqualTo("db-scheduler");
        assertThat(tree.at("/leaderElection/resourceNamespace").stringValue()).isEqualTo("data");
        assertThat(tree.at("/profiles/0/schedulerName").stringValue()).isEqualTo("db-scheduler");
        assertThat(tree.get("percentageOfNodesToScore").intValue()).isEqualTo(100);
        assertThat(run.out()).contains("--feature-gates=SchedulerPopFromBackoffQ=false");
    }

    @Test
    void theExtenderIsAskedAboutMembersOnlyByNameAndCannotBeSkipped() {
        JsonNode extender = extender(Run.of("scheduler-config"));

        assertThat(extender.get("nodeCacheCapable").booleanValue()).isTrue();
        assertThat(extender.get("ignorable").booleanValue()).isFalse();
        assertThat(extender.get("weight").intValue()).isBetween(1, 13);
        assertThat(extender.at("/managedResources/0/name").stringValue())
                .isEqualTo("holdfast.dev/member");
        assertThat(extender.get("urlPrefix").stringValue())
                .isEqualTo("http://127.0.0.1:9446/extender");
        assertThat(extender.get("enableHTTPS").booleanValue()).isFalse();
    }

    @Test
    void anExistingSchedulerGetsThePartToAddOnly() {
        Run run = Run.of("scheduler-config", "--existing", "--ignorable");

        assertThat(YAML.readTree(run.out()).propertyNames()).containsExactly("extenders");
        assertThat(extender(run).get("ignorable").booleanValue()).isTrue();
    }

    @Test
    void httpsComesWithTheCaAndTheClientsCertificate() {
        JsonNode extender =
                extender(
                        Run.of(
                                "scheduler-config",
                                "--url=https://holdfast.holdfast.svc:9446/extender",
                                "--ca-file=/ca.pem",
                                "--cert-file=/tls.crt",
                                "--key-file=/tls.key"));

        assertThat(extender.get("enableHTTPS").booleanValue()).isTrue();
        assertThat(extender.at("/tlsConfig/caFile").stringValue()).isEqualTo("/ca.pem");
        assertThat(extender.at("/tlsConfig/certFile").stringValue()).isEqualTo("/tls.crt");
        assertThat(extender.at("/tlsConfig/keyFile").stringValue()).isEqualTo("/tls.key");
        assertThat(extender.at("/tlsConfig/insecure").booleanValue()).isFalse();
    }

    @Test
    void kubeSchedulerWaitsLongerThanTheDeadlineOfTheConfiguration(@TempDir Path folder)
            throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("holdfast.yaml"), "extender: {limits: {deadline: 3s}}");

        assertThat(extender(Run.of("scheduler-config")).get("httpTimeout").stringValue())
                .isEqualTo("2000ms");
        for (String arguments : List.of("", "--existing ")) {
            Run run = Run.of(("scheduler-config " + arguments + "--config " + file).split(" ", -1));
            assertThat(extender(run).get("httpTimeout").stringValue()).isEqualTo("3400ms");
            assertThat(run.out()).contains("deadline of 3000 ms");
        }
    }

    @Test
    void aConfigurationThatCannotBeReadIsToldOf(@TempDir Path folder) {
        Run run = Run.of("scheduler-config", "--config", folder.resolve("none").toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("cannot be read");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--url=https://x/extender",
                "--ca-file=/ca.pem",
                "--url=https://x/extender --ca-file=/ca.pem --key-file=/k"
            })
    void whatCannotWorkIsRefused(String arguments) {
        Run run = Run.of(("scheduler-config " + arguments).split(" ", -1));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--");
        assertThat(run.out()).isEmpty();
    }
}
