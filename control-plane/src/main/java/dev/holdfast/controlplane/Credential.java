package dev.holdfast.controlplane;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;

/** A certificate and its private key. */
record Credential(X509Certificate certificate, PrivateKey key) {

    /** The first certificate and the first private key (PKCS#1 or PKCS#8) in a PEM text. */
    static Credential parse(String pem) {
        X509Certificate certificate = null;
        PrivateKey key = null;
        try (var parser = new PEMParser(new StringReader(pem))) {
            for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                switch (each) {
                    case X509CertificateHolder holder ->
                            certificate = new JcaX509CertificateConverter().getCertificate(holder);
                    case PEMKeyPair pair ->
                            key = new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                    case PrivateKeyInfo info -> key = new JcaPEMKeyConverter().getPrivateKey(info);
                    default ->
                            throw new IllegalArgumentException(
                                    "unexpected in PEM: " + each.getClass());
                }
            }
        } catch (IOException | CertificateException e) {
            throw new IllegalArgumentException("cannot read PEM", e);
        }
        if (certificate == null || key == null) {
            throw new IllegalArgumentException("PEM lacks a certificate or a private key");
        }
        return new Credential(certificate, key);
    }

    String certificatePem() {
        return pem(certificate);
    }

    /** PKCS#1, which both Go and fabric8 read. */
    String keyPem() {
        return pem(key);
    }

    /** Writes NAME.crt and NAME.key. */
    void write(Path directory, String name) {
        writeText(directory.resolve(name + ".crt"), certificatePem());
        writeText(directory.resolve(name + ".key"), keyPem());
    }

    static void writeText(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    static String pem(Object object) {
        var text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode as PEM", e);
        }
        return text.toString();
    }
}
