package dev.holdfast.app.ask;

import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.ExitCode;
import dev.holdfast.cluster.Dump;
import dev.holdfast.cluster.document.UnreadableDocumentException;
import dev.holdfast.cluster.storage.InvalidProfileException;
import dev.holdfast.cluster.storage.Profiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How the files of a cluster are read: as {@code serve} with the same profiles reads them. */
final class StateOptions {
    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description =
                    "a profile of a further storage system, as in source.profiles of serve; may be repeated")
    private List<Path> profiles = new ArrayList<>();

    /**
     * What stands in files and directories; warnings go to {@code err}, errors are the caller's.
     *
     * @throws CommandFailed when a file cannot be read to its end, or a profile is none
     */
    Dump.Result read(List<Path> files, PrintWriter err) throws CommandFailed {
        try {
            Dump.Options options =
                    new Dump.Options(Profiles.with(profiles), Dump.Options.defaults().maxBytes());
            Dump.Result read = Dump.read(files, options);
            read.warnings().forEach(warning -> err.println("holdfast: warning: " + warning));
            return read;
        } catch (UnreadableDocumentException | InvalidProfileException e) {
            throw new CommandFailed(ExitCode.DATA, e.getMessage());
        }
    }
}
