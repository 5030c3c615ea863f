package dev.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.config.ConfigurationFile;
import dev.holdfast.app.config.InvalidConfiguration;
import dev.holdfast.app.service.Running;
import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A storage system that Holdfast does not know: its profile is given in the configuration file, its
 * objects are read from a real API server with the account's own rights, and answers follow them.
 */
@ControlPlane(scheduler = Scheduler.MANUAL)
class OwnProfileKT {
    private static final Path CRD =
            Path.of("../manifests/crd/dataplacementpolicies.holdfast.dev.yaml");
    private static final String ACCOUNT = "system:serviceaccount:holdfast:holdfast";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String FAILING =
            "holdfast_view_source_failing{namespace=\"\",resource=\"disks.acme.example\"";
    private static final JsonMapper JSON = new JsonMapper();

    private final Cluster cluster;
    @TempDir private Path folder;

    OwnProfileKT(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void filterFollowsTheCopiesThatAnAdministratorsProfileFinds()
            throws IOException, CommandFailed, InvalidConfiguration {
        List<String> nodes = cluster.addNodes("a", 3);
        cluster.applyCrd(Files.readString(CRD));
        cluster.applyCrd(Acme.DEFINITION);
        cluster.kubectl("apply", "-f", "../manifests/rbac/holdfast.yaml").orThrow();
        String namespace = cluster.namespace();
        apply(
                Acme.policy(namespace),
                Acme.volume("disk", namespace, "data-db-0"),
                Acme.member(namespace),
                Acme.disk("disk", nodes.get(0), nodes.get(1)));

        try (Running running = Running.configured(ConfigurationFile.read(configuration()))) {
            cluster.await(
                    () -> metric(running, FAILING) == 1, LIMIT, "the kind that may not be read");
            assertThat(allowed(running, namespace, nodes)).isEmpty();
            apply(Acme.rights());

            awaitAllowed(running, namespace, nodes, nodes.get(0));
            assertThat(why(namespace, "--profile", profile().toString()))
                    .isEqualTo(allowed(running, namespace, nodes))
                    .isNotEqualTo(why(namespace));

            apply(Acme.disk("disk", nodes.get(1), nodes.get(0)));
            awaitAllowed(running, namespace, nodes, nodes.get(1));
        }
    }

    private Path configuration() throws IOException {
        Path kubeconfig =
                cluster.kubeconfigFor(
                        ACCOUNT, "system:serviceaccounts", "system:serviceaccounts:holdfast");
        return Files.writeString(
                folder.resolve("holdfast.yaml"),
                """
                extender: {listen: {port: 0}}
                probes: {port: 0}
                source: {kubeconfig: %s, profiles: [%s]}
                warmUp: {requests: 0}
                leader: {elect: false}
                """
                        .formatted(kubeconfig, profile()));
    }

    private Path profile() throws IOException {
        return Files.writeString(folder.resolve("acme.yaml"), Acme.profile());
    }

    private static double metric(Running running, String name) {
        try {
            return running.metric(name);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitAllowed(
            Running running, String namespace, List<String> asked, String expected) {
        cluster.await(
                () -> allowed(running, namespace, asked).equals(List.of(expected)),
                LIMIT,
                "only " + expected + " allowed");
    }

    /** The nodes that filter leaves. */
    private List<String> allowed(Running running, String namespace, List<String> asked) {
        String pod =
                cluster.kubectl("get", "pod", "db-0", "-n", namespace, "-o", "json")
                        .orThrow()
                        .output();
        String names = JSON.writeValueAsString(asked);
        try {
            String body = "{\"Pod\": %s, \"NodeNames\": %s}".formatted(pod, names);
            return texts(
                    JSON.readTree(running.post("/extender/filter", body).body()).get("NodeNames"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The nodes that {@code why} allows on a dump of the cluster. */
    private List<String> why(String namespace, String... options) throws IOException {
        String dump =
                cluster.kubectl("get", "nodes,pods,pvc,pv,dpp,disks", "-A", "-o", "yaml")
                        .orThrow()
                        .output();
        Path state = Files.writeString(folder.resolve("state.yaml"), dump);
        Run run =
                Run.of(
                        Stream.concat(
                                        Stream.of(
                                                "why",
                                                "--state",
                                                state.toString(),
                                                "-o",
                                                "json",
                                                namespace + "/db-0"),
                                        Stream.of(options))
                                .toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return JSON.readTree(run.out())
                .get("nodes")
                .valueStream()
                .filter(node -> node.get("allowed").booleanValue())
                .map(node -> node.get("name").stringValue())
                .toList();
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::stringValue).toList();
    }

    private void apply(String... documents) throws IOException {
        Path file =
                Files.writeString(
                        Files.createTempFile(folder, "objects", ".yaml"),
                        String.join("---\n", documents));
        cluster.await(
                () -> cluster.kubectl("apply", "-f", file.toString()).exitCode() == 0,
                LIMIT,
                "applied");
    }
}
