package dev.holdfast.cluster.live;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.vertx5.Vertx5HttpClientFactory;
import io.fabric8.kubernetes.model.jackson.Jackson2JdkTypesModule;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/**
 * The client that a {@link LiveView} wants. fabric8 reads the object of a watch event as the type
 * that its kind is registered for, and turns it into what was asked for only then: with all types
 * registered, as by default, each Pod would be read into a Pod, written to tokens and read again
 * into the plain tree. So nothing is registered here but what ends a watch; calls that name their
 * type (get, list, patch) are not concerned.
 *
 * <p>And a watch whose connection is dead, but was never closed, is given up: the API server sends
 * each watch a bookmark about once a minute, so one that says nothing for much longer is not alive
 * (or the API server sends none, and the watch begins again where it was, which costs little).
 * (Keep-alive packets would tell sooner, but Vert.x can have them sent only every two hours with
 * the JDK's sockets.)
 */
public final class ClusterClient {
    /** Two bookmarks and some time. */
    private static final Duration QUIET = Duration.ofSeconds(150);

    private ClusterClient() {}

    /** A client for the cluster of this configuration; the caller closes it. */
    public static KubernetesClient of(Config config) {
        return of(config, QUIET);
    }

    /**
     * The same.
     *
     * @param quiet how long a watch may say nothing; whole seconds, at least one
     */
    static KubernetesClient of(Config config, Duration quiet) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new Connections(quiet))
                .withKubernetesSerialization(serialization())
                .build();
    }

    private static final class Connections extends Vertx5HttpClientFactory {
        private final Duration quiet;

        Connections(Duration quiet) {
            this.quiet = quiet;
        }

        @Override
        protected void additionalConfig(
                WebClientOptions requests, WebSocketClientOptions watches, PoolOptions pool) {
            watches.setIdleTimeoutUnit(TimeUnit.SECONDS)
                    .setReadIdleTimeout(Math.toIntExact(quiet.toSeconds()));
        }
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
