package dev.holdfast.oracle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.Placement;
import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.rules.Survival;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a view remembers, carries along and shares between nodes never changes an answer: a view
 * that was asked after each of many changes answers as one that is made at the end and asked once.
 */
class AnswersAcrossChangesTest {
    private static final int WORLDS_EACH = 25;

    /** Each node stands this often, so that cells and affinities have many nodes. */
    private static final int CLONES = 5;

    static LongStream firstSeeds() {
        return LongStream.range(0, 20).map(batch -> batch * WORLDS_EACH);
    }

    @ParameterizedTest(name = "worlds from seed {0}")
    @MethodSource("firstSeeds")
    void aViewThatWasAskedBeforeAnswersAsANewOne(long first) {
        for (long seed = first; seed < first + WORLDS_EACH; seed++) {
            RandomWorld world = Worlds.random(seed, Worlds.Size.CHEAP);
            List<Change> changes = new ArrayList<>(world.changes());
            changes.addAll(clones(world));
            Dice dice = new Dice(new SplittableRandom(seed));
            ClusterView asked = ClusterView.of(changes);
            for (int step = 0; step < 12; step++) {
                answers(asked, world, step % 2 == 0);
                Change change = nodeChange(dice, world, changes);
                changes.add(change);
                asked = asked.apply(change);
            }
            assertThat(answers(asked, world, true))
                    .as("seed %d", seed)
                    .isEqualTo(answers(ClusterView.of(changes), world, false));
        }
    }

    private static List<Change> clones(RandomWorld world) {
        List<Change> clones = new ArrayList<>();
        for (Change change : world.changes()) {
            if (change instanceof Change.NodePut(NodeState node)) {
                for (int i = 1; i <= CLONES; i++) {
                    String name = node.name() + "-" + i;
                    Map<String, String> labels = new HashMap<>(node.labels());
                    labels.computeIfPresent("kubernetes.io/hostname", (_, _) -> name);
                    clones.add(new Change.NodePut(with(node, name, labels, node.ready())));
                }
            }
        }
        return clones;
    }

    /** A node comes, goes, moves, or changes its state. */
    private static Change nodeChange(Dice dice, RandomWorld world, List<Change> before) {
        NodeState node = dice.of(nodes(before));
        Map<String, String> labels = new HashMap<>(node.labels());
        switch (dice.between(0, 4)) {
            case 0 -> {
                return new Change.NodeGone(node.name());
            }
            case 1 -> labels.putAll(dice.of(nodes(world.changes())).labels());
            case 2 -> labels.remove(dice.of(List.copyOf(labels.keySet())));
            case 3 -> labels.put(Worlds.ZONE, "new");
            default -> {
                return new Change.NodePut(with(node, node.name(), labels, !node.ready()));
            }
        }
        return new Change.NodePut(with(node, node.name(), labels, node.ready()));
    }

    private static List<NodeState> nodes(List<Change> changes) {
        return changes.stream()
                .filter(Change.NodePut.class::isInstance)
                .map(change -> ((Change.NodePut) change).node())
                .filter(node -> !node.labels().isEmpty())
                .toList();
    }

    private static NodeState with(
            NodeState node, String name, Map<String, String> labels, boolean ready) {
        return new NodeState(
                name,
                labels,
                ready,
                node.schedulable(),
                node.taints(),
                node.allocatable(),
                node.storageDown());
    }

    /** Every placement and every goal, nodes asked in their order or backwards. */
    private static Map<String, Object> answers(
            ClusterView view, RandomWorld world, boolean forwards) {
        Map<String, Object> answers = new TreeMap<>();
        for (PodState pod : world.pending()) {
            PlacementDecision decision = Placement.decide(view, pod);
            for (int i = 0; i < view.nodeBound(); i++) {
                int id = forwards ? i : view.nodeBound() - 1 - i;
                @Nullable NodeState node = view.node(id);
                if (node != null) {
                    answers.put(
                            pod.name() + " on " + node.name(),
                            decision.refusal(id) + " " + decision.score(id));
                }
            }
        }
        answers.put(
                "survival",
                Survival.of(
                        view,
                        requireNonNull(
                                view.policy(world.policy().namespace(), world.policy().name()))));
        return answers;
    }
}
