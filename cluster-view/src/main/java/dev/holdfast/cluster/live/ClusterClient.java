package dev.holdfast.cluster.live;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.model.jackson.Jackson2JdkTypesModule;
import tools.jackson.databind.json.JsonMapper;

/**
 * The client that a {@link LiveView} wants. fabric8 reads the object of a watch event as the type
 * that its kind is registered for, and turns it into what was asked for only then: with all types
 * registered, as by default, each Pod would be read into a Pod, written to tokens and read again
 * into the plain tree. So nothing is registered here but what ends a watch; calls that name their
 * type (get, list, patch) are not concerned.
 */
public final class ClusterClient {
    private ClusterClient() {}

    /** A client for the cluster of this configuration; the caller closes it. */
    public static KubernetesClient of(Config config) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(serialization())
                .build();
    }

    @JsonIgnoreProperties("managedFields")
    private interface WithoutManagedFields {}

    private static KubernetesSerialization serialization() {
        JsonMapper mapper =
                JsonMapper.builderWithJackson2Defaults()
                        .addModule(new Jackson2JdkTypesModule())
                        .addMixIn(ObjectMeta.class, WithoutManagedFields.class)
                        .build();
        KubernetesSerialization plain = new KubernetesSerialization(mapper, false);
        // Without it a watch would not know its end (410 Gone) from an object.
        plain.registerKubernetesResource("v1", "Status", Status.class);
        return plain;
    }
}
