package dev.holdfast.controlplane;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority that lives as long as one control plane. RSA throughout: fabric8 refuses
 * PKCS#8 EC client keys.
 */
final class Certificates {
    private static final Duration LIFE = Duration.ofDays(7);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Credential authority;

    private Certificates(Credential authority) {
        this.authority = authority;
    }

    /** A new authority with this common name. */
    static Certificates create(String name) {
        KeyPair keys = rsaKeys();
        X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, name).build();
        try {
            var builder = builder(subject, subject, keys);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature));
            return new Certificates(sign(builder, keys, keys));
        } catch (CertIOException e) {
            throw new IllegalStateException("cannot build the authority's certificate", e);
        }
    }

    /** An authority that exists already, such as a kind cluster's. */
    static Certificates of(Credential authority) {
        return new Certificates(authority);
    }

    Credential authority() {
        return authority;
    }

    /**
     * A certificate for a server on loopback: 127.0.0.1, localhost and the API server's names
     * inside a cluster.
     */
    Credential serving(String name) {
        var names =
                new GeneralNames(
                        new GeneralName[] {
                            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                            new GeneralName(GeneralName.dNSName, "localhost"),
                            new GeneralName(GeneralName.dNSName, "kubernetes.default.svc"),
                        });
        return issue(
                new X500NameBuilder().addRDN(BCStyle.CN, name).build(),
                KeyPurposeId.id_kp_serverAuth,
                names);
    }

    /** A client certificate; the API server takes CN for the user and each O for a group. */
    Credential client(String user, List<String> groups) {
        var subject = new X500NameBuilder();
        groups.forEach(group -> subject.addRDN(BCStyle.O, group));
        subject.addRDN(BCStyle.CN, user);
        return issue(subject.build(), KeyPurposeId.id_kp_clientAuth, null);
    }

    private Credential issue(
            X500Name subject,
            KeyPurposeId purpose,
            @org.jspecify.annotations.Nullable GeneralNames names) {
        KeyPair keys = rsaKeys();
        var issuer =
                X500Name.getInstance(
                        authority.certificate().getSubjectX500Principal().getEncoded());
        try {
            var builder = builder(issuer, subject, keys);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            if (names != null) {
                builder.addExtension(Extension.subjectAlternativeName, false, names);
            }
            return sign(
                    builder,
                    keys,
                    new KeyPair(authority.certificate().getPublicKey(), authority.key()));
        } catch (CertIOException e) {
            throw new IllegalStateException("cannot build a certificate for " + subject, e);
        }
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair keys) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(63, RANDOM).add(BigInteger.ONE),
                Date.from(now.minus(Duration.ofMinutes(5))),
                Date.from(now.plus(LIFE)),
                subject,
                keys.getPublic());
    }

    private static Credential sign(X509v3CertificateBuilder builder, KeyPair keys, KeyPair issuer) {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withRSA").build(issuer.getPrivate());
            var certificate =
                    new JcaX509CertificateConverter().getCertificate(builder.build(signer));
            return new Credential(certificate, keys.getPrivate());
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign a certificate", e);
        }
    }

    /** A new 2048-bit RSA pair. */
    static KeyPair rsaKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no RSA in this JDK", e);
        }
    }
}
