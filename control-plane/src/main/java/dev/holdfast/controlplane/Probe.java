package dev.holdfast.controlplane;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Asks the components for their health and metrics as one user; every question has a time limit.
 */
final class Probe implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final HttpClient client;

    Probe(Certificate authority, Credential user) {
        client =
                HttpClient.newBuilder()
                        .connectTimeout(LIMIT)
                        .sslContext(context(authority, user))
                        .build();
    }

    /** Whether the address answers 200 now. */
    boolean answersOk(URI address) {
        try {
            return get(address).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The body of a 200 answer. */
    String text(URI address) {
        try {
            HttpResponse<String> response = get(address);
            if (response.statusCode() == 200) {
                return response.body();
            }
            throw new ControlPlaneException(
                    "%s answered %d: %s"
                            .formatted(address, response.statusCode(), response.body()));
        } catch (IOException e) {
            throw new ControlPlaneException("cannot read " + address, e);
        }
    }

    private HttpResponse<String> get(URI address) throws IOException {
        try {
            return client.send(
                    HttpRequest.newBuilder(address).timeout(LIMIT).build(),
                    BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlPlaneException("interrupted while asking " + address, e);
        }
    }

    private static SSLContext context(Certificate authority, Credential user) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("authority", authority);
            store.setKeyEntry(
                    "user", user.key(), new char[0], new Certificate[] {user.certificate()});
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot set up TLS for probes", e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
