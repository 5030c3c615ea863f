package dev.holdfast.cluster.object;

import java.util.List;
import java.util.Map;

/** Reads objects of kinds that Kubernetes itself does not have. */
public interface CustomReader {
    /** Whether it reads objects like this. */
    boolean reads(ObjectId id);

    /** What an object says; nothing when it does not read it. */
    List<StorageFact> read(ObjectId id, Map<?, ?> object);
}
