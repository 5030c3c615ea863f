package dev.holdfast.cluster.object;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Decoded;
import dev.holdfast.policy.PolicyDecoder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads an object of any kind that rules know; the same for dumps and watches. */
public final class ObjectReader {
    /** {@link ObjectId#type()} of a policy. */
    public static final String POLICY = DataPlacementPolicy.KIND + "." + DataPlacementPolicy.GROUP;

    private static final Set<String> NAMESPACED =
            Set.of("Pod", "PersistentVolumeClaim", "StatefulSet.apps", POLICY);

    private final CustomReader storage;
    private final AnnotationFilter annotations;

    /** Reads storage systems' objects with this reader, and keeps these annotations of pods. */
    public ObjectReader(CustomReader storage, AnnotationFilter annotations) {
        this.storage = storage;
        this.annotations = annotations;
    }

    /** The identity of an object; objects in files may leave out the namespace {@code default}. */
    public static ObjectId id(Map<?, ?> object) {
        ObjectId stated = ObjectId.of(object);
        return stated.namespace().isEmpty() && NAMESPACED.contains(stated.type())
                ? new ObjectId(stated.group(), stated.kind(), "default", stated.name())
                : stated;
    }

    /**
     * What an object says.
     *
     * @param object its plain tree, with apiVersion and kind
     * @return empty when nothing is read of its kind
     * @throws MalformedObjectException when a field that is read has a wrong type, or a policy does
     *     not decode
     */
    public Optional<Fact> read(Map<?, ?> object) {
        ObjectId id = ObjectId.of(object);
        Field root = Field.root(object);
        return switch (id.type()) {
            case "Node" -> Optional.of(new Fact.OfNode(NodeReader.read(root)));
            case "Pod" -> Optional.of(new Fact.OfPod(PodReader.read(root, annotations)));
            case "PersistentVolumeClaim" -> Optional.of(new Fact.OfClaim(ClaimReader.read(root)));
            case "PersistentVolume" -> Optional.of(new Fact.OfVolume(VolumeReader.read(root)));
            case "StatefulSet.apps" -> Optional.of(new Fact.OfOwner(OwnerReader.read(root)));
            case POLICY -> Optional.of(new Fact.OfPolicy(policy(object)));
            default ->
                    storage.reads(id)
                            ? Optional.of(new Fact.OfStorage(storage.read(id, object)))
                            : Optional.empty();
        };
    }

    private static DataPlacementPolicy policy(Map<?, ?> object) {
        return switch (PolicyDecoder.decode(object)) {
            case Decoded.Ok(DataPlacementPolicy policy) -> policy;
            case Decoded.Refused refused -> throw new MalformedObjectException(refused.problems());
        };
    }
}
