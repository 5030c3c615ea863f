package dev.holdfast.serving;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a TLS listener held at one moment.
 *
 * @param clientCa empty when any caller may call
 */
record TlsFiles(Buffer certificate, Buffer key, Optional<Buffer> clientCa) {

    /**
     * Reads them.
     *
     * @throws IOException when one is missing or cannot be read
     */
    static TlsFiles read(ListenAt.Tls files) throws IOException {
        return new TlsFiles(
                buffer(files.certificate()),
                buffer(files.key()),
                files.clientCa().isPresent()
                        ? Optional.of(buffer(files.clientCa().get()))
                        : Optional.empty());
    }

    private static Buffer buffer(Path file) throws IOException {
        return Buffer.buffer(Files.readAllBytes(file));
    }

    /**
     * The certificate, once it is sure that it can be served: it is PEM, valid now, and the key is
     * its own. Files that are renewed one after the other do not fit for a moment.
     *
     * @throws GeneralSecurityException with what is wrong
     */
    X509Certificate checked(Vertx vertx) throws GeneralSecurityException {
        X509Certificate leaf = null;
        for (KeyManager manager : managers(vertx)) {
            if (manager instanceof X509KeyManager keys) {
                leaf = checked(keys);
            }
        }
        if (leaf == null) {
            throw new GeneralSecurityException("no certificate with a key in the files");
        }
        if (clientCa.isPresent() && !holdsCertificate(vertx, clientCa.get())) {
            throw new GeneralSecurityException("no certificate in the clients' CA file");
        }
        return leaf;
    }

    private KeyManager[] managers(Vertx vertx) throws GeneralSecurityException {
        try {
            return keyCert().getKeyManagerFactory(vertx).getKeyManagers();
        } catch (Exception e) {
            // Vert.x declares no more than Exception.
            throw new GeneralSecurityException("certificate or key is no PEM: " + message(e), e);
        }
    }

    private static @Nullable X509Certificate checked(X509KeyManager keys)
            throws GeneralSecurityException {
        for (String type : List.of("EC", "RSA", "EdDSA", "Ed25519")) {
            String @Nullable [] aliases = keys.getServerAliases(type, null);
            if (aliases != null && aliases.length > 0) {
                X509Certificate leaf = keys.getCertificateChain(aliases[0])[0];
                leaf.checkValidity();
                if (!belong(leaf.getPublicKey(), keys.getPrivateKey(aliases[0]))) {
                    throw new GeneralSecurityException("the key is not the certificate's");
                }
                return leaf;
            }
        }
        return null;
    }

    private static boolean belong(PublicKey certified, PrivateKey key)
            throws GeneralSecurityException {
        if (!certified.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        byte[] text = {1, 2, 3};
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(text);
        byte[] signature = signer.sign();
        signer.initVerify(certified);
        signer.update(text);
        return signer.verify(signature);
    }

    private static boolean holdsCertificate(Vertx vertx, Buffer authority)
            throws GeneralSecurityException {
        try {
            @Nullable KeyStore store =
                    new PemTrustOptions().addCertValue(authority).loadKeyStore(vertx);
            return store != null && store.size() > 0;
        } catch (Exception e) {
            throw new GeneralSecurityException("the clients' CA is no PEM: " + message(e), e);
        }
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    private PemKeyCertOptions keyCert() {
        return new PemKeyCertOptions().setCertValue(certificate).setKeyValue(key);
    }

    /** For the server. */
    ServerSSLOptions options() {
        ServerSSLOptions options = new ServerSSLOptions().setKeyCertOptions(keyCert());
        options.setUseAlpn(true);
        clientCa.ifPresent(authority ->
                options.setClientAuth(ClientAuth.REQUIRED)
                        .setTrustOptions(new PemTrustOptions().addCertValue(authority)));
        return options;
    }
}
