package dev.holdfast.cluster.live;

import dev.holdfast.cluster.rest.RestSource;
import java.time.Duration;
import java.util.Optional;

/**
 * How one watched resource, or one storage system's REST server, is.
 *
 * @param resource for example {@code replicas.longhorn.io}; the profile's name for a REST server
 * @param namespace the one watched, empty for all
 * @param listed whether all that there was at the start is in the view
 * @param age since the last event, bookmark, list or round of REST requests; the API server sends a
 *     bookmark about once a minute
 * @param problem why it last failed, empty when it works
 */
public record SourceState(
        String resource, String namespace, boolean listed, Duration age, Optional<String> problem) {
    static SourceState of(RestSource source) {
        return new SourceState(
                source.name(), "", source.isAnswered(), source.age(), source.problem());
    }
}
