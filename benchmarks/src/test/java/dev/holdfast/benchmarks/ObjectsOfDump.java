package dev.holdfast.benchmarks;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Makes the objects of a {@link MadeUpDump} in an API server. */
final class ObjectsOfDump implements AutoCloseable {
    private static final int AT_A_TIME = 64;

    /** Rules read these ones' status; an API server drops it from what is created. */
    private static final Set<String> WITH_STATUS = Set.of("Pod", "PersistentVolume");

    private final KubernetesClient client;
    private final ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME);
    private final Semaphore waiting = new Semaphore(4 * AT_A_TIME);
    private final Set<String> namespaces = new HashSet<>();
    private final Queue<IllegalStateException> failures = new ConcurrentLinkedQueue<>();

    ObjectsOfDump(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Creates each object of a dump, which stands on a line of its own, with its status.
     *
     * @throws IllegalStateException when the API server takes one of them not
     */
    void create(BufferedReader dump) throws IOException, InterruptedException {
        dump.readLine();
        for (String line = dump.readLine(); line != null; line = dump.readLine()) {
            if (line.startsWith("]")) {
                continue;
            }
            String json = line.endsWith(",") ? line.substring(0, line.length() - 1) : line;
            GenericKubernetesResource object = object(json);
            makeNamespaceOf(object);
            waiting.acquire();
            workers.execute(() -> {
                try {
                    create(object);
                } catch (RuntimeException e) {
                    failures.add(new IllegalStateException("not created: " + json, e));
                } finally {
                    waiting.release();
                }
            });
        }
        waiting.acquire(4 * AT_A_TIME);
        if (!failures.isEmpty()) {
            throw failures.element();
        }
    }

    private void makeNamespaceOf(GenericKubernetesResource object) {
        String namespace = object.getMetadata().getNamespace();
        if (namespace != null && namespaces.add(namespace)) {
            client.resource(
                            new NamespaceBuilder()
                                    .withNewMetadata()
                                    .withName(namespace)
                                    .endMetadata()
                                    .build())
                    .create();
        }
    }

    private void create(GenericKubernetesResource object) {
        object.getMetadata().setUid(null);
        object.getMetadata().setResourceVersion(null);
        object.getMetadata().setCreationTimestamp(null);
        String path = path(object);
        GenericKubernetesResource created = object(client.raw(path, "POST", object));
        Object status = object.getAdditionalProperties().get("status");
        if (status != null && WITH_STATUS.contains(object.getKind())) {
            created.setAdditionalProperty("status", status);
            client.raw(path + "/" + object.getMetadata().getName() + "/status", "PUT", created);
        }
    }

    private static String path(GenericKubernetesResource object) {
        String version = object.getApiVersion();
        String namespace = object.getMetadata().getNamespace();
        String kind = object.getKind().toLowerCase(Locale.ROOT);
        return (version.contains("/") ? "/apis/" : "/api/")
                + version
                + (namespace == null ? "" : "/namespaces/" + namespace)
                + "/"
                + (kind.endsWith("policy") ? kind.replaceAll("y$", "ies") : kind + "s");
    }

    private GenericKubernetesResource object(String json) {
        return client.getKubernetesSerialization().unmarshal(json, GenericKubernetesResource.class);
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
