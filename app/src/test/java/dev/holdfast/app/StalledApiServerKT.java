package dev.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.config.ConfigurationFile;
import dev.holdfast.app.config.InvalidConfiguration;
import dev.holdfast.app.service.Running;
import dev.holdfast.controlplane.Cluster;
import dev.holdfast.controlplane.ControlPlane;
import dev.holdfast.controlplane.CuttableProxy;
import dev.holdfast.controlplane.Scheduler;
import dev.holdfast.extender.ViewState;
import dev.holdfast.view.ClusterView;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The running service while a real API server says nothing more, in both stances. */
@ControlPlane(scheduler = Scheduler.MANUAL)
@Timeout(240)
class StalledApiServerKT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String AGE = "holdfast_view_source_age_seconds{";
    private static final String TOO_OLD = "HF2002: view is too old: the API server does not answer";

    private final Cluster cluster;
    private final Path folder;
    private final CuttableProxy proxy;
    private final Path kubeconfig;
    private final List<String> a;
    private final String b;

    StalledApiServerKT(Cluster cluster, @TempDir Path folder) throws IOException {
        this.cluster = cluster;
        this.folder = folder;
        cluster.applyCrd(
                Files.readString(
                        Path.of("../manifests/crd/dataplacementpolicies.holdfast.dev.yaml")));
        URI server = URI.create(cluster.client().getConfiguration().getMasterUrl());
        this.proxy = new CuttableProxy(new InetSocketAddress(server.getHost(), server.getPort()));
        this.kubeconfig = proxy.kubeconfig(cluster.kubeconfig(), folder.resolve("kubeconfig"));
        this.a = cluster.addNodes("a", 2);
        this.b = cluster.addNodes("b", 1).getFirst();
        cluster.addNodes("c", 1);
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
    }

    @Test
    void strictAnswersAnErrorLenientLetsPassAndBothJudgeAgainAfterwards()
            throws IOException, CommandFailed, InvalidConfiguration {
        String namespace = namespaceWithOneMemberIn(a.getFirst());
        try (Running strict = serving("strict");
                Running lenient = serving("lenient")) {
            for (Running each : List.of(strict, lenient)) {
                each.await("db-0 in the view", () -> sees(each, namespace));
                assertThat(refused(filter(each, namespace))).contains("HF1007");
                assertThat(age(each, "nodes", "")).isLessThan(5);
            }

            proxy.stall();
            strict.await("HF2002", () -> error(filter(strict, namespace)).equals(TOO_OLD));
            lenient.await(
                    "everything to pass",
                    () -> {
                        JsonNode answer = filter(lenient, namespace);
                        assertThat(error(answer)).isEmpty();
                        return answer.get("NodeNames").size() == 2;
                    });
            for (Running each : List.of(strict, lenient)) {
                HttpResponse<String> preempt =
                        each.post("/extender/preempt", preemption(namespace));
                assertThat(preempt.statusCode()).isEqualTo(503);
                assertThat(preempt.body()).startsWith(TOO_OLD);
                assertThat(each.metric("holdfast_view_silence_seconds")).isGreaterThan(8);
                grows(each, "nodes", "");
                grows(each, "persistentvolumes", "");
                grows(each, "pods", namespace);
            }

            proxy.mend();
            for (Running each : List.of(strict, lenient)) {
                each.await(
                        "a judgement again",
                        () -> refused(filter(each, namespace)).contains("HF1007"));
                each.await("a young source", () -> age(each, "nodes", "") < 5);
            }
        }
    }

    private Running serving(String stance) throws IOException, CommandFailed, InvalidConfiguration {
        Path file =
                Files.writeString(
                        folder.resolve(stance + ".yaml"),
                        """
                        extender: {listen: {port: 0}, stance: %s}
                        probes: {port: 0}
                        source: {kubeconfig: '%s', staleAfter: 5s, lostAfter: 8s}
                        leader: {elect: false}
                        """
                                .formatted(stance, kubeconfig));
        Running running = Running.configured(ConfigurationFile.read(file));
        running.await("ready", () -> running.get("/readyz").statusCode() == 200);
        return running;
    }

    private static void grows(Running service, String resource, String namespace)
            throws IOException {
        double before = age(service, resource, namespace);
        assertThat(before).isGreaterThan(5);
        service.await(
                resource + " to get older", () -> age(service, resource, namespace) > before + 1);
    }

    private static double age(Running service, String resource, String namespace)
            throws IOException {
        return service.metric(
                AGE + "namespace=\"%s\",resource=\"%s\"".formatted(namespace, resource));
    }

    private static boolean sees(Running service, String namespace) {
        return service.service().state() instanceof ViewState.Ready(ClusterView view)
                && view.policy(namespace, "db") != null
                && view.pod(namespace, "db-0") != null;
    }

    private static String error(JsonNode answer) {
        return answer.get("Error").stringValue();
    }

    private static String refused(JsonNode answer) {
        return String.valueOf(answer.get("FailedAndUnresolvableNodes"));
    }

    /** The second of three members, offered the zone of the first and another one. */
    private JsonNode filter(Running service, String namespace) throws IOException {
        HttpResponse<String> answer =
                service.post(
                        "/extender/filter",
                        "{\"Pod\":%s,\"Nodes\":null,\"NodeNames\":[\"%s\",\"%s\"]}"
                                .formatted(pod(namespace), a.getLast(), b));
        assertThat(answer.statusCode()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private String preemption(String namespace) {
        return "{\"Pod\":%s,\"NodeNameToVictims\":null,\"NodeNameToMetaVictims\":{\"%s\":{\"Pods\":[],\"NumPDBViolations\":0}}}"
                .formatted(pod(namespace), b);
    }

    private static String pod(String namespace) {
        return "{\"metadata\":{\"name\":\"db-1\",\"namespace\":\"%s\",\"uid\":\"u1\",\"labels\":{\"app\":\"db\"}},\"spec\":{\"containers\":[]}}"
                .formatted(namespace);
    }

    private String namespaceWithOneMemberIn(String node) throws IOException {
        String namespace = cluster.namespace();
        Path file =
                Files.writeString(
                        folder.resolve("objects.yaml"),
                        """
                        apiVersion: holdfast.dev/v1alpha1
                        kind: DataPlacementPolicy
                        metadata: {name: db, namespace: %1$s}
                        spec:
                          enforcement: Enforce
                          selector: {matchLabels: {app: db}}
                          roles:
                          - name: db
                            replication: {factor: 3}
                            survive: [{lose: {zone: 1}}]
                        ---
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: db-0, namespace: %1$s, labels: {app: db}}
                        spec:
                          nodeName: %2$s
                          tolerations: [{operator: Exists}]
                          containers: [{name: db, image: registry.example/db}]
                        """
                                .formatted(namespace, node));
        cluster.await(
                () -> cluster.kubectl("apply", "-f", file.toString()).exitCode() == 0,
                Scene.LIMIT,
                "applied");
        return namespace;
    }
}
