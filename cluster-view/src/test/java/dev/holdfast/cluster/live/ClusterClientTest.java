package dev.holdfast.cluster.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;

final class ClusterClientTest {
    private static final String POD =
            """
            {"apiVersion": "v1", "kind": "Pod", "spec": {"nodeName": "a"},
             "metadata": {"name": "db-0", "managedFields": [
              {"manager": "kubelet", "operation": "Update", "fieldsV1": {"f:status": {}}}]}}
            """;

    @Test
    void managedFieldsAreNotRead() {
        try (KubernetesClient client =
                ClusterClient.of(new ConfigBuilder().withMasterUrl("http://127.0.0.1:1").build())) {
            GenericKubernetesResource pod =
                    client.getKubernetesSerialization()
                            .unmarshal(POD, GenericKubernetesResource.class);

            assertThat(pod.getMetadata().getName()).isEqualTo("db-0");
            assertThat(pod.getMetadata().getManagedFields()).isEmpty();
            assertThat(pod.getMetadata().getAdditionalProperties()).isEmpty();
            assertThat(pod.getAdditionalProperties()).containsKey("spec");
        }
    }
}
