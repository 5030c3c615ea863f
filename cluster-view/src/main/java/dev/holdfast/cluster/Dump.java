package dev.holdfast.cluster;

import dev.holdfast.cluster.document.Documents;
import dev.holdfast.cluster.document.UnreadableDocumentException;
import dev.holdfast.cluster.storage.Profiles;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.view.ClusterView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The view of a cluster from files of Kubernetes objects, as {@code kubectl get
 * nodes,pods,pv,pvc,... -o yaml} (or {@code json}) writes them. The order of files, documents and
 * items does not change the view. What storage systems answered over REST can stand among them, as
 * {@link StorageAnswers} says.
 */
public final class Dump {
    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

    private Dump() {}

    /**
     * What was read.
     *
     * @param errors objects that could not be read, and are not in the view; policies among them
     * @param warnings what was read but looks wrong
     * @param policies in the order of namespace and name
     * @param skipped how many objects there were of each kind that no rule reads
     */
    public record Result(
            ClusterView view,
            List<Finding> errors,
            List<Finding> warnings,
            List<DataPlacementPolicy> policies,
            Map<String, Integer> skipped) {}

    /**
     * How to read.
     *
     * @param profiles of storage systems, the first that names a driver speaks
     * @param maxBytes the most that one file may expand to
     */
    public record Options(List<StorageProfile> profiles, long maxBytes) {
        /** The built-in profiles, and 4 GiB for each file. */
        public static Options defaults() {
            return new Options(Profiles.with(List.of()), 4L << 30);
        }
    }

    /** Reads files, and directories with all below them, with the built-in profiles. */
    public static Result read(Path... filesOrDirectories) throws UnreadableDocumentException {
        return read(List.of(filesOrDirectories), Options.defaults());
    }

    /**
     * Reads files, and directories with all below them (.yaml, .yml, .json, each also .gz).
     *
     * @throws UnreadableDocumentException when a file cannot be read to its end: half a cluster
     *     would give wrong answers
     */
    public static Result read(List<Path> filesOrDirectories, Options options)
            throws UnreadableDocumentException {
        DumpCollector collector = new DumpCollector(options.profiles());
        for (Path path : filesOrDirectories) {
            for (Path file : files(path)) {
                Documents.read(file, options.maxBytes(), collector);
            }
        }
        return collector.result();
    }

    private static List<Path> files(Path path) throws UnreadableDocumentException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> below = Files.walk(path)) {
            List<Path> found = below.filter(Dump::isRead).sorted().toList();
            if (found.isEmpty()) {
                throw new UnreadableDocumentException(
                        path.toString(), "has no .yaml, .yml or .json file, nor one with .gz");
            }
            return found;
        } catch (UnreadableDocumentException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableDocumentException(path.toString(), "cannot be listed: " + e);
        }
    }

    private static boolean isRead(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        return Files.isRegularFile(file) && ENDINGS.stream().anyMatch(plain::endsWith);
    }
}
