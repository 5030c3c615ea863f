package dev.holdfast.advice;

import dev.holdfast.policy.Domain;
import dev.holdfast.view.Change;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that are not there yet: like one that is, or in a domain value that is not there either.
 */
final class NewNodes {
    /** What names begin with that are not there. */
    static final String NAME = "new-";

    private NewNodes() {}

    /**
     * One node more in each innermost value that has nodes, then one in a new value of each
     * labelled domain, inside the outer values that there are, outermost last. Each is tried alone.
     */
    static List<Draft> of(Trial trial) {
        Topology topology = trial.view().topology(trial.policy().policy());
        Map<String, Draft> drafts = new LinkedHashMap<>();
        for (int from = topology.labelled(); from >= 0; from--) {
            for (int id = 0; id < trial.view().nodeBound(); id++) {
                @Nullable NodeState like = trial.view().node(id);
                if (like != null
                        && (topology.labelled() == 0 || topology.cell(id) >= 0)
                        && (from == 0 || !topology.alone(from - 1, topology.value(from - 1, id)))) {
                    List<String> values = values(topology, id, from);
                    drafts.computeIfAbsent(
                            String.join("/", values), _ -> draft(topology, like, values));
                }
            }
        }
        return List.copyOf(drafts.values());
    }

    /** Nodes of new kinds that are tried. */
    private static final int MOST_KINDS = 12;

    /** Members that are moved onto new nodes at most. */
    private static final int MOST_MOVES = 2;

    /** One node more with moves onto it or members added, the first that makes the goal hold. */
    static GoalCase.Answer solve(GoalCase goal, Standing before) {
        List<Draft> nodes = of(goal.trial());
        boolean complete = nodes.size() <= MOST_KINDS;
        for (Draft node : nodes.subList(0, Math.min(MOST_KINDS, nodes.size()))) {
            Trial wider = goal.trial().with(node.changes());
            GoalCase there = new GoalCase(wider, before, goal.role(), goal.index());
            for (boolean moving : new boolean[] {true, false}) {
                GoalCase.Answer answer = moving ? moves(there) : Growth.of(there);
                complete &= answer.complete() || answer.suggestion().isPresent();
                if (answer.suggestion().isPresent()) {
                    return new GoalCase.Answer(
                            answer.suggestion().map(one -> with(node, one)), true);
                }
            }
        }
        return new GoalCase.Answer(Optional.empty(), complete);
    }

    private static GoalCase.Answer moves(GoalCase goal) {
        return goal.solve(
                Suggestion.Kind.AddNodes,
                1,
                MOST_MOVES,
                part ->
                        Space.of(
                                Moves.moves(
                                        goal.trial(),
                                        goal.role(),
                                        Members.of(goal.trial(), goal.role(), part),
                                        MOST_MOVES)));
    }

    private static Suggestion with(Draft node, Suggestion after) {
        Draft all =
                node.and(
                        new Draft(after.steps(), after.changes(), List.of(), List.of(), List.of()));
        return new Suggestion(
                Suggestion.Kind.AddNodes,
                all.steps(),
                after.holds(),
                after.margin(),
                after.givesUp(),
                all.changes());
    }

    /** The node's own values of the first domains, and a new one of each other. */
    private static List<String> values(Topology topology, int node, int from) {
        List<String> values = new ArrayList<>();
        for (int d = 0; d < topology.labelled(); d++) {
            String name = d < from ? topology.name(d, topology.value(d, node)) : "";
            values.add(d < from ? name.substring(name.lastIndexOf('/') + 1) : fresh(topology, d));
        }
        return values;
    }

    private static String fresh(Topology topology, int domain) {
        String name = NAME + topology.domains().get(domain).name();
        int more = 1;
        while (topology.id(domain, name) >= 0) {
            name = NAME + topology.domains().get(domain).name() + ++more;
        }
        return name;
    }

    private static Draft draft(Topology topology, NodeState like, List<String> values) {
        Map<String, String> labels = new HashMap<>(like.labels());
        List<String> where = new ArrayList<>();
        String outer = "";
        for (int d = 0; d < values.size(); d++) {
            Domain domain = topology.domains().get(d);
            labels.put(domain.key(), values.get(d));
            outer = outer.isEmpty() ? values.get(d) : outer + "/" + values.get(d);
            boolean there = topology.id(d, outer) >= 0;
            where.add((there ? "" : "a new ") + domain.name() + (there ? " " + outer : ""));
        }
        String name = NAME + "node";
        labels.put(Domain.NODE.key(), name);
        NodeState node =
                new NodeState(name, labels, true, true, List.of(), like.allocatable(), List.of());
        Step step =
                new Step(
                        Step.Action.AddNode,
                        name,
                        "",
                        where.isEmpty() ? "the cluster" : String.join(", ", where),
                        "");
        return Draft.of(step, List.of(new Change.NodePut(node)));
    }
}
