package dev.holdfast.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import org.junit.jupiter.api.Test;

class CertificatesTest {
    private final Certificates certificates = Certificates.create("test-authority");

    @Test
    void aClientsUserAndGroupsStandInItsSubject() {
        var certificate = certificates.client("ann", List.of("dev", "ops")).certificate();

        assertThat(certificate.getSubjectX500Principal().getName())
                .contains("CN=ann", "O=dev", "O=ops");
        assertThatCode(() ->
                        certificate.verify(certificates.authority().certificate().getPublicKey()))
                .doesNotThrowAnyException();
    }

    @Test
    void theServersNamesAreLoopback() throws Exception {
        var names = certificates.serving("server").certificate().getSubjectAlternativeNames();

        assertThat(names.stream().map(name -> name.get(1).toString()))
                .contains("127.0.0.1", "localhost");
    }

    @Test
    void keysAreWrittenAsPkcs1AndReadBack() {
        Credential credential = certificates.client("ann", List.of());

        assertThat(credential.keyPem()).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        assertThat(Credential.parse(credential.certificatePem() + credential.keyPem()))
                .isEqualTo(credential);
    }

    @Test
    void anAuthorityReadBackSignsForTheSameRoot() {
        var again = Certificates.of(certificates.authority());

        assertThatCode(() ->
                        again.client("bob", List.of())
                                .certificate()
                                .verify(certificates.authority().certificate().getPublicKey()))
                .doesNotThrowAnyException();
    }
}
