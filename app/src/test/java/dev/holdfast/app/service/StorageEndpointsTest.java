package dev.holdfast.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.config.Configuration;
import dev.holdfast.cluster.rest.RestEndpoint;
import dev.holdfast.cluster.storage.Profiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StorageEndpointsTest {
    @Test
    void everyBuiltInRestProfileCanBeAsked() throws CommandFailed {
        for (String profile : List.of("linstor", "mayastor", "portworx")) {
            List<RestEndpoint> endpoints = of(profile, "https://storage.example:8443/api");
            assertThat(endpoints)
                    .singleElement()
                    .matches(endpoint -> endpoint.profile().name().equals(profile))
                    .matches(endpoint -> endpoint.url().getPort() == 8443);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lintsor | http://a | those over REST are linstor, mayastor, portworx",
                "longhorn | http://a | is read from custom resources, not over REST",
                "linstor | ftp://a | is no http or https address",
                "linstor | linstor:3370 | is no http or https address",
                "linstor | http://a?x=1 | no query",
                "linstor | http://u:p@a | use a token file",
                "mayastor | http://a | plain http and cannot use TLS files"
            })
    void whatCannotBeAskedIsNamedWithTheReason(String profile, String url, String reason) {
        assertThatThrownBy(() -> of(profile, url))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("source.storage, " + profile)
                .hasMessageContaining(reason);
    }

    private static List<RestEndpoint> of(String profile, String url) throws CommandFailed {
        Optional<RestEndpoint.TlsFiles> tls =
                profile.equals("mayastor")
                        ? Optional.of(
                                new RestEndpoint.TlsFiles(
                                        Optional.of(Path.of("ca.pem")),
                                        Optional.empty(),
                                        Optional.empty()))
                        : Optional.empty();
        return StorageEndpoints.of(
                List.of(
                        new Configuration.Storage(
                                profile,
                                URI.create(url),
                                Optional.empty(),
                                tls,
                                RestEndpoint.Timing.DEFAULT,
                                RestEndpoint.MAX_BYTES)),
                Profiles.with(List.of()));
    }
}
