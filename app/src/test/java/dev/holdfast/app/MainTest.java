package dev.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {
    @TempDir private Path folder;

    @Test
    void helpListsEveryCommand() {
        Run run = Run.of("--help");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .contains("serve", "demo", "scheduler-config", "crd")
                .contains("survive", "why", "drain-check", "lint", "explain");
    }

    @Test
    void aWrongCommandLineIs64WithItsReason() {
        for (String[] arguments :
                new String[][] {{}, {"sevre"}, {"serve", "--prt", "1"}, {"serve", "--host"}}) {
            Run run = Run.of(arguments);
            assertThat(run.exitCode()).as(String.join(" ", arguments)).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).isNotBlank();
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void aWrongConfigurationIs65WithTheKey() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "prbes: {}\n");
        Run run = Run.of("serve", "--config", file.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("prbes: unknown key; did you mean probes?");
    }

    @Test
    void aStateThatCannotBeReadIs65WithTheFile() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.yaml"), "kind: [");
        for (Path state : new Path[] {broken, folder.resolve("absent.yaml")}) {
            Run run =
                    Run.of(
                            "serve",
                            "--state",
                            state.toString(),
                            "--probes-port",
                            "0",
                            "--extender-port",
                            "0");
            assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
            assertThat(run.err()).contains(state.getFileName().toString());
        }
    }

    @Test
    void aKubeconfigThatCannotBeReadIs65WithTheFile() {
        Run run =
                Run.of(
                        "serve",
                        "--kubeconfig",
                        folder.resolve("absent").toString(),
                        "--probes-port",
                        "0");

        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("the kubeconfig").contains("absent");
    }

    @Test
    void crdPrintsTheCommittedDefinition() throws IOException {
        Run run = Run.of("crd");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        String committed =
                Files.readString(
                        Path.of("../manifests/crd/dataplacementpolicies.holdfast.dev.yaml"));
        assertThat(committed)
                .isEqualTo(committed.lines().findFirst().orElseThrow() + "\n" + run.out());
    }
}
