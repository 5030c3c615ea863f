package dev.holdfast.cluster.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.holdfast.cluster.rest.RestEndpoint.TlsFiles;
import dev.holdfast.cluster.storage.Profiles;
import dev.holdfast.cluster.storage.Rest;
import dev.holdfast.cluster.storage.StorageProfile;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in over TLS, and whom we believe. */
final class RestTlsIT {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final StorageProfile profile = Profiles.builtInRest().getFirst();
    private final Rest.Request nodes = profile.rest().orElseThrow().requests().getFirst();
    @TempDir private static Path folder;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private HttpsServer server = HttpsServer.create();

    RestTlsIT() throws IOException {}

    @BeforeAll
    static void certificates() throws Exception {
        for (String name : List.of("server", "us", "stranger")) {
            make(name);
        }
    }

    @BeforeEach
    void start() throws Exception {
        SSLContext context = TlsContext.of(files("us", Optional.of("server")));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.setHttpsConfigurator(
                new HttpsConfigurator(context) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters wanted = context.getDefaultSSLParameters();
                        wanted.setNeedClientAuth(true);
                        parameters.setSSLParameters(wanted);
                    }
                });
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        StorageServer.send(exchange, 200, "[]");
                    }
                });
        server.setExecutor(executor);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        executor.shutdownNow();
    }

    @Test
    void theServerKnowsUsByOurCertificateAndWeItByItsAuthority() throws Exception {
        assertThat(ask(files("server", Optional.of("us")))).isEqualTo(List.of());
    }

    @Test
    void aServerOfAnotherAuthorityIsNotAsked() {
        assertThatThrownBy(() -> ask(files("stranger", Optional.of("us"))))
                .isInstanceOf(RestFailure.class)
                .hasMessageContaining("failed: ");
    }

    @Test
    void aServerThatWantsACertificateRefusesUsWithoutAndWithAnotherOne() {
        assertThatThrownBy(() -> ask(files("server", Optional.empty())))
                .isInstanceOf(RestFailure.class)
                .hasMessageContaining("failed: ");
        assertThatThrownBy(() -> ask(files("server", Optional.of("stranger"))))
                .isInstanceOf(RestFailure.class)
                .hasMessageContaining("failed: ");
    }

    @Test
    void renewedFilesAreUsedWithoutARestart() throws Exception {
        Path certificate = folder.resolve("current.crt");
        Path key = folder.resolve("current.key");
        copy("stranger", certificate, key, 1);
        TlsFiles files =
                new TlsFiles(
                        Optional.of(folder.resolve("server.crt")),
                        Optional.of(certificate),
                        Optional.of(key));
        try (RestClient client = new RestClient(endpoint(files))) {
            assertThatThrownBy(() -> client.ask(nodes, "")).isInstanceOf(RestFailure.class);
            copy("us", certificate, key, 2);
            assertThat(client.ask(nodes, "")).isEqualTo(List.of());
        }
    }

    @Test
    void filesThatAreNoneAreNamed() throws Exception {
        Path empty =
                Files.writeString(folder.resolve("empty.pem"), "-----BEGIN RSA PRIVATE KEY-----");
        TlsFiles noKey =
                new TlsFiles(
                        Optional.empty(),
                        Optional.of(folder.resolve("us.crt")),
                        Optional.of(empty));
        assertThatThrownBy(() -> ask(noKey))
                .hasMessageContaining(empty.toString())
                .hasMessageContaining("openssl pkcs8");
        assertThatThrownBy(() ->
                        ask(
                                new TlsFiles(
                                        Optional.of(folder.resolve("absent")),
                                        Optional.empty(),
                                        Optional.empty())))
                .hasMessageContaining("absent");
    }

    private static void copy(String name, Path certificate, Path key, int second)
            throws IOException {
        Files.writeString(certificate, Files.readString(folder.resolve(name + ".crt")));
        Files.writeString(key, Files.readString(folder.resolve(name + ".key")));
        Files.setLastModifiedTime(key, FileTime.from(Instant.ofEpochSecond(second)));
    }

    private Object ask(TlsFiles files) throws IOException, InterruptedException {
        try (RestClient client = new RestClient(endpoint(files))) {
            return client.ask(nodes, "");
        }
    }

    private RestEndpoint endpoint(TlsFiles files) {
        return new RestEndpoint(
                profile,
                URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/"),
                Optional.empty(),
                Optional.of(files),
                RestEndpoint.Timing.DEFAULT,
                1 << 20);
    }

    private static TlsFiles files(String authority, Optional<String> own) {
        return new TlsFiles(
                Optional.of(folder.resolve(authority + ".crt")),
                own.map(name -> folder.resolve(name + ".crt")),
                own.map(name -> folder.resolve(name + ".key")));
    }

    /** A self-signed certificate for 127.0.0.1, made by the JDK's keytool, as PEM files. */
    private static void make(String name) throws Exception {
        Path file = folder.resolve(name + ".p12");
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process =
                new ProcessBuilder(
                                (keytool
                                                + " -genkeypair -keyalg EC -validity 2 -storetype PKCS12 -storepass changeit -ext SAN=IP:127.0.0.1"
                                                + " -alias %1$s -dname CN=%1$s -keystore %2$s")
                                        .formatted(name, file)
                                        .split(" "))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        pem(name + ".crt", "CERTIFICATE", store.getCertificate(name).getEncoded());
        pem(name + ".key", "PRIVATE KEY", store.getKey(name, PASSWORD).getEncoded());
    }

    private static void pem(String file, String type, byte[] bytes) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(
                folder.resolve(file),
                "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }
}
