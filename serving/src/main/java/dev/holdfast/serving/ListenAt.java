package dev.holdfast.serving;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a listener listens: over HTTP/1.1, and over TLS over HTTP/2 as well. Not over HTTP/2 in
 * clear text: kube-scheduler does not speak it, and a body that comes with an upgrade to it would
 * be read without any limit.
 *
 * @param port 0 for any free one
 * @param tls plain HTTP when absent
 */
public record ListenAt(String host, int port, Optional<Tls> tls) {
    /** Requests at a time on one HTTP/2 connection; Go's client opens another for more. */
    private static final long STREAMS = 100;

    public ListenAt {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be from 0 to 65535, it is " + port);
        }
    }

    /**
     * PEM files.
     *
     * @param clientCa callers must show a certificate of this authority; anyone may call when
     *     absent
     */
    public record Tls(Path certificate, Path key, Optional<Path> clientCa) {}

    HttpServerOptions options(Limits limits) {
        HttpServerOptions options =
                new HttpServerOptions()
                        .setHost(host)
                        .setPort(port)
                        .setIdleTimeoutUnit(java.util.concurrent.TimeUnit.MILLISECONDS)
                        .setIdleTimeout((int) limits.idle().toMillis())
                        .setMaxChunkSize(64 * 1024)
                        .setCompressionSupported(false)
                        .setDecompressionSupported(false)
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setHttp2ClearTextEnabled(false)
                        .setHttp2ConnectionWindowSize(8 * 1024 * 1024)
                        .setTcpNoDelay(true);
        options.getInitialSettings().setMaxConcurrentStreams(Math.min(STREAMS, limits.inFlight()));
        tls.ifPresent(files -> secure(options, files));
        return options;
    }

    private static void secure(HttpServerOptions options, Tls files) {
        options.setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(
                        new PemKeyCertOptions()
                                .setCertPath(files.certificate().toString())
                                .setKeyPath(files.key().toString()));
        files.clientCa()
                .ifPresent(ca ->
                        options.setClientAuth(ClientAuth.REQUIRED)
                                .setTrustOptions(new PemTrustOptions().addCertPath(ca.toString())));
    }
}
