package dev.holdfast.cluster.live;

import dev.holdfast.cluster.rest.RestSource;
import dev.holdfast.cluster.storage.StorageProfile.Resource;
import java.time.Duration;
import java.util.Optional;

/**
 * How one watched resource, or one storage system's REST server, is.
 *
 * @param resource for example {@code replicas.longhorn.io}; the profile's name for a REST server
 * @param namespace the one watched, empty for all
 * @param listed whether all that there was at the start is in the view
 * @param age since it was last known that nothing is missed: the last list, the last moment in
 *     which the watch stood and the API server answered, or the last round of REST requests
 * @param problem why it last failed, empty when it works
 */
public record SourceState(
        String resource, String namespace, boolean listed, Duration age, Optional<String> problem) {
    static SourceState of(RestSource source) {
        return new SourceState(
                source.name(), "", source.isAnswered(), source.age(), source.problem());
    }

    /** A resource of which it is not known whether the API server serves it. */
    static SourceState unknown(Resource resource, Duration age, String cause) {
        return new SourceState(Kinds.name(resource), "", false, age, Optional.of(cause));
    }
}
