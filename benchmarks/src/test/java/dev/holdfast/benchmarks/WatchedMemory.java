package dev.holdfast.benchmarks;

import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.Component;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.Scheduler;
import io.fabric8.kubernetes.client.Config;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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
        byte[] request = made.request(NODES);
        System.out.println("image, as in a pod");
        try (ServiceProcess service =
                ServiceProcess.serve(
                        "../target/image/bin/holdfast",
                        folder.resolve("image.log"),
                        List.of(),
                        asInAPod(cluster.client().getConfiguration()))) {
            Memory.measure(service, request, NODES);
        }
        System.out.println("clone, kubeconfig");
        try (ServiceProcess service =
                ServiceProcess.serve(
                        "../holdfast",
                        folder.resolve("clone.log"),
                        List.of("--kubeconfig=" + cluster.kubeconfig()))) {
            Memory.measure(service, request, NODES);
        }
    }

    /**
     * The API server by variables, which fabric8 takes as it takes those of a pod: a kubeconfig
     * makes it load the classes of all kinds, some 9 MiB that nobody asks for afterwards.
     */
    private Map<String, String> asInAPod(Config config) throws IOException {
        return Map.of(
                "KUBERNETES_AUTH_TRYKUBECONFIG",
                "false",
                "KUBERNETES_MASTER",
                config.getMasterUrl(),
                "KUBERNETES_CERTS_CA_FILE",
                pem("ca.pem", config.getCaCertData()),
                "KUBERNETES_CERTS_CLIENT_FILE",
                pem("client.pem", config.getClientCertData()),
                "KUBERNETES_CERTS_CLIENT_KEY_FILE",
                pem("key.pem", config.getClientKeyData()));
    }

    private String pem(String name, String data) throws IOException {
        byte[] content = Base64.getDecoder().decode(data);
        return Files.write(folder.resolve(name), content).toString();
    }
}
