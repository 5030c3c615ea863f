package dev.holdfast.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of one control plane: certificates, kubeconfigs, data; removed with it. Logs lie
 * elsewhere and stay.
 */
final class Workspace {
    private final Path directory;
    private final String server;
    private final Certificates certificates;
    private final ConcurrentHashMap<String, Path> kubeconfigs = new ConcurrentHashMap<>();

    /**
     * @param directory exists
     * @param server URL of the API server
     */
    Workspace(Path directory, String server, Certificates certificates) {
        this.directory = directory;
        this.server = server;
        this.certificates = certificates;
    }

    static Path newDirectory() {
        try {
            return Files.createTempDirectory("holdfast-control-plane-");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary directory", e);
        }
    }

    /** An empty directory for logs: what an earlier run of the same test left is removed. */
    static Path emptyLogs(Path logs) {
        try {
            Files.createDirectories(logs);
            try (var files = Files.list(logs)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".log")).toList()) {
                    Files.delete(file);
                }
            }
            return logs;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + logs, e);
        }
    }

    Path directory() {
        return directory;
    }

    Certificates certificates() {
        return certificates;
    }

    String file(String name) {
        return directory.resolve(name).toString();
    }

    Path write(String name, String text) {
        Path file = directory.resolve(name);
        Credential.writeText(file, text);
        return file;
    }

    /** The kubeconfig of a user; made once. */
    Path kubeconfigFor(String user, List<String> groups) {
        return kubeconfigs.computeIfAbsent(
                user + groups, _ -> kubeconfigOf(user, certificates.client(user, groups)));
    }

    /** A kubeconfig with this credential. */
    Path kubeconfigOf(String user, Credential credential) {
        return write(
                user.replaceAll("[^A-Za-z0-9.-]", "-")
                        + "-"
                        + Integer.toHexString(credential.hashCode())
                        + ".kubeconfig",
                Kubeconfig.of(
                        server,
                        Credential.pem(certificates.authority().certificate()),
                        credential));
    }
}
