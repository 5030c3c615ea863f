package dev.holdfast.cluster.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReducedStoreTest {
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

    @ParameterizedTest(name = "{1} in {0}, with uids: {2}")
    @CsvSource({"team, db-0, true", "team, db-0, false", ", worker-1, true", "null, db-0, false"})
    void keepsNameVersionAndUidAndNothingElse(
            @Nullable String namespace, String name, boolean uids) {
        ReducedStore store = uids ? ReducedStore.withUids() : ReducedStore.ofVersions();
        GenericKubernetesResource object = object(namespace, name);
        String key = store.getKey(object);
        assertThat(store.put(key, object)).isNull();

        GenericKubernetesResource kept = Objects.requireNonNull(store.put(key, object));
        assertThat(store.getKey(kept)).isEqualTo(key);
        assertThat(kept.getAdditionalProperties()).isEmpty();
        ObjectMeta metadata = kept.getMetadata();
        assertThat(metadata.getNamespace()).isEqualTo(namespace);
        assertThat(metadata.getName()).isEqualTo(name);
        assertThat(metadata.getUid()).isEqualTo(uids ? "6e0de000" : null);
        assertThat(metadata.getResourceVersion()).isEqualTo("7");
        assertThat(metadata.getLabels()).isEmpty();
        assertThat(store.get(key)).isEqualTo(kept);
    }

    @Test
    void listsWhatWasPutAndNotRemoved() {
        ReducedStore store = ReducedStore.ofVersions();
        for (String name : List.of("a", "b")) {
            for (String namespace : List.of("one", "two")) {
                GenericKubernetesResource object = object(namespace, name);
                store.put(store.getKey(object), object);
            }
        }

        assertThat(store.remove("two/a")).isNotNull();
        assertThat(store.remove("two/b")).isNotNull();
        assertThat(store.remove("two/b")).isNull();
        assertThat(store.remove("three/b")).isNull();

        assertThat(store.keySet()).containsExactlyInAnyOrder("one/a", "one/b");
        assertThat(store.values().map(store::getKey)).containsExactlyInAnyOrder("one/a", "one/b");
        assertThat(store.size()).isEqualTo(2);
        assertThat(store.get("two/b")).isNull();
        assertThat(store.get("three/b")).isNull();
    }
}
