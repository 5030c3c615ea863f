package dev.holdfast.app.ask;

import dev.holdfast.advice.Advice;
import dev.holdfast.advice.GoalAdvice;
import dev.holdfast.advice.Improvement;
import dev.holdfast.advice.Improvements;
import dev.holdfast.advice.Redundancies;
import dev.holdfast.advice.Redundancy;
import dev.holdfast.advice.Removal;
import dev.holdfast.advice.RemovalRanking;
import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.ExitCode;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PolicyMembers;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code holdfast advise}. */
@Command(
        name = "advise",
        description =
                "Says what would make failing goals hold, what is redundant, and which member to remove first.",
        mixinStandardHelpOptions = true)
public final class AdviseCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Question question = new Question();

    /** All advice about one role. */
    private record OfRole(
            String policy,
            String name,
            List<GoalAdvice> goals,
            Redundancy redundant,
            List<Improvement> improvements,
            List<Removal> removal) {}

    @Override
    public Integer call() throws CommandFailed {
        PrintWriter out = spec.commandLine().getOut();
        ClusterView view = question.view(spec.commandLine().getErr());
        List<PolicyMembers> policies = new ArrayList<>();
        view.forEachPolicy(policies::add);
        policies.sort(Comparator.comparing(policy -> policy.policy().key()));
        List<OfRole> roles = new ArrayList<>();
        for (PolicyMembers policy : policies) {
            for (int role = 0; role < policy.roles().size(); role++) {
                roles.add(
                        new OfRole(
                                policy.policy().key(),
                                policy.roles().get(role).role().name(),
                                Advice.of(view, policy, role),
                                Redundancies.of(view, policy, role),
                                Improvements.of(view, policy, role),
                                RemovalRanking.of(view, policy, role)));
            }
        }
        if (question.json()) {
            Question.print(out, Map.of("roles", roles.stream().map(AdviseCommand::tree).toList()));
        } else {
            roles.forEach(role -> print(out, role));
        }
        return ExitCode.OK;
    }

    private static Map<String, Object> tree(OfRole role) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("policy", role.policy());
        tree.put("name", role.name());
        tree.put("advice", AdviceAnswer.tree(role.goals()));
        tree.put("redundant", AdviceAnswer.tree(role.redundant()));
        tree.put("improvements", role.improvements().stream().map(AdviceAnswer::tree).toList());
        tree.put("removal", role.removal().stream().map(AdviceAnswer::tree).toList());
        return tree;
    }

    private static void print(PrintWriter out, OfRole role) {
        out.println(role.policy() + " " + role.name());
        if (role.goals().isEmpty()) {
            out.println("  all goals hold");
        }
        AdviceAnswer.lines(role.goals()).forEach(line -> out.println("  " + line));
        if (!role.improvements().isEmpty()) {
            out.println("  moves that raise a margin, best first:");
            role.improvements()
                    .forEach(one ->
                            out.println("    - " + one.text() + ": " + AdviceAnswer.raised(one)));
        }
        out.println("  redundant:" + (role.redundant().items().isEmpty() ? " nothing" : ""));
        role.redundant().items().forEach(item -> out.println("    - " + item.text()));
        role.redundant().notes().forEach(note -> out.println("    " + note));
        if (!role.removal().isEmpty()) {
            out.println("  to remove a member, the first of these:");
            Question.table(
                    out,
                    List.of("    member", "node", "goals without it", "margin", "because"),
                    role.removal().stream().map(AdviseCommand::row).toList());
        }
        out.println();
        out.flush();
    }

    private static List<String> row(Removal removal) {
        return List.of(
                "    " + removal.member(),
                removal.node().isEmpty() ? "-" : removal.node(),
                AdviceAnswer.goals(removal),
                removal.margin().isPresent() ? Integer.toString(removal.margin().getAsInt()) : "-",
                String.join("; ", removal.because()));
    }
}
