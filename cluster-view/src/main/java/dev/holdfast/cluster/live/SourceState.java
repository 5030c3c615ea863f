package dev.holdfast.cluster.live;

import java.time.Duration;
import java.util.Optional;

/**
 * How one watched resource is.
 *
 * @param resource for example {@code replicas.longhorn.io}
 * @param namespace the one watched, empty for all
 * @param listed whether all that there was at the start is in the view
 * @param age since the last event, bookmark or list; the API server sends a bookmark about once a
 *     minute
 * @param problem why it last failed, empty when it works
 */
public record SourceState(
        String resource,
        String namespace,
        boolean listed,
        Duration age,
        Optional<String> problem) {}
