package dev.holdfast.app.command;

import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.ExitCode;
import dev.holdfast.policy.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast explain}: the pages of docs/codes, which the build puts beside this class. */
@Command(
        name = "explain",
        description = "Prints what a code such as HF6004 means and what to do.",
        mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {
    private static final Pattern CODE = Pattern.compile("HF[0-9]{4}");

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "CODE", description = "as it stands in an answer, a log or an event")
    private String code = "";

    @Override
    public Integer call() throws CommandFailed {
        String wanted = code.toUpperCase(Locale.ROOT);
        Optional<String> page =
                CODE.matcher(wanted).matches() ? text(wanted + ".md") : Optional.empty();
        if (page.isEmpty()) {
            throw new CommandFailed(ExitCode.USAGE, "there is no code " + code + hint(wanted));
        }
        PrintWriter out = spec.commandLine().getOut();
        page.get().lines().filter(line -> !line.startsWith("<!--")).forEach(out::println);
        out.flush();
        return ExitCode.OK;
    }

    private static String hint(String wanted) {
        List<String> known =
                CODE.matcher(text("README.md").orElse(""))
                        .results()
                        .map(MatchResult::group)
                        .distinct()
                        .toList();
        return Nearest.to(wanted, known).map(near -> "; did you mean " + near + "?").orElse("");
    }

    private static Optional<String> text(String file) {
        try (@Nullable InputStream in = ExplainCommand.class.getResourceAsStream("codes/" + file)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("the page " + file + " cannot be read", e);
        }
    }
}
