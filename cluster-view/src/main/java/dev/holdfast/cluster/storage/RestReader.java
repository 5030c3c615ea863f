package dev.holdfast.cluster.storage;

import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.StorageFact;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the answers of a storage system's REST server as its profile says. */
public final class RestReader {
    private RestReader() {}

    /**
     * What all answers say together.
     *
     * @param answers by request, the objects by their ids
     */
    public static Map<ObjectId, List<StorageFact>> read(
            StorageProfile profile, Map<String, Map<String, Map<?, ?>>> answers) {
        StorageReader.Links links = (request, id) -> item(answers, request, id);
        Map<ObjectId, List<StorageFact>> facts = new HashMap<>();
        answers.forEach((request, objects) -> {
            StorageProfile.Resource resource =
                    StorageProfile.Resource.answer(profile.name(), request);
            objects.forEach((name, object) -> {
                ObjectId id = new ObjectId(resource.group(), resource.kind(), "", name);
                List<StorageFact> said = StorageReader.read(profile, id, object, links);
                if (!said.isEmpty()) {
                    facts.put(id, said);
                }
            });
        });
        return facts;
    }

    private static @Nullable Object item(
            Map<String, Map<String, Map<?, ?>>> answers, String request, String id) {
        @Nullable Map<String, Map<?, ?>> objects = answers.get(request);
        return objects == null ? null : objects.get(id);
    }
}
