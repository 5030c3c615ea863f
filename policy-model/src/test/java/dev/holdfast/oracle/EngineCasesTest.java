package dev.holdfast.oracle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Documents;
import dev.holdfast.rules.Eviction;
import dev.holdfast.rules.Placement;
import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.rules.Survival;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases that were worked out by hand: the engine says what they say. */
class EngineCasesTest {
    /** Nothing in the cases has a time. */
    private static final Instant NOW = Instant.EPOCH;

    private static final Path FOLDER = Path.of("src/test/resources/cases");

    static Stream<String> cases() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .filter(Files::isDirectory)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static Object yaml(String name, String file) throws IOException {
        return Documents.yaml(Files.readString(FOLDER.resolve(name).resolve(file)));
    }

    private static DataPlacementPolicy policy(String name) throws IOException {
        return Documents.decoded(
                Documents.yaml(Files.readString(FOLDER.resolve(name).resolve("policy.yaml"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void engineAnswersWhatTheCaseSays(String name) throws IOException {
        DataPlacementPolicy policy = policy(name);
        ClusterView view =
                CaseCluster.read(yaml(name, "cluster.yaml")).apply(new Change.PolicyPut(policy));
        Tree expected = new Tree(yaml(name, "expected.yaml"));
        goals(view, policy, expected);
        placements(view, policy, expected);
        evictions(view, policy, expected);
    }

    private static void goals(ClusterView view, DataPlacementPolicy policy, Tree expected) {
        Survival.Report report =
                Survival.of(view, requireNonNull(view.policy(policy.namespace(), policy.name())));
        for (Tree goal : expected.at("goals").items()) {
            Survival.GoalReport found =
                    report.roles().stream()
                            .filter(role -> role.name().equals(goal.at("role").text("")))
                            .flatMap(role -> role.goals().stream())
                            .filter(one -> one.index() == goal.at("goal").number(-1))
                            .findFirst()
                            .orElseThrow();
            assertThat(found.result().name().toLowerCase(Locale.ROOT))
                    .as("%s", found)
                    .isEqualTo(goal.at("result").text(""));
            if (goal.at("margin").present()) {
                assertThat(found.margin()).as("%s", found).hasValue(goal.at("margin").number(0));
            }
            if (goal.at("minimal").present()) {
                Set<List<String>> minimal = new java.util.HashSet<>();
                goal.at("minimal")
                        .items()
                        .forEach(set -> minimal.add(set.strings().stream().sorted().toList()));
                assertThat(minimal)
                        .contains(found.witness().orElseThrow().stream().sorted().toList());
                assertThat(found.lost()).isNotEmpty();
            }
        }
    }

    private static void placements(ClusterView view, DataPlacementPolicy policy, Tree expected) {
        for (Tree placement : expected.at("placement").items()) {
            PodState pod = pod(view, policy, placement.at("pod").text(""));
            assertThat(allowed(view, pod))
                    .isEqualTo(new TreeSet<>(placement.at("allowed").strings()));
        }
    }

    static Set<String> allowed(ClusterView view, PodState pod) {
        PlacementDecision decision = Placement.decide(view, pod);
        Set<String> allowed = new TreeSet<>();
        for (int id = 0; id < view.nodeBound(); id++) {
            @Nullable NodeState node = view.node(id);
            if (node != null && decision.refusal(id).isEmpty()) {
                assertThat(decision.reasons(id)).as(node.name()).isEmpty();
                allowed.add(node.name());
            } else if (node != null) {
                assertThat(decision.reasons(id)).as(node.name()).isNotEmpty();
            }
        }
        return allowed;
    }

    private static void evictions(ClusterView view, DataPlacementPolicy policy, Tree expected) {
        for (Tree eviction : expected.at("evictions").items()) {
            Eviction.Answer answer =
                    eviction.at("storagePodOn").present()
                            ? Eviction.ofStorage(view, eviction.at("storagePodOn").text(""), NOW)
                            : Eviction.of(
                                    view, pod(view, policy, eviction.at("pod").text("")), NOW);
            assertThat(answer.allowed())
                    .as("%s", answer)
                    .isEqualTo(eviction.at("result").text("").equals("allowed"));
        }
    }

    private static PodState pod(ClusterView view, DataPlacementPolicy policy, String name) {
        return requireNonNull(view.pod(policy.namespace(), name), name);
    }
}
