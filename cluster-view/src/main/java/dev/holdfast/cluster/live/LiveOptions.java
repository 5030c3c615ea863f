package dev.holdfast.cluster.live;

import dev.holdfast.cluster.rest.RestEndpoint;
import dev.holdfast.cluster.storage.Profiles;
import dev.holdfast.cluster.storage.StorageProfile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a running cluster is watched.
 *
 * @param profiles of storage systems; those whose CustomResourceDefinitions exist are watched, and
 *     those over REST count only as {@code endpoints}
 * @param endpoints of storage systems that are asked over REST, each of another profile
 * @param podSelector a label selector for the pods to watch; empty: all pods of namespaces that
 *     have a policy. Pods that do not match are as if they were not there, members too
 * @param probe how often the API server is asked whether it is there, and for new kinds of storage
 *     objects
 * @param staleAfter copies are marked stale when the API server was silent, or their resource could
 *     not be watched, for so long
 * @param lostAfter copies are no longer believed when the API server was silent, or their resource
 *     could not be watched, for so long; nor is the view where the same is true of what every rule
 *     needs
 */
public record LiveOptions(
        List<StorageProfile> profiles,
        List<RestEndpoint> endpoints,
        Optional<String> podSelector,
        Duration probe,
        Duration staleAfter,
        Duration lostAfter) {
    public LiveOptions {
        profiles = profiles.stream().filter(profile -> profile.rest().isEmpty()).toList();
        endpoints = List.copyOf(endpoints);
    }

    /** Everybody who speaks of copies; those over REST first, since they were asked for. */
    List<StorageProfile> speakers() {
        return Stream.concat(endpoints.stream().map(RestEndpoint::profile), profiles.stream())
                .toList();
    }

    /** The same with other storage systems. */
    public LiveOptions with(List<StorageProfile> otherProfiles, List<RestEndpoint> otherEndpoints) {
        return new LiveOptions(
                otherProfiles, otherEndpoints, podSelector, probe, staleAfter, lostAfter);
    }

    /** The same with another selector of pods. */
    public LiveOptions selecting(Optional<String> selector) {
        return new LiveOptions(profiles, endpoints, selector, probe, staleAfter, lostAfter);
    }

    /**
     * The same, believed for other times, and with a probe that comes at least four times before
     * copies are stale.
     */
    public LiveOptions believedFor(Duration newStaleAfter, Duration newLostAfter) {
        Duration often = newStaleAfter.dividedBy(4);
        return new LiveOptions(
                profiles,
                endpoints,
                podSelector,
                often.compareTo(probe) < 0 ? often : probe,
                newStaleAfter,
                newLostAfter);
    }

    /**
     * The built-in profiles, no REST servers, all pods, a probe every 5 s, stale after 30 s, lost
     * after 5 min.
     */
    public static LiveOptions defaults() {
        return new LiveOptions(
                Profiles.builtIn(),
                List.of(),
                Optional.empty(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5));
    }
}
