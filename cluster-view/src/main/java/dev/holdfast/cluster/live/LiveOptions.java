package dev.holdfast.cluster.live;

import dev.holdfast.cluster.storage.CustomResourceProfile;
import dev.holdfast.cluster.storage.Profiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a running cluster is watched.
 *
 * @param profiles of storage systems; those whose CustomResourceDefinitions exist are watched
 * @param podSelector a label selector for the pods to watch; empty: all pods of namespaces that
 *     have a policy
 * @param probe how often the API server is asked whether it is there, and for new kinds of storage
 *     objects
 * @param staleAfter copies are marked stale when the API server was silent for so long
 * @param lostAfter copies are no longer believed when the API server was silent for so long
 */
public record LiveOptions(
        List<CustomResourceProfile> profiles,
        Optional<String> podSelector,
        Duration probe,
        Duration staleAfter,
        Duration lostAfter) {
    public LiveOptions {
        profiles = List.copyOf(profiles);
    }

    /** The built-in profiles, all pods, a probe every 5 s, stale after 30 s, lost after 5 min. */
    public static LiveOptions defaults() {
        return new LiveOptions(
                Profiles.builtIn(),
                Optional.empty(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5));
    }
}
