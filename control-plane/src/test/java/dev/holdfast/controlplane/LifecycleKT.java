package dev.holdfast.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What is left behind after a test class, however it ends. */
@ExtendWith(RequiresBinaries.class)
class LifecycleKT {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    @BeforeEach
    void nothingRunsYet() {
        assertThat(children()).isEmpty();
    }

    @Test
    void afterAPassingClassNeitherProcessesNorDirectoriesRemain() {
        var results = run(Samples.Passing.class);

        results.testEvents().assertStatistics(statistics -> statistics.succeeded(1));
        assertThat(children()).isEmpty();
        assertThat(Samples.directory()).doesNotExist();
    }

    @Test
    void aFailingClassPrintsTheEndOfEachLog() {
        var printed = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            run(Samples.Failing.class)
                    .testEvents()
                    .assertStatistics(statistics -> statistics.failed(1));
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains(
                        "--- etcd",
                        "--- kube-apiserver",
                        "--- kube-controller-manager",
                        "--- kube-scheduler");
    }

    @Test
    void aHangingTestIsInterruptedAndEverythingIsRemoved() {
        var results = run(Samples.Hanging.class);

        results.testEvents().assertStatistics(statistics -> statistics.failed(1));
        assertThat(children()).isEmpty();
        assertThat(Samples.directory()).doesNotExist();
    }

    @Test
    void everyAnnotatedClassHasATimeLimit() {
        Optional<Timeout> limit =
                AnnotationSupport.findAnnotation(Samples.Passing.class, Timeout.class);

        assertThat(limit).isPresent();
    }

    @Test
    void componentsDieWithAKilledJvm() throws Exception {
        Process jvm =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Samples.class.getName())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String directory = "";
        try (var output = jvm.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(Samples.UP)) {
                    directory = line.substring(Samples.UP.length());
                    break;
                }
            }
            assertThat(Path.of(directory)).isDirectory();
            List<ProcessHandle> components = jvm.descendants().toList();
            assertThat(components).hasSizeGreaterThanOrEqualTo(5);

            jvm.destroyForcibly();

            Await.until(
                    () -> components.stream().noneMatch(LifecycleKT::runs),
                    LIMIT,
                    () -> "still alive: " + components);
            Path gone = Path.of(directory);
            Await.until(() -> !Files.exists(gone), LIMIT, () -> gone + " removed");
        } finally {
            jvm.destroyForcibly();
        }
    }

    // A zombie that the container's first process has not reaped has no command line any more.
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().commandLine().isPresent();
    }

    private static List<String> children() {
        return ProcessHandle.current()
                .descendants()
                .map(child -> child.info().commandLine().orElse(""))
                .filter(line -> Binaries.NAMES.stream().anyMatch(line::contains))
                .toList();
    }

    private static EngineExecutionResults run(Class<?> sample) {
        return EngineTestKit.engine("junit-jupiter").selectors(selectClass(sample)).execute();
    }
}
