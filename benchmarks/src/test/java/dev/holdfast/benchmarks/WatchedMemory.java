package dev.holdfast.benchmarks;

import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.Component;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.Scheduler;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Resident memory of the service that watches a large cluster: {@link Memory} with an API server in
 * place of a dump. Not a test: no build runs it but {@code benchmarks/memory-watched}. Nobody else
 * is in that cluster, so that 155,000 objects may stand there as they are.
 */
@ControlPlane(
        scheduler = Scheduler.MANUAL,
        apiServerFlags = "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition")
@Timeout(value = 1, unit = TimeUnit.HOURS)
class WatchedMemory {
    private static final Path CRD =
            Path.of("../manifests/crd/dataplacementpolicies.holdfast.dev.yaml");
    private static final int NODES = Integer.getInteger("holdfast.benchmark.nodes", 5000);
    private static final int DATABASES = Integer.getInteger("holdfast.benchmark.databases", 1000);
    private static final int MEMBERS = 50;

    @TempDir private Path folder;

    @Test
    void residentMemory(Cluster cluster) throws IOException, InterruptedException {
        cluster.applyCrd(Files.readString(CRD));
        cluster.stop(Component.CONTROLLER_MANAGER);
        MadeUpDump made = MadeUpDump.of(NODES, DATABASES, MEMBERS);
        Path dump = folder.resolve("dump.json");
        made.write(dump);
        try (ObjectsOfDump objects = new ObjectsOfDump(cluster.client());
                BufferedReader lines = Files.newBufferedReader(dump)) {
            objects.create(lines);
        }
        Path configuration =
                Files.writeString(
                        folder.resolve("holdfast.yaml"),
                        "source: {kubeconfig: %s}%n".formatted(cluster.kubeconfig()));
        try (ServiceProcess service =
                ServiceProcess.serve(
                        "../holdfast",
                        folder.resolve("service.log"),
                        List.of("--config=" + configuration))) {
            Memory.measure(service, made.request(NODES), NODES);
        }
    }
}
