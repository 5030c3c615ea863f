package dev.holdfast.cluster.live;

import dev.holdfast.cluster.storage.StorageProfile.Resource;
import dev.holdfast.policy.DataPlacementPolicy;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;

/** What is watched besides the objects of storage systems. */
public final class Kinds {
    static final Resource POLICY =
            new Resource(
                    DataPlacementPolicy.GROUP,
                    DataPlacementPolicy.VERSION,
                    "dataplacementpolicies",
                    DataPlacementPolicy.KIND,
                    true);

    /** Pods. */
    public static final Resource POD = new Resource("", "v1", "pods", "Pod", true);

    /** Watched in all of the cluster. */
    static final List<Resource> EVERYWHERE =
            List.of(
                    new Resource("", "v1", "nodes", "Node", false),
                    new Resource("", "v1", "persistentvolumes", "PersistentVolume", false),
                    POLICY);

    /** Watched, besides pods, in namespaces that have a policy. */
    static final List<Resource> WITH_POLICY =
            List.of(
                    new Resource("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true),
                    new Resource("apps", "v1", "statefulsets", "StatefulSet", true));

    private Kinds() {}

    /** For example {@code replicas.longhorn.io}. */
    static String name(Resource resource) {
        return resource.group().isEmpty()
                ? resource.plural()
                : resource.plural() + "." + resource.group();
    }

    /** A resource as fabric8 wants it described. */
    public static ResourceDefinitionContext context(Resource resource) {
        var context =
                new ResourceDefinitionContext.Builder()
                        .withVersion(resource.version())
                        .withPlural(resource.plural())
                        .withKind(resource.kind())
                        .withNamespaced(resource.namespaced());
        if (!resource.group().isEmpty()) {
            context.withGroup(resource.group());
        }
        return context.build();
    }
}
