package dev.holdfast.cluster.live;

import dev.holdfast.cluster.storage.StorageProfile;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The plain tree of an object that fabric8 gave, as the readers want it. */
public final class ObjectTree {
    private ObjectTree() {}

    /** The tree of an object of a resource, with the metadata that somebody reads. */
    public static Map<String, Object> of(
            StorageProfile.Resource resource, GenericKubernetesResource object) {
        Map<String, Object> tree = new HashMap<>(object.getAdditionalProperties());
        // Items of lists do not say what they are; the resource that was asked for does.
        String group = resource.group();
        tree.put(
                "apiVersion",
                group.isEmpty() ? resource.version() : group + "/" + resource.version());
        tree.put("kind", resource.kind());
        tree.put("metadata", metadata(object.getMetadata()));
        return tree;
    }

    private static Map<String, Object> metadata(ObjectMeta meta) {
        Map<String, Object> tree = new HashMap<>();
        put(tree, "name", meta.getName());
        put(tree, "namespace", meta.getNamespace());
        put(tree, "uid", meta.getUid());
        put(tree, "resourceVersion", meta.getResourceVersion());
        put(tree, "generation", meta.getGeneration());
        put(tree, "deletionTimestamp", meta.getDeletionTimestamp());
        put(tree, "labels", meta.getLabels());
        put(tree, "annotations", meta.getAnnotations());
        List<OwnerReference> owners = meta.getOwnerReferences();
        if (owners != null && !owners.isEmpty()) {
            tree.put("ownerReferences", owners.stream().map(ObjectTree::owner).toList());
        }
        return tree;
    }

    private static Map<String, Object> owner(OwnerReference reference) {
        Map<String, Object> tree = new HashMap<>();
        put(tree, "kind", reference.getKind());
        put(tree, "name", reference.getName());
        put(tree, "controller", reference.getController());
        return tree;
    }

    private static void put(Map<String, Object> tree, String key, @Nullable Object value) {
        if (value != null) {
            tree.put(key, value);
        }
    }
}
