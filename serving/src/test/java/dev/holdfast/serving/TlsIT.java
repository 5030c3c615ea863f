package dev.holdfast.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listener for calls with TLS, as kube-scheduler uses it: HTTP/2 and a client certificate. */
final class TlsIT {
    private static final Endpoint ECHO =
            new Endpoint("extender", "echo", "/echo", body -> Reply.json(body, "ok"));

    private final Shell shell = new Shell();
    private final PemFiles server;
    private final PemFiles caller;
    private int port;

    TlsIT(@TempDir Path folder) throws Exception {
        server = PemFiles.make(folder, "server");
        caller = PemFiles.make(folder, "caller");
    }

    @BeforeEach
    void open() throws Shell.OpenFailed {
        port = shell.openCalls(at(), Limits.DEFAULT, "extender", List.of(ECHO));
    }

    private ListenAt at() {
        return new ListenAt(
                "127.0.0.1",
                0,
                Optional.of(
                        new ListenAt.Tls(
                                server.certificate(),
                                server.key(),
                                Optional.of(caller.certificate()))));
    }

    @AfterEach
    void close() {
        shell.close();
    }

    private HttpResponse<String> post(HttpClient client, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/echo"))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> call(boolean withCertificate, HttpClient.Version version)
            throws Exception {
        return call(server, withCertificate, version);
    }

    private HttpResponse<String> call(
            PemFiles trusted, boolean withCertificate, HttpClient.Version version)
            throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder()
                        .version(version)
                        .sslContext(PemFiles.client(trusted, caller, withCertificate))
                        .build()) {
            return post(client, "x".repeat(300_000));
        }
    }

    private HttpClient client(HttpClient.Version version) throws Exception {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(PemFiles.client(server, caller, true))
                .build();
    }

    @Test
    void oneHttp2ConnectionIsServedAfterItsBodyWasRefused() throws Exception {
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            HttpResponse<String> first = post(client, "hello");
            HttpResponse<String> tooLong = post(client, "x".repeat(Limits.DEFAULT.bodyBytes() + 1));
            HttpResponse<String> last = post(client, "hello");

            assertThat(first.body()).isEqualTo("hello");
            assertThat(tooLong.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(tooLong.statusCode()).isEqualTo(413);
            assertThat(last.body()).isEqualTo("hello");
            assertThat(last.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(last.headers().firstValueAsLong("content-length")).hasValue(5);
        }
    }

    @Test
    void longBodiesOverHttp2AreReadAtARateAndAllAnswered() throws Exception {
        Duration patience = Duration.ofSeconds(20);
        Limits low = new Limits(1_100_000, 100, 50, patience, patience, patience, patience);
        try (Shell other = new Shell();
                HttpClient client = client(HttpClient.Version.HTTP_2)) {
            port = other.openCalls(at(), low, "extender", List.of(ECHO));
            post(client, "the handshake is not measured");
            long begun = System.nanoTime();
            for (int i = 0; i < 8; i++) {
                String body = Integer.toString(i).repeat(1_090_000);
                HttpResponse<String> answer = post(client, body);
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(answer.body()).isEqualTo(body);
            }
            // 8.7 megabytes, of which 2.2 may come at once, at 2.2 in a second.
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isGreaterThan(Duration.ofMillis(2200));
            assertThat(post(client, "short").body()).isEqualTo("short");
        }
    }

    @Test
    void speaksTheVersionOfHttpThatTheCallerAsksFor() throws Exception {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            if (version.name().equals("HTTP_3")) {
                continue;
            }
            HttpResponse<String> answer = call(true, version);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.body()).hasSize(300_000);
            assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(300_000);
        }
    }

    @Test
    void aCallerWithoutCertificateGetsNoAnswer() {
        assertThatThrownBy(() -> call(false, HttpClient.Version.HTTP_2))
                .isInstanceOf(IOException.class);
        assertThat(shell.registry().scrape())
                .doesNotContain("holdfast_extender_requests_total{outcome=\"ok\"");
    }

    @Test
    void filesThatCannotBeReadAreToldWithTheAddress(@TempDir Path empty) {
        ListenAt.Tls absent =
                new ListenAt.Tls(empty.resolve("a.crt"), empty.resolve("a.key"), Optional.empty());

        assertThatThrownBy(() ->
                        shell.openCalls(
                                new ListenAt("127.0.0.1", 0, Optional.of(absent)),
                                Limits.DEFAULT,
                                "extender",
                                List.of(ECHO)))
                .isInstanceOf(Shell.OpenFailed.class)
                .hasMessageContaining("a.key");
    }

    /** Puts another certificate and its key where the listener looks. */
    private void renewWith(PemFiles other) throws IOException {
        Files.copy(other.key(), server.key(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(other.certificate(), server.certificate(), StandardCopyOption.REPLACE_EXISTING);
    }

    private double renewals(String result) {
        return shell.registry()
                .get("holdfast.tls.renewals")
                .tags("listener", "extender", "result", result)
                .counter()
                .count();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 60 s").isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Test
    void aRenewedCertificateServesNewConnectionsAndOpenOnesGoOn(@TempDir Path folder)
            throws Exception {
        PemFiles next = PemFiles.make(folder, "next");
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/echo"))
                        .POST(HttpRequest.BodyPublishers.ofString("hello"))
                        .build();
        try (HttpClient open =
                HttpClient.newBuilder().sslContext(PemFiles.client(server, caller, true)).build()) {
            assertThat(open.send(request, HttpResponse.BodyHandlers.ofString()).body())
                    .isEqualTo("hello");
            awaitFirstLook();
            renewWith(next);
            await(() -> renewals("renewed") == 1);

            assertThat(open.send(request, HttpResponse.BodyHandlers.ofString()).body())
                    .isEqualTo("hello");
        }
        assertThat(call(next, true, HttpClient.Version.HTTP_2).version())
                .isEqualTo(HttpClient.Version.HTTP_2);
        assertThatThrownBy(() -> call(server, true, HttpClient.Version.HTTP_2))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> call(next, false, HttpClient.Version.HTTP_2))
                .isInstanceOf(IOException.class);
    }

    /** The first look gives the end of the certificate that is served. */
    private void awaitFirstLook() {
        await(() ->
                shell.registry().get("holdfast.tls.certificate.expiry.seconds").gauge().value()
                        > 0);
    }

    @Test
    void filesThatCannotBeServedLeaveTheOldCertificateAndAreCounted(@TempDir Path folder)
            throws Exception {
        PemFiles other = PemFiles.make(folder, "other");
        awaitFirstLook();
        byte[] good = Files.readAllBytes(server.certificate());

        Files.writeString(server.certificate(), "no certificate");
        await(() -> renewals("refused") == 1);
        Files.copy(other.certificate(), server.certificate(), StandardCopyOption.REPLACE_EXISTING);
        await(() -> renewals("refused") == 2);
        Files.delete(server.certificate());
        await(() -> renewals("refused") == 3);
        assertThat(call(true, HttpClient.Version.HTTP_2).statusCode()).isEqualTo(200);

        Files.write(server.certificate(), good);
        renewWith(other);
        await(() -> renewals("renewed") == 1);
        assertThat(call(other, true, HttpClient.Version.HTTP_2).statusCode()).isEqualTo(200);
    }
}
