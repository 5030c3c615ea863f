package dev.holdfast.app.ask;

import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.ExitCode;
import dev.holdfast.rules.Eviction;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast drain-check}. */
@Command(
        name = "drain-check",
        description = "Says whether a pod may be evicted now, and what stands in the way.",
        mixinStandardHelpOptions = true)
public final class DrainCheckCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Question question = new Question();

    @Parameters(paramLabel = "NAMESPACE/POD", description = "the pod")
    private String name = "";

    @Option(
            names = "--storage-node",
            paramLabel = "NODE",
            description =
                    "the pod is a storage system's pod on this node: the copies there go with it")
    private Optional<String> storageNode = Optional.empty();

    @Option(
            names = "--now",
            paramLabel = "TIME",
            description =
                    "judge as of this time, for example 2026-01-31T12:00:00Z, by which members have settled or not (default: the clock's)")
    private Optional<Instant> now = Optional.empty();

    @Override
    public Integer call() throws CommandFailed {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        ClusterView view = question.view(err);
        if (storageNode.isPresent() && view.nodeId(storageNode.get()) < 0) {
            throw new CommandFailed(
                    ExitCode.DATA, "there is no node " + storageNode.get() + " in the state");
        }
        Optional<PodState> pod =
                storageNode.isPresent() ? Optional.empty() : Optional.of(Question.pod(view, name));
        Instant when = now.orElseGet(Instant::now);
        Eviction.Answer answer =
                pod.map(member -> Eviction.of(view, member, when))
                        .orElseGet(() -> Eviction.ofStorage(view, storageNode.orElse(""), when));
        PolicyFindings findings =
                pod.map(member -> PolicyFindings.of(view, view.policiesOf(member)))
                        .orElseGet(() -> PolicyFindings.of(view));
        if (question.json()) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("pod", name);
            tree.put("allowed", answer.allowed());
            tree.put("reasons", answer.reasons());
            tree.put("warnings", answer.warnings());
            tree.put("findings", findings.trees());
            Question.print(out, tree);
        } else {
            findings.warn(err);
            out.println(name + (answer.allowed() ? " may be evicted." : " must not be evicted:"));
            answer.reasons().forEach(reason -> out.println("  " + reason));
            answer.warnings().forEach(warning -> out.println("  warning: " + warning));
            out.flush();
        }
        return ExitCode.OK;
    }
}
