package dev.holdfast.app.ask;

import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.ExitCode;
import dev.holdfast.rules.Placement;
import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.rules.Reason;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast why}. */
@Command(
        name = "why",
        description =
                "Says for every node whether a pod may run there, and why not, under Enforce's rules; and where the copies of its volumes lie.",
        mixinStandardHelpOptions = true)
public final class WhyCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Question question = new Question();

    @Parameters(paramLabel = "NAMESPACE/POD", description = "the pod")
    private String name = "";

    @Override
    public Integer call() throws CommandFailed {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        ClusterView view = question.view(err);
        PodState pod = Question.pod(view, name);
        PlacementDecision decision = Placement.decide(view, pod);
        Map<String, Integer> nodes = new TreeMap<>();
        for (int id = 0; id < view.nodeBound(); id++) {
            @Nullable NodeState node = view.node(id);
            if (node != null) {
                nodes.put(node.name(), id);
            }
        }
        MountedCopies copies = MountedCopies.of(view, pod);
        PolicyFindings findings = PolicyFindings.of(view, view.policiesOf(pod));
        if (question.json()) {
            Map<String, Object> tree = tree(pod, decision, nodes);
            tree.put("volumes", copies.trees());
            tree.put("findings", findings.trees());
            Question.print(out, tree);
        } else {
            findings.warn(err);
            print(out, decision, nodes);
            copies.lines().forEach(out::println);
            out.flush();
        }
        return ExitCode.OK;
    }

    private static Map<String, Object> tree(
            PodState pod, PlacementDecision decision, Map<String, Integer> nodes) {
        List<Object> answers = new ArrayList<>();
        nodes.forEach((node, id) -> {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("name", node);
            answer.put("allowed", decision.refusal(id).isEmpty());
            answer.put("score", decision.score(id));
            answer.put("reasons", decision.reasons(id).stream().map(WhyCommand::reason).toList());
            answer.put("passed", decision.passed(id));
            answers.add(answer);
        });
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("pod", pod.key());
        tree.put("involved", decision.involved());
        tree.put("enforced", decision.enforced());
        tree.put("nodes", answers);
        return tree;
    }

    private static Map<String, Object> reason(Reason reason) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("code", reason.code().code());
        tree.put("message", reason.message());
        tree.put("field", reason.field());
        tree.put("fixes", reason.fixes());
        return tree;
    }

    private void print(PrintWriter out, PlacementDecision decision, Map<String, Integer> nodes) {
        if (!decision.involved()) {
            out.println("No policy speaks for " + name + ": every node is allowed.");
            out.flush();
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        nodes.forEach((node, id) ->
                rows.add(
                        List.of(
                                node,
                                decision.refusal(id).isEmpty() ? "yes" : "no",
                                Integer.toString(decision.score(id)),
                                String.join(
                                        "; ",
                                        decision.reasons(id).stream()
                                                .map(reason ->
                                                        reason.code().code()
                                                                + ": "
                                                                + reason.message())
                                                .toList()))));
        Question.table(out, List.of("node", "allowed", "score", "because"), rows);
    }
}
