package dev.holdfast.app.ask;

import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.ExitCode;
import dev.holdfast.cluster.Dump;
import dev.holdfast.cluster.Finding;
import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What all questions share: where the cluster and the policies stand, and how the answer is
 * printed.
 */
final class Question {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** How the answer is printed. */
    enum Output {
        table,
        json
    }

    @Option(
            names = "--state",
            required = true,
            paramLabel = "FILE|DIR",
            description =
                    "what kubectl get nodes,pods,pv,pvc,... -o yaml (or json) printed; may be repeated")
    private List<Path> state = new ArrayList<>();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "policies to judge by, instead of those in the state; may be repeated")
    private List<Path> policies = new ArrayList<>();

    @Mixin private StateOptions options = new StateOptions();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table or json (default: table)")
    private Output output = Output.table;

    /** Whether JSON is wanted. */
    boolean json() {
        return output == Output.json;
    }

    /** The cluster with the policies that count. */
    ClusterView view(PrintWriter err) throws CommandFailed {
        Dump.Result read = read(state, err);
        ClusterView view = read.view();
        List<DataPlacementPolicy> wanted = read.policies();
        if (!policies.isEmpty()) {
            for (DataPlacementPolicy policy : read.policies()) {
                view = view.apply(new Change.PolicyGone(policy.namespace(), policy.name()));
            }
            wanted = read(policies, err).policies();
            for (DataPlacementPolicy policy : wanted) {
                view = view.apply(new Change.PolicyPut(policy));
            }
        }
        if (wanted.isEmpty()) {
            throw new CommandFailed(
                    ExitCode.DATA,
                    "no DataPlacementPolicy was found; give one with --policy FILE or put it into the state");
        }
        return view;
    }

    private Dump.Result read(List<Path> files, PrintWriter err) throws CommandFailed {
        Dump.Result read = options.read(files, err);
        if (!read.errors().isEmpty()) {
            throw new CommandFailed(
                    ExitCode.DATA,
                    String.join(
                            "\nholdfast: ",
                            read.errors().stream().map(Finding::toString).toList()));
        }
        return read;
    }

    /** The pod that a NAMESPACE/POD argument names. */
    static PodState pod(ClusterView view, String argument) throws CommandFailed {
        int slash = argument.indexOf('/');
        if (slash <= 0 || slash == argument.length() - 1) {
            throw new CommandFailed(ExitCode.USAGE, "NAMESPACE/POD expected, not " + argument);
        }
        @Nullable PodState pod =
                view.pod(argument.substring(0, slash), argument.substring(slash + 1));
        if (pod == null) {
            throw new CommandFailed(ExitCode.DATA, "there is no pod " + argument + " in the state");
        }
        return pod;
    }

    /** Prints a tree of maps, lists, texts and numbers as JSON. */
    static void print(PrintWriter out, Object tree) {
        out.println(JSON.writeValueAsString(tree));
        out.flush();
    }

    /** Prints rows under a header, columns aligned. */
    static void table(PrintWriter out, List<String> header, List<List<String>> rows) {
        int[] widths = header.stream().mapToInt(String::length).toArray();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        line(out, header.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList(), widths);
        rows.forEach(row -> line(out, row, widths));
        out.flush();
    }

    private static void line(PrintWriter out, List<String> cells, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            boolean last = i == cells.size() - 1;
            text.append(cells.get(i))
                    .append(last ? "" : " ".repeat(widths[i] - cells.get(i).length() + 3));
        }
        out.println(text.toString().stripTrailing());
    }
}
