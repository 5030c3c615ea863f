package dev.holdfast.serving;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** The listener for people and probes: {@code /livez}, {@code /readyz} and {@code /metrics}. */
public final class HealthListener {
    private final Vertx vertx;
    private final ListenAt at;
    private final HttpServer server;
    private final Health health;
    private final PrometheusMeterRegistry registry;

    /** Plain HTTP or TLS as the address says. */
    public HealthListener(
            Vertx vertx,
            ListenAt at,
            Limits limits,
            Health health,
            PrometheusMeterRegistry registry) {
        this.vertx = vertx;
        this.at = at;
        this.health = health;
        this.registry = registry;
        Router router = Router.router(vertx);
        router.get("/livez").handler(context -> text(context, 200, "alive\n"));
        router.get("/readyz").handler(this::ready);
        router.get("/metrics").handler(this::metrics);
        this.server = vertx.createHttpServer(at.options(limits)).requestHandler(router);
    }

    /** Starts to listen; fails when the address is taken. */
    public Future<Integer> listen() {
        return server.listen()
                .onSuccess(_ ->
                        at.tls()
                                .ifPresent(files ->
                                        TlsRenewal.watch(vertx, server, files, "probes", registry)))
                .map(HttpServer::actualPort);
    }

    /** Takes no more connections, finishes requests, and closes what is left after the limit. */
    public Future<Void> shutdown(Duration limit) {
        return server.shutdown(limit);
    }

    private void ready(RoutingContext context) {
        Map<String, String> reasons = health.reasons();
        if (reasons.isEmpty()) {
            text(context, 200, "ready\n");
            return;
        }
        String lines =
                reasons.entrySet().stream()
                        .map(reason -> reason.getKey() + ": " + reason.getValue() + "\n")
                        .collect(Collectors.joining());
        text(context, 503, "not ready\n" + lines);
    }

    private void metrics(RoutingContext context) {
        context.response().putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
        var _ = context.response().end(registry.scrape());
    }

    private static void text(RoutingContext context, int status, String body) {
        var _ =
                context.response()
                        .setStatusCode(status)
                        .putHeader("content-type", "text/plain; charset=utf-8")
                        .end(body);
    }
}
