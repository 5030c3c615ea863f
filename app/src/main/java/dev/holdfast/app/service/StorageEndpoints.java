package dev.holdfast.app.service;

import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.ExitCode;
import dev.holdfast.app.config.Configuration;
import dev.holdfast.cluster.rest.RestEndpoint;
import dev.holdfast.cluster.storage.StorageProfile;
import java.util.ArrayList;
import java.util.List;

/** The configured REST servers with their profiles. */
final class StorageEndpoints {
    private StorageEndpoints() {}

    /**
     * One endpoint for each.
     *
     * @throws CommandFailed when one names no profile that is read over REST, or its address cannot
     *     be one
     */
    static List<RestEndpoint> of(List<Configuration.Storage> storage, List<StorageProfile> profiles)
            throws CommandFailed {
        List<RestEndpoint> endpoints = new ArrayList<>();
        for (Configuration.Storage each : storage) {
            try {
                endpoints.add(
                        new RestEndpoint(
                                profile(each.profile(), profiles),
                                each.url(),
                                each.token(),
                                each.tls(),
                                each.timing(),
                                each.maxBytes()));
            } catch (IllegalArgumentException e) {
                throw new CommandFailed(
                        ExitCode.DATA, "source.storage, " + each.profile() + ": " + e.getMessage());
            }
        }
        return endpoints;
    }

    private static StorageProfile profile(String name, List<StorageProfile> profiles) {
        return profiles.stream()
                .filter(profile -> profile.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "there is no such profile; those over REST are "
                                        + String.join(
                                                ", ",
                                                profiles.stream()
                                                        .filter(p -> p.rest().isPresent())
                                                        .map(StorageProfile::name)
                                                        .toList())));
    }
}
