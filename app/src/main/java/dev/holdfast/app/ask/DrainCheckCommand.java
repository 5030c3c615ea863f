package dev.holdfast.app.ask;

import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.ExitCode;
import dev.holdfast.rules.Eviction;
import dev.holdfast.view.ClusterView;
import java.io.PrintWriter;
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

    @Override
    public Integer call() throws CommandFailed {
        PrintWriter out = spec.commandLine().getOut();
        ClusterView view = question.view(spec.commandLine().getErr());
        if (storageNode.isPresent() && view.nodeId(storageNode.get()) < 0) {
            throw new CommandFailed(
                    ExitCode.DATA, "there is no node " + storageNode.get() + " in the state");
        }
        Eviction.Answer answer =
                storageNode.isPresent()
                        ? Eviction.ofStorage(view, storageNode.get())
                        : Eviction.of(view, Question.pod(view, name));
        if (question.json()) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("pod", name);
            tree.put("allowed", answer.allowed());
            tree.put("reasons", answer.reasons());
            tree.put("warnings", answer.warnings());
            Question.print(out, tree);
        } else {
            out.println(name + (answer.allowed() ? " may be evicted." : " must not be evicted:"));
            answer.reasons().forEach(reason -> out.println("  " + reason));
            answer.warnings().forEach(warning -> out.println("  warning: " + warning));
            out.flush();
        }
        return ExitCode.OK;
    }
}
