package dev.holdfast.cluster.rest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS from PEM files. */
final class TlsContext {
    private static final Pattern KEY =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");
    private static final char[] NO_PASSWORD = new char[0];

    private TlsContext() {}

    /** Reads the files. */
    static SSLContext of(RestEndpoint.TlsFiles files) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(files), trust(files.authority()), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new RestFailure("the TLS files cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyManager @Nullable [] keys(RestEndpoint.TlsFiles files)
            throws IOException, GeneralSecurityException {
        if (files.certificate().isEmpty() || files.key().isEmpty()) {
            return null;
        }
        KeyStore store = empty();
        store.setKeyEntry(
                "client",
                key(files.key().get()),
                NO_PASSWORD,
                certificates(files.certificate().get()).toArray(Certificate[]::new));
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static TrustManager @Nullable [] trust(Optional<Path> authority)
            throws IOException, GeneralSecurityException {
        if (authority.isEmpty()) {
            return null;
        }
        KeyStore store = empty();
        for (Certificate certificate : certificates(authority.get())) {
            store.setCertificateEntry("authority-" + store.size(), certificate);
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            List<Certificate> found =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (found.isEmpty()) {
                throw new RestFailure(file + " has no certificate in PEM");
            }
            return found;
        }
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        Matcher matcher = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!matcher.find()) {
            throw new RestFailure(
                    file
                            + " has no PRIVATE KEY block; convert it with openssl pkcs8 -topk8 -nocrypt");
        }
        byte[] bytes = Base64.getMimeDecoder().decode(matcher.group(1));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (InvalidKeySpecException _) {
                // the next one may fit
            }
        }
        throw new RestFailure(file + " is a key of none of " + String.join(", ", ALGORITHMS));
    }
}
