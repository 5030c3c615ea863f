package dev.holdfast.app.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.app.ExitCode;
import dev.holdfast.app.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What survive says of minutes and exposure. */
final class SurviveCommandTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir private Path folder;

    /** Three members in three zones, without claims. */
    private String state() throws IOException {
        StringBuilder objects = new StringBuilder();
        for (String zone : new String[] {"a", "b", "c"}) {
            objects.append(
                    """
                    ---
                    apiVersion: v1
                    kind: Node
                    metadata: {name: n-%1$s, labels: {topology.kubernetes.io/zone: %1$s}}
                    status: {conditions: [{type: Ready, status: "True"}]}
                    ---
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: db-%1$s, namespace: shop, uid: %1$s, labels: {app: db}}
                    spec: {nodeName: n-%1$s}
                    status: {phase: Running, conditions: [{type: Ready, status: "True"}]}
                    """
                            .formatted(zone));
        }
        return file("state.yaml", objects.toString());
    }

    private String policy(String replication) throws IOException {
        return file(
                "policy.yaml",
                """
                apiVersion: holdfast.dev/v1alpha1
                kind: DataPlacementPolicy
                metadata: {name: p, namespace: shop}
                spec:
                  selector: {matchLabels: {app: db}}
                  roles: [{replication: %s, survive: [{lose: {zone: 1}}]}]
                """
                        .formatted(replication));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private JsonNode role(String... arguments) {
        Run run = Run.of(arguments);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        return JSON.readTree(run.out()).get("roles").get(0);
    }

    @Test
    void minutesStandBesideTheirAssumptionsAndZonesAreOffUntilDeclared() throws IOException {
        String policy = policy("{factor: 3}");
        JsonNode minutes =
                role("survive", "--state", state(), "--policy", policy, "-o", "json")
                        .get("expectedMinutes");
        assertThat(minutes.get("Read").get("minutesPerYear").doubleValue())
                .isCloseTo(0.15949, within(5e-6));
        assertThat(minutes.get("Data").get("minutesPerYear").doubleValue()).isLessThan(1e-4);
        assertThat(minutes.get("Write").get("method").stringValue()).isEqualTo("exact");
        assertThat(minutes.get("assumptions").toString())
                .contains("Zone failures are not modelled", "131 d", "Ford", "As placed");

        String rates =
                file("rates.yaml", "node: {mtbf: 188496m, mttr: 1h}\nzone: {downPerYear: 6h}\n");
        JsonNode declared =
                role(
                                "survive",
                                "--state",
                                state(),
                                "--policy",
                                policy,
                                "--rates",
                                rates,
                                "-o",
                                "json")
                        .get("expectedMinutes");
        assertThat(declared.get("Write").get("minutesPerYear").doubleValue())
                .isCloseTo(1.585, within(5e-4));
        assertThat(declared.get("assumptions").toString()).contains("360 min a year");
    }

    @Test
    void exposureIsAFactOfNow() throws IOException {
        JsonNode exposure =
                role("survive", "--state", state(), "--policy", policy("{factor: 3}"), "-o", "json")
                        .get("exposure");
        assertThat(exposure.get("setsWithSlack").doubleValue()).isEqualTo(1);
        assertThat(exposure.get("nodesToLoseWrite").intValue()).isEqualTo(2);
        assertThat(exposure.get("nodesToLoseData").intValue()).isEqualTo(3);
    }

    @Test
    void setsThatTheDatabaseChoosesGiveTheTimeOfSomeKeyAndOfOne() throws IOException {
        JsonNode minutes =
                role(
                                "survive",
                                "--state",
                                state(),
                                "--policy",
                                policy("{by: Any, factor: 3, rack: {}}"),
                                "-o",
                                "json")
                        .get("expectedMinutes");
        assertThat(minutes.get("Read").get("minutesPerYear").doubleValue())
                .isCloseTo(0.15949, within(5e-6));
        assertThat(minutes.get("Read").get("meanOverSets").doubleValue())
                .isCloseTo(0.15949, within(5e-6));
        assertThat(minutes.get("assumptions").toString())
                .contains("some key is unavailable", "equally likely");
    }

    @Test
    void theTableNamesTheAssumptionsShortly() throws IOException {
        Run run = Run.of("survive", "--state", state(), "--policy", policy("{factor: 3}"));
        assertThat(run.out())
                .contains("0 % / 0 % / 100 %", "2 / 2 / 3", "0.1595")
                .contains(
                        "Minutes assume: a node fails once in 131 d for 1 h; zone failures not"
                                + " modelled; bursts not modelled; nothing moves");
    }

    @Test
    void ratesThatCannotBeReadAre65WithTheKey() throws IOException {
        String rates = file("rates.yaml", "zones: {downPerYear: 6h}\n");
        Run run =
                Run.of(
                        "survive",
                        "--state",
                        state(),
                        "--policy",
                        policy("{factor: 3}"),
                        "--rates",
                        rates);
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("zones: unknown key; did you mean zone?");
        assertThat(run.out()).isEmpty();
    }
}
