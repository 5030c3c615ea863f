package dev.holdfast.serving;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves what the files of a TLS listener hold now: looks at them again and again, and gives new
 * connections the new certificate. Files that cannot be served are logged and counted once, and the
 * old ones stay. Open connections keep the certificate that they began with. One look follows the
 * other, so nothing here is locked.
 */
final class TlsRenewal {
    /** How often the files are looked at; mounted Secrets change about once a minute. */
    static final Duration EVERY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(TlsRenewal.class);

    private final Vertx vertx;
    private final HttpServer server;
    private final ListenAt.Tls files;
    private final String listener;
    private final Counter renewed;
    private final Counter refused;
    private final AtomicLong expiry = new AtomicLong();
    private @Nullable TlsFiles served;
    private String problem = "";
    private int seen;

    private TlsRenewal(
            Vertx vertx,
            HttpServer server,
            ListenAt.Tls files,
            String listener,
            MeterRegistry registry) {
        this.vertx = vertx;
        this.server = server;
        this.files = files;
        this.listener = listener;
        this.renewed = counter(registry, "renewed");
        this.refused = counter(registry, "refused");
        Gauge.builder("holdfast.tls.certificate.expiry.seconds", expiry, AtomicLong::get)
                .description("When the certificate that is served ends, since the epoch")
                .tag("listener", listener)
                .register(registry);
    }

    private Counter counter(MeterRegistry registry, String result) {
        return Counter.builder("holdfast.tls.renewals")
                .description("Changes of a listener's certificate files, by what became of them")
                .tag("listener", listener)
                .tag("result", result)
                .register(registry);
    }

    /**
     * Watches the files of a server that listens already, until Vert.x ends.
     *
     * @param listener its name, for metrics and logs
     */
    static void watch(
            Vertx vertx,
            HttpServer server,
            ListenAt.Tls files,
            String listener,
            MeterRegistry registry) {
        TlsRenewal renewal = new TlsRenewal(vertx, server, files, listener, registry);
        renewal.look();
    }

    /** One look, and the next one some time after it has ended. */
    private void look() {
        var _ =
                vertx.executeBlocking(this::changed)
                        .compose(now -> now == null ? Future.succeededFuture() : serve(now))
                        .onComplete(_ -> vertx.setTimer(EVERY.toMillis(), _ -> look()));
    }

    /** Files that are new and can be served, with when they end. */
    private record Good(TlsFiles files, X509Certificate leaf) {}

    private @Nullable Good changed() {
        try {
            TlsFiles now = TlsFiles.read(files);
            return now.equals(served) ? null : new Good(now, now.checked(vertx));
        } catch (IOException | GeneralSecurityException e) {
            trouble(e);
            return null;
        }
    }

    private Future<Void> serve(Good now) {
        return server.updateSSLOptions(now.files().options(), true)
                .onFailure(this::trouble)
                .onSuccess(_ -> served(now))
                .mapEmpty();
    }

    private void served(Good now) {
        boolean first = served == null;
        served = now.files();
        problem = "";
        expiry.set(now.leaf().getNotAfter().toInstant().getEpochSecond());
        if (!first) {
            renewed.increment();
            LOG.atInfo()
                    .addKeyValue("listener", listener)
                    .addKeyValue("certificate", files.certificate())
                    .addKeyValue("notAfter", now.leaf().getNotAfter().toInstant())
                    .log("certificate renewed");
        }
    }

    /** Told at the second look: the files may be written one after the other. */
    private void trouble(Throwable cause) {
        String text = cause.getClass().getSimpleName() + ": " + cause.getMessage();
        seen = text.equals(problem) ? seen + 1 : 1;
        problem = text;
        if (seen == 2) {
            refused.increment();
            LOG.atError()
                    .addKeyValue("listener", listener)
                    .addKeyValue("certificate", files.certificate())
                    .addKeyValue("key", files.key())
                    .log("the new certificate files cannot be served, the old ones stay: {}", text);
        }
    }
}
