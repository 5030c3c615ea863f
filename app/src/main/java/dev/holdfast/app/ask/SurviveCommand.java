package dev.holdfast.app.ask;

import dev.holdfast.advice.Advice;
import dev.holdfast.advice.Redundancies;
import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.ExitCode;
import dev.holdfast.app.config.InvalidConfiguration;
import dev.holdfast.app.config.RatesFile;
import dev.holdfast.reliability.Assumptions;
import dev.holdfast.reliability.Rates;
import dev.holdfast.rules.RoleMinutes;
import dev.holdfast.rules.Survival;
import dev.holdfast.rules.YearlyMinutes;
import dev.holdfast.survival.SetVerdict;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PolicyMembers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast survive}. */
@Command(
        name = "survive",
        description =
                "Says which failures the data of every policy survives, and which failure it does not.",
        mixinStandardHelpOptions = true)
public final class SurviveCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Question question = new Question();

    @Option(
            names = "--rates",
            paramLabel = "FILE",
            description =
                    "YAML: how often nodes, zones and bursts fail and how long, for the minutes per year")
    private Optional<Path> rates = Optional.empty();

    @Override
    public Integer call() throws CommandFailed {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Rates declared = declared();
        ClusterView view = question.view(err);
        List<PolicyMembers> policies = new ArrayList<>();
        view.forEachPolicy(policies::add);
        policies.sort(java.util.Comparator.comparing(policy -> policy.policy().key()));
        List<Survival.Report> reports =
                policies.stream().map(policy -> Survival.of(view, policy)).toList();
        YearlyMinutes yearly = new YearlyMinutes(view, declared);
        List<List<RoleMinutes>> minutes = policies.stream().map(yearly::of).toList();
        PolicyFindings findings = PolicyFindings.of(view);
        if (question.json()) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("roles", roles(view, policies, reports, minutes));
            tree.put("findings", findings.trees());
            Question.print(out, tree);
        } else {
            findings.warn(err);
            print(out, reports);
            printReliability(out, reports, minutes, declared);
            advise(out, view, policies);
        }
        return ExitCode.OK;
    }

    private Rates declared() throws CommandFailed {
        try {
            return rates.isPresent() ? RatesFile.read(rates.get()) : RatesFile.DEFAULT;
        } catch (InvalidConfiguration e) {
            throw new CommandFailed(ExitCode.DATA, e.getMessage());
        }
    }

    private static List<Object> roles(
            ClusterView view,
            List<PolicyMembers> policies,
            List<Survival.Report> reports,
            List<List<RoleMinutes>> minutes) {
        List<Object> roles = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            Survival.Report report = reports.get(i);
            for (int index = 0; index < report.roles().size(); index++) {
                Survival.RoleReport role = report.roles().get(index);
                Map<String, Object> tree = new LinkedHashMap<>();
                tree.put("policy", report.policy());
                tree.put("name", role.name());
                tree.put("members", role.members());
                tree.put("missing", role.missing());
                tree.put("sets", role.sets());
                tree.put("goals", role.goals().stream().map(SurviveCommand::goal).toList());
                tree.put("conditions", role.conditions());
                tree.put("exposure", Reliability.tree(role.exposure()));
                tree.put("expectedMinutes", Reliability.tree(minutes.get(i).get(index)));
                tree.put("advice", AdviceAnswer.tree(Advice.of(view, policies.get(i), index)));
                tree.put(
                        "redundant",
                        AdviceAnswer.tree(Redundancies.of(view, policies.get(i), index)));
                roles.add(tree);
            }
        }
        return roles;
    }

    private static void advise(PrintWriter out, ClusterView view, List<PolicyMembers> policies) {
        for (PolicyMembers policy : policies) {
            for (int role = 0; role < policy.roles().size(); role++) {
                List<String> lines = AdviceAnswer.lines(Advice.of(view, policy, role));
                if (!lines.isEmpty()) {
                    out.println();
                    out.println(
                            policy.policy().key() + " " + policy.roles().get(role).role().name());
                    lines.forEach(line -> out.println("  " + line));
                }
            }
        }
        out.flush();
    }

    private static void put(Map<String, Object> tree, String name, OptionalInt value) {
        value.ifPresent(number -> tree.put(name, number));
    }

    private static Map<String, Object> goal(Survival.GoalReport goal) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("index", goal.index());
        tree.put("lose", goal.goal().lose());
        tree.put("keep", goal.goal().keep().stream().map(Enum::name).toList());
        tree.put("after", goal.goal().afterFailover() ? "Failover" : "Now");
        tree.put("result", goal.result().name().toLowerCase(Locale.ROOT));
        put(tree, "margin", goal.margin());
        if (goal.result() == SetVerdict.Result.FAIL) {
            goal.witness().ifPresent(witness -> tree.put("witness", witness));
            tree.put("lost", goal.lost().stream().map(Enum::name).toList());
            tree.put("set", goal.set());
        }
        if (!goal.unknown().isEmpty()) {
            tree.put("unknown", goal.unknown());
        }
        return tree;
    }

    private static void print(PrintWriter out, List<Survival.Report> reports) {
        List<List<String>> rows = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Survival.Report report : reports) {
            for (Survival.RoleReport role : report.roles()) {
                role.goals().forEach(goal -> rows.add(row(report.policy(), role.name(), goal)));
                role.conditions()
                        .forEach(condition ->
                                notes.add(report.policy() + " " + role.name() + ": " + condition));
            }
        }
        Question.table(
                out,
                List.of("policy", "role", "goal", "keep", "result", "margin", "because"),
                rows);
        notes.forEach(out::println);
        out.flush();
    }

    private static void printReliability(
            PrintWriter out,
            List<Survival.Report> reports,
            List<List<RoleMinutes>> minutes,
            Rates declared) {
        List<List<String>> rows = new ArrayList<>();
        for (int p = 0; p < reports.size(); p++) {
            Survival.Report report = reports.get(p);
            for (int r = 0; r < report.roles().size(); r++) {
                Survival.RoleReport role = report.roles().get(r);
                rows.add(
                        Reliability.row(
                                report.policy(),
                                role.name(),
                                role.exposure(),
                                minutes.get(p).get(r)));
            }
        }
        out.println();
        Question.table(out, Reliability.HEADER, rows);
        out.println("Minutes assume: " + Assumptions.inShort(declared));
        out.println("(-o json names every assumption; --rates FILE declares other rates)");
        out.flush();
    }

    private static List<String> row(String policy, String role, Survival.GoalReport goal) {
        String because =
                switch (goal.result()) {
                    case HOLD -> "";
                    case UNKNOWN -> String.join("; ", goal.unknown());
                    case FAIL ->
                            goal.witness()
                                            .map(SurviveCommand::loss)
                                            .orElse("a failure of this size")
                                    + " loses "
                                    + String.join(
                                            " and ", goal.lost().stream().map(Enum::name).toList())
                                    + (goal.set().isEmpty() ? "" : " of set " + goal.set());
                };
        return List.of(
                policy,
                role,
                AdviceAnswer.goal(goal.goal()),
                String.join(",", goal.goal().keep().stream().map(Enum::name).toList()),
                goal.result().name().toLowerCase(Locale.ROOT),
                goal.margin().isPresent() ? Integer.toString(goal.margin().getAsInt()) : "-",
                because);
    }

    private static String loss(List<String> witness) {
        return witness.isEmpty() ? "nothing more need fail: it" : String.join(" and ", witness);
    }
}
