package dev.holdfast.controlplane;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The machines behind the nodes: one kwok process per zone, and one for nodes without a zone.
 *
 * <p>A zone dies by SIGSTOP of its kwok. A single machine dies by a label that takes it out of
 * kwok's selector: kwok then renews neither its lease nor looks after its pods, as if it had lost
 * power.
 */
final class SimulatedMachines {
    private static final String DEAD = "holdfast.dev/machine";

    private final Path configuration;
    private final BiFunction<String, List<String>, ComponentProcess> processes;
    private final Probe probe;
    private final int leaseSeconds;
    private final Map<String, ComponentProcess> byZone = new LinkedHashMap<>();

    /**
     * @param processes makes a process of a name and kwok's arguments
     * @param leaseSeconds how long a node's lease holds; must be below the node monitor grace
     *     period
     */
    SimulatedMachines(
            Workspace workspace,
            BiFunction<String, List<String>, ComponentProcess> processes,
            Probe probe,
            int leaseSeconds) {
        this.configuration = workspace.write("stages.yaml", stages());
        this.processes = processes;
        this.probe = probe;
        this.leaseSeconds = leaseSeconds;
    }

    /** Makes sure that the machines of a zone (null: of none) are looked after. */
    synchronized void powerOn(@Nullable String zone) {
        if (!byZone.containsKey(key(zone))) {
            String selector = zone == null ? "!" + NodeSpec.ZONE : NodeSpec.ZONE + "=" + zone;
            ComponentProcess kwok =
                    processes.apply(
                            zone == null ? "kwok" : "kwok-" + zone,
                            List.of(
                                    "--config=" + configuration,
                                    "--manage-nodes-with-label-selector=" + selector + ",!" + DEAD,
                                    "--node-lease-duration-seconds=" + leaseSeconds));
            kwok.start();
            byZone.put(key(zone), kwok);
            kwok.awaitServing(probe);
        }
    }

    static void failNode(KubernetesClient client, String node) {
        label(client, node, "\"dead\"");
    }

    static void healNode(KubernetesClient client, String node) {
        label(client, node, "null");
    }

    private static void label(KubernetesClient client, String node, String value) {
        client.nodes()
                .withName(node)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"%s\":%s}}}".formatted(DEAD, value));
    }

    void failZone(String zone) {
        get(zone).signal("STOP");
    }

    void healZone(String zone) {
        get(zone).signal("CONT");
    }

    synchronized Collection<ComponentProcess> all() {
        return List.copyOf(byZone.values());
    }

    private synchronized ComponentProcess get(String zone) {
        ComponentProcess kwok = byZone.get(key(zone));
        if (kwok == null) {
            throw new ControlPlaneException(
                    "no nodes in zone " + zone + "; zones: " + byZone.keySet());
        }
        return kwok;
    }

    private static String key(@Nullable String zone) {
        return Objects.requireNonNullElse(zone, "");
    }

    private static String stages() {
        try (InputStream resource = SimulatedMachines.class.getResourceAsStream("stages.yaml")) {
            return new String(
                    Objects.requireNonNull(resource, "stages.yaml is not beside this class")
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read stages.yaml", e);
        }
    }

    /** Health address of kwok on a port. */
    static URI health(int port) {
        return URI.create("http://127.0.0.1:" + port + "/healthz");
    }
}
