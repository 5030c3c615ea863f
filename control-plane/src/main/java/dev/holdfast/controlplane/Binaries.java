package dev.holdfast.controlplane;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the programs of the control plane lie.
 *
 * @param directory holds all of {@link #NAMES}
 */
record Binaries(Path directory) {
    static final List<String> NAMES =
            List.of(
                    "etcd",
                    "kube-apiserver",
                    "kube-controller-manager",
                    "kube-scheduler",
                    "kubectl",
                    "kwok");

    /** System property and environment variable that name a directory of ready-made programs. */
    static final String PROPERTY = "holdfast.control-plane.binaries";

    static final String VARIABLE = "HOLDFAST_CONTROL_PLANE_BINARIES";

    /** System property that names the build script. */
    static final String SCRIPT_PROPERTY = "holdfast.binaries.script";

    private static final Duration BUILD_LIMIT = Duration.ofMinutes(45);

    /** What a search for the programs came to. */
    sealed interface Search {
        /** All are there. */
        record Found(Binaries binaries) implements Search {}

        /** Some are missing; {@code remedy} is the one line that says how to get them. */
        record Missing(String remedy) implements Search {}
    }

    String of(String name) {
        return directory.resolve(name).toString();
    }

    /**
     * Searches once per JVM; the first search on a machine may build for some minutes and shows its
     * progress.
     */
    static Search search() {
        return Once.RESULT;
    }

    /** Searches the given properties and variables, then asks the build script. */
    static Search search(
            Map<String, String> properties,
            Map<String, String> environment,
            Path workingDirectory) {
        for (String given :
                List.of(
                        properties.getOrDefault(PROPERTY, ""),
                        environment.getOrDefault(VARIABLE, ""),
                        environment.getOrDefault("KUBEBUILDER_ASSETS", ""))) {
            if (!given.isEmpty() && isComplete(Path.of(given))) {
                return new Search.Found(new Binaries(Path.of(given)));
            }
        }
        return script(properties, workingDirectory)
                .map(Binaries::build)
                .orElseGet(() ->
                        new Search.Missing(
                                remedy("no build script control-plane/binaries/build found")));
    }

    private static boolean isComplete(Path directory) {
        return NAMES.stream().allMatch(name -> Files.isExecutable(directory.resolve(name)));
    }

    private static Optional<Path> script(Map<String, String> properties, Path workingDirectory) {
        @Nullable String given = properties.get(SCRIPT_PROPERTY);
        if (given != null) {
            return Optional.of(Path.of(given)).filter(Files::exists);
        }
        for (@Nullable Path at = workingDirectory.toAbsolutePath();
                at != null;
                at = at.getParent()) {
            Path script = at.resolve("control-plane").resolve("binaries").resolve("build");
            if (Files.exists(script)) {
                return Optional.of(script);
            }
        }
        return Optional.empty();
    }

    private static Search build(Path script) {
        try {
            Process process = new ProcessBuilder("sh", script.toString()).start();
            process.getOutputStream().close();
            // Line by line through System.err: a test runner's own channel must not be inherited by
            // the script.
            Thread progress =
                    Thread.ofVirtual()
                            .start(() ->
                                    process.errorReader().lines().forEach(System.err::println));
            String printed;
            try (BufferedReader reader = process.inputReader()) {
                printed = String.join("", reader.lines().toList());
            }
            boolean ended = Commands.endsWithin(process, BUILD_LIMIT);
            progress.join(Duration.ofSeconds(1));
            if (ended && process.exitValue() == 0) {
                return new Search.Found(new Binaries(Path.of(printed.strip())));
            }
            process.destroyForcibly();
            return new Search.Missing(
                    remedy(
                            script
                                    + (ended
                                            ? " ended with status " + process.exitValue()
                                            : " did not end")));
        } catch (IOException e) {
            return new Search.Missing(remedy("cannot run " + script + ": " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Search.Missing(remedy("interrupted while running " + script));
        }
    }

    private static String remedy(String cause) {
        return cause
                + "; to run these tests install Go 1.26 or newer, or set KUBEBUILDER_ASSETS to a directory with "
                + String.join(", ", NAMES);
    }

    private static final class Once {
        static final Search RESULT =
                search(properties(), System.getenv(), Path.of(System.getProperty("user.dir", ".")));

        private static Map<String, String> properties() {
            return System.getProperties().stringPropertyNames().stream()
                    .collect(
                            java.util.stream.Collectors.toMap(
                                    key -> key, key -> System.getProperty(key, "")));
        }
    }
}
