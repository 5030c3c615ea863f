package dev.holdfast.cluster.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReducedStoreTest {
    private final ReducedStore store = new ReducedStore();

    private static GenericKubernetesResource object(@Nullable String namespace, String name) {
        GenericKubernetesResource object = new GenericKubernetesResource();
        object.setMetadata(
                new ObjectMetaBuilder()
                        .withNamespace(namespace)
                        .withName(name)
                        .withUid("6e0de000")
                        .withResourceVersion("7")
                        .withLabels(Map.of("app", "db"))
                        .build());
        object.setAdditionalProperty("spec", Map.of("nodeName", "n"));
        return object;
    }

    @ParameterizedTest(name = "{1} in {0}")
    @CsvSource({"team, db-0", ", worker-1", "null, db-0"})
    void keepsNameUidAndVersionAndNothingElse(@Nullable String namespace, String name) {
        GenericKubernetesResource object = object(namespace, name);
        String key = store.getKey(object);
        assertThat(store.put(key, object)).isNull();

        GenericKubernetesResource kept = Objects.requireNonNull(store.put(key, object));
        assertThat(store.getKey(kept)).isEqualTo(key);
        assertThat(kept.getAdditionalProperties()).isEmpty();
        ObjectMeta metadata = kept.getMetadata();
        assertThat(metadata.getNamespace()).isEqualTo(namespace);
        assertThat(metadata.getName()).isEqualTo(name);
        assertThat(metadata.getUid()).isEqualTo("6e0de000");
        assertThat(metadata.getResourceVersion()).isEqualTo("7");
        assertThat(metadata.getLabels()).isEmpty();
    }
}
