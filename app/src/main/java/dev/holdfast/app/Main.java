package dev.holdfast.app;

import dev.holdfast.app.ask.AdviseCommand;
import dev.holdfast.app.ask.DrainCheckCommand;
import dev.holdfast.app.ask.LintCommand;
import dev.holdfast.app.ask.SurviveCommand;
import dev.holdfast.app.ask.WhyCommand;
import dev.holdfast.app.command.CrdCommand;
import dev.holdfast.app.command.DemoCommand;
import dev.holdfast.app.command.ExplainCommand;
import dev.holdfast.app.command.SchedulerConfigCommand;
import dev.holdfast.app.command.ServeCommand;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The process's entry. The only place that ends the process. */
@Command(
        name = "holdfast",
        description = "Keeps replicated databases on Kubernetes on top of their data.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "holdfast 0.1.0-SNAPSHOT")
public final class Main implements Runnable {
    @Spec private CommandSpec spec;

    /** Made by {@link #commandLine}. */
    Main() {}

    /** The commands, in the order of the help. A new command is one more entry. */
    private static List<Object> commands() {
        return List.of(
                new ServeCommand(),
                new DemoCommand(),
                new SchedulerConfigCommand(),
                new CrdCommand(),
                new SurviveCommand(),
                new AdviseCommand(),
                new WhyCommand(),
                new DrainCheckCommand(),
                new LintCommand(),
                new ExplainCommand(),
                new HelpCommand());
    }

    /** The whole command line with its conventions for errors and exit codes. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        commands().forEach(line::addSubcommand);
        line.setExitCodeExceptionMapper(
                e -> e instanceof CommandLine.ParameterException ? ExitCode.USAGE : ExitCode.BUG);
        line.setExecutionExceptionHandler(new Failures());
        forAll(line);
        return line;
    }

    private static void forAll(CommandLine line) {
        line.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE);
        line.getCommandSpec().exitCodeOnExecutionException(ExitCode.BUG);
        line.getSubcommands().values().forEach(Main::forAll);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Which command?");
    }

    /** Ends the process with the command's exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    private static final class Failures implements IExecutionExceptionHandler {
        @Override
        public int handleExecutionException(
                Exception e, CommandLine commandLine, ParseResult parseResult) {
            PrintWriter err = commandLine.getErr();
            if (e instanceof CommandFailed failed) {
                err.println("holdfast: " + failed.getMessage());
                return failed.exitCode();
            }
            err.println("holdfast: this is a bug; please report it with what follows");
            e.printStackTrace(err);
            return ExitCode.BUG;
        }
    }
}
