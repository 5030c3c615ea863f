package dev.holdfast.cluster.rest;

import dev.holdfast.cluster.storage.StorageProfile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the REST server of a storage system is, and how it is asked.
 *
 * @param profile what is asked and how answers are read; its {@code rest} is present
 * @param url http or https, without query; paths of requests come behind it
 * @param token a file with a bearer token, read before each round
 * @param tls for https; without it the JVM's authorities count, and no certificate is shown
 * @param timing how often, and how long answers are believed
 * @param maxBytes the longest body of one answer
 */
public record RestEndpoint(
        StorageProfile profile,
        URI url,
        Optional<Path> token,
        Optional<TlsFiles> tls,
        Timing timing,
        int maxBytes) {
    /** The longest body of one answer, where nothing else is said: 64 MiB. */
    public static final int MAX_BYTES = 64 << 20;

    public RestEndpoint {
        if (profile.rest().isEmpty()) {
            throw new IllegalArgumentException(
                    "the profile "
                            + profile.name()
                            + " is read from custom resources, not over REST");
        }
        String scheme = String.valueOf(url.getScheme());
        if ((!scheme.equals("http") && !scheme.equals("https")) || url.getHost() == null) {
            throw new IllegalArgumentException(url + " is no http or https address");
        }
        if (url.getRawQuery() != null
                || url.getRawFragment() != null
                || url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the address may have no query, fragment or credentials; use a token file");
        }
        if (tls.isPresent() && scheme.equals("http")) {
            throw new IllegalArgumentException(url + " is plain http and cannot use TLS files");
        }
    }

    /**
     * PEM files for TLS, read anew when they change.
     *
     * @param authority certificates that the server's must come from; by default the JVM's
     * @param certificate what we show, with {@code key}
     * @param key its private key, PKCS#8
     */
    public record TlsFiles(
            Optional<Path> authority, Optional<Path> certificate, Optional<Path> key) {
        public TlsFiles {
            if (certificate.isPresent() != key.isPresent()) {
                throw new IllegalArgumentException("certificate and key are both needed");
            }
        }
    }

    /**
     * How often, and how long answers are believed.
     *
     * @param poll from the end of one round to the next
     * @param timeout for each answer, from its request to its last byte
     * @param staleAfter copies are marked stale when no round succeeded for so long
     * @param lostAfter copies are no longer believed when no round succeeded for so long
     */
    public record Timing(Duration poll, Duration timeout, Duration staleAfter, Duration lostAfter) {
        /** Every 15 s, 10 s for an answer, stale after 1 min, lost after 5 min. */
        public static final Timing DEFAULT =
                new Timing(
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5));

        public Timing {
            if (!poll.isPositive() || !timeout.isPositive()) {
                throw new IllegalArgumentException("poll and timeout must be above 0");
            }
            if (staleAfter.compareTo(poll) <= 0 || lostAfter.compareTo(staleAfter) < 0) {
                throw new IllegalArgumentException(
                        "staleAfter must be above poll (%s), and lostAfter (%s) not below staleAfter (%s)"
                                .formatted(poll, lostAfter, staleAfter));
            }
        }
    }
}
