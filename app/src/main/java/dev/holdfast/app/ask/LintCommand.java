package dev.holdfast.app.ask;

import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.ExitCode;
import dev.holdfast.policy.check.Finding.Severity;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast lint}. */
@Command(
        name = "lint",
        description =
                "Says what is wrong or doubtful about policies, on their own or against a cluster.",
        mixinStandardHelpOptions = true)
public final class LintCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--policy",
            paramLabel = "FILE|DIR",
            description = "policies to judge; without this those in the state; may be repeated")
    private List<Path> policies = new ArrayList<>();

    @Option(
            names = "--state",
            paramLabel = "FILE|DIR",
            description =
                    "the cluster that they are for (kubectl get nodes,pods,... -o yaml); may be repeated")
    private List<Path> state = new ArrayList<>();

    @Mixin private StateOptions options = new StateOptions();

    @Option(
            names = "--fail-on",
            defaultValue = "none",
            description =
                    "end with 1 when there is an error, or an error or a warning: error, warning or none (default: none)")
    private FailOn failOn = FailOn.none;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table or json (default: table)")
    private Question.Output output = Question.Output.table;

    /** What makes the command end with 1. */
    enum FailOn {
        error,
        warning,
        none
    }

    @Override
    public Integer call() throws CommandFailed {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        LintedPolicies linted = LintedPolicies.read(policies, state, options, err);
        PolicyFindings findings = linted.findings();
        if (output == Question.Output.json) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("policies", linted.names());
            tree.put("findings", findings.trees());
            Question.print(out, tree);
        } else {
            print(out, linted.names(), findings);
        }
        return exitCode(findings, err);
    }

    private int exitCode(PolicyFindings findings, PrintWriter err) {
        long found =
                switch (failOn) {
                    case none -> 0;
                    case error -> findings.count(Severity.Refused);
                    case warning -> findings.count(Severity.Warned);
                };
        if (found > 0) {
            err.println("holdfast: " + found + " findings count, by --fail-on " + failOn);
            err.flush();
        }
        return found > 0 ? ExitCode.FOUND : ExitCode.OK;
    }

    private static void print(PrintWriter out, List<String> names, PolicyFindings findings) {
        if (!findings.items().isEmpty()) {
            Question.table(
                    out,
                    List.of("policy", "severity", "code", "path", "message"),
                    findings.items().stream()
                            .map(item ->
                                    List.of(
                                            item.policy(),
                                            item.severity(),
                                            item.finding().code(),
                                            item.finding().path(),
                                            item.finding().message()))
                            .toList());
        }
        long errors = findings.count(Severity.Refused);
        out.println(
                "%d policies, %d errors, %d warnings"
                        .formatted(names.size(), errors, findings.count(Severity.Warned) - errors));
        out.flush();
    }
}
