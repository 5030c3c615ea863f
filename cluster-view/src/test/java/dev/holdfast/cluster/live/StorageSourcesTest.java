package dev.holdfast.cluster.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.storage.CopyIndex.Trust;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.cluster.storage.StorageProfile.Resource;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a storage system is trusted while the API server cannot say whether it serves it. */
class StorageSourcesTest {
    private final LiveOptions options = LiveOptions.defaults();
    private final StorageProfile longhorn =
            options.profiles().stream()
                    .filter(profile -> profile.name().equals("longhorn"))
                    .findFirst()
                    .orElseThrow();
    private final Resource resource = longhorn.resources().iterator().next();
    private final StorageSources sources = new StorageSources(options);

    private Trust trust() {
        return sources.trust(longhorn, System.nanoTime());
    }

    @Test
    void whatWasNeverKnownIsUnknownAtOnceWithTheCause() {
        sources.looked(Map.of(resource, "answered 503: no"));

        assertThat(trust())
                .isInstanceOfSatisfying(
                        Trust.Lost.class, lost -> assertThat(lost.cause()).contains("503: no"));
    }

    @Test
    void oneAnswerThatFailsLaterIsSilenceAndNotUnknownYet() {
        sources.looked(Map.of());
        sources.looked(Map.of(resource, "answered 503: no"));

        assertThat(trust()).isEqualTo(new Trust.Fresh());
        assertThat(sources.unknown()).hasSize(1);
    }

    @Test
    void whatIsKnownAgainIsTrustedAgain() {
        sources.looked(Map.of(resource, "answered 503: no"));
        sources.looked(Map.of());

        assertThat(trust()).isEqualTo(new Trust.Fresh());
        assertThat(sources.unknown()).isEmpty();
    }
}
