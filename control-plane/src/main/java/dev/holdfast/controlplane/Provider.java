package dev.holdfast.controlplane;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Who can give a cluster on this machine. */
sealed interface Provider {
    /** Variable or system property; {@code kind} chooses a kind cluster. */
    String CHOICE = "HOLDFAST_CONTROL_PLANE";

    /** Programs of this machine. */
    record Local(Binaries binaries) implements Provider {}

    /** Docker and kind. */
    record Kind() implements Provider {}

    /** Nobody; {@code remedy} is the line that says how to get one. */
    record Unavailable(String remedy) implements Provider {}

    static Provider ofThisMachine() {
        String choice = System.getProperty(CHOICE, System.getenv().getOrDefault(CHOICE, ""));
        return choose(choice, Binaries::search, name -> onPath(System.getenv(), name));
    }

    static Provider choose(
            String choice, Supplier<Binaries.Search> search, Predicate<String> installed) {
        return switch (choice) {
            case "", "local" ->
                    switch (search.get()) {
                        case Binaries.Search.Found(Binaries binaries) -> new Local(binaries);
                        case Binaries.Search.Missing(String remedy) -> new Unavailable(remedy);
                    };
            case "kind" ->
                    Stream.of("docker", "kind", "kubectl").allMatch(installed)
                            ? new Kind()
                            : new Unavailable(
                                    CHOICE + "=kind needs docker, kind and kubectl on the PATH");
            default ->
                    throw new IllegalArgumentException(
                            CHOICE + " is '" + choice + "'; it may be local or kind");
        };
    }

    private static boolean onPath(Map<String, String> environment, String name) {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }
}
