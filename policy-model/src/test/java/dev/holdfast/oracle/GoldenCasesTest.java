package dev.holdfast.oracle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Documents;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases that were worked out by hand: the oracle says what they say. */
class GoldenCasesTest {
    private static final Path FOLDER = Path.of("src/test/resources/cases");

    private record Case(ClusterView view, DataPlacementPolicy policy, Tree expected) {
        PodState pod(String name) {
            @Nullable PodState pod = view.pod(policy.namespace(), name);
            return requireNonNull(pod, name);
        }
    }

    static Stream<String> withGoals() throws IOException {
        return with("goals");
    }

    static Stream<String> withPlacement() throws IOException {
        return with("placement");
    }

    static Stream<String> withEvictions() throws IOException {
        return with("evictions");
    }

    private static Stream<String> with(String answer) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .filter(Files::isDirectory)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> read(name).expected().at(answer).present())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static Case read(String name) {
        try {
            Path folder = FOLDER.resolve(name);
            ClusterView view =
                    CaseCluster.read(
                            Documents.yaml(Files.readString(folder.resolve("cluster.yaml"))));
            DataPlacementPolicy policy =
                    Documents.decoded(
                            Documents.yaml(Files.readString(folder.resolve("policy.yaml"))));
            Tree expected =
                    new Tree(Documents.yaml(Files.readString(folder.resolve("expected.yaml"))));
            return new Case(view, policy, expected);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withGoals")
    void goalsComeToWhatTheCaseSays(String name) {
        Case given = read(name);
        List<GoalResult> results = Oracle.survive(given.view(), given.policy());
        for (Tree goal : given.expected().at("goals").items()) {
            GoalResult result =
                    results.stream()
                            .filter(one -> one.role().equals(goal.at("role").text("")))
                            .filter(one -> one.goal() == goal.at("goal").number(-1))
                            .findFirst()
                            .orElseThrow();
            String answer = result.answer().name().toLowerCase(Locale.ROOT);
            assertThat(answer).as("%s", result).isEqualTo(goal.at("result").text(""));
            if (goal.at("margin").present()) {
                assertThat(result.margin()).as("%s", result).isEqualTo(goal.at("margin").number(0));
            }
            assertThat(values(result)).isEqualTo(minimal(goal));
            if (goal.at("lost").present()) {
                assertThat(result.minimal().getFirst().lost())
                        .extracting(Enum::name)
                        .isEqualTo(goal.at("lost").strings());
            }
        }
    }

    private static Set<List<String>> values(GoalResult result) {
        Set<List<String>> values = new LinkedHashSet<>();
        result.minimal().forEach(set -> values.add(set.values()));
        return values;
    }

    private static Set<List<String>> minimal(Tree goal) {
        Set<List<String>> minimal = new LinkedHashSet<>();
        for (Tree set : goal.at("minimal").items()) {
            minimal.add(set.strings().stream().sorted().toList());
        }
        return minimal;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withPlacement")
    void membersMayRunWhereTheCaseSays(String name) {
        Case given = read(name);
        for (Tree placement : given.expected().at("placement").items()) {
            PodState pod = given.pod(placement.at("pod").text(""));
            assertThat(Oracle.placement(given.view(), given.policy(), pod))
                    .isEqualTo(new TreeSet<>(placement.at("allowed").strings()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withEvictions")
    void evictionsAreAllowedWhereTheCaseSays(String name) {
        Case given = read(name);
        for (Tree eviction : given.expected().at("evictions").items()) {
            boolean allowed =
                    eviction.at("storagePodOn").present()
                            ? Oracle.storageEviction(
                                    given.view(),
                                    given.policy(),
                                    eviction.at("storagePodOn").text(""))
                            : Oracle.eviction(
                                    given.view(),
                                    given.policy(),
                                    given.pod(eviction.at("pod").text("")));
            assertThat(allowed)
                    .as("%s", eviction.at("pod").text(""))
                    .isEqualTo(eviction.at("result").text("").equals("allowed"));
        }
    }
}
