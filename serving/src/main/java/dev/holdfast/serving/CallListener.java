package dev.holdfast.serving;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A listener for calls by POST on one event loop, over HTTP/1.1 and HTTP/2, with {@link Limits}. No
 * router: the paths are few and exact.
 */
public final class CallListener {
    /** How many bodies of the greatest length may be on their way, and are read in a second. */
    private static final long BODIES = 2;

    private final Vertx vertx;
    private final ListenAt at;
    private final Limits limits;
    private final String service;
    private final MeterRegistry registry;
    private final HttpServer server;
    private final Map<String, Endpoint> endpoints = new HashMap<>();
    private final Map<String, CallMetrics> metrics = new HashMap<>();
    private final CallMetrics strangers;
    private final BodyBudget budget;
    private final Pieces pieces = new Pieces();
    private final Pace pace;
    private final Map<HttpConnection, Long> withoutRequest = new HashMap<>();
    private int connections;
    private int inFlight;

    /**
     * @param service what its endpoints belong to, for metrics
     */
    public CallListener(
            Vertx vertx,
            ListenAt at,
            Limits limits,
            String service,
            List<Endpoint> endpoints,
            MeterRegistry registry) {
        this.vertx = vertx;
        this.at = at;
        this.limits = limits;
        this.service = service;
        this.registry = registry;
        this.budget = new BodyBudget(BODIES * limits.bodyBytes());
        this.pace = new Pace(BODIES * limits.bodyBytes(), System.nanoTime());
        this.strangers = new CallMetrics(registry, service, "none");
        for (Endpoint endpoint : endpoints) {
            this.endpoints.put(endpoint.path(), endpoint);
            metrics.put(
                    endpoint.path(),
                    new CallMetrics(registry, endpoint.service(), endpoint.name()));
        }
        this.server =
                vertx.createHttpServer(at.options(limits))
                        .connectionHandler(this::connected)
                        .invalidRequestHandler(this::notHttp)
                        .requestHandler(this::handle);
    }

    /**
     * Starts to listen, and to follow its TLS files; fails when the address is taken or the files
     * cannot be read.
     */
    public Future<Integer> listen() {
        return server.listen()
                .onSuccess(_ ->
                        at.tls()
                                .ifPresent(files ->
                                        TlsRenewal.watch(vertx, server, files, service, registry)))
                .map(HttpServer::actualPort);
    }

    /** Takes no more connections, finishes requests, and closes what is left after the limit. */
    public Future<Void> shutdown(Duration limit) {
        return server.shutdown(limit);
    }

    private void connected(HttpConnection connection) {
        connections++;
        if (connections > limits.connections()) {
            connection.closeHandler(_ -> connections--);
            var _ = connection.close();
            return;
        }
        Intake.inTurns(connection);
        long timer =
                vertx.setTimer(
                        limits.firstRequest().toMillis(),
                        _ -> {
                            withoutRequest.remove(connection);
                            var _ = connection.close();
                        });
        withoutRequest.put(connection, timer);
        connection.closeHandler(_ -> {
            connections--;
            spokeFirst(connection);
        });
    }

    private void spokeFirst(HttpConnection connection) {
        @Nullable Long timer = withoutRequest.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    private void handle(HttpServerRequest request) {
        spokeFirst(request.connection());
        @Nullable Endpoint endpoint = endpoints.get(request.path());
        if (endpoint == null) {
            call(request, strangers).refuse(notFound());
            return;
        }
        Call call = call(request, metrics.getOrDefault(request.path(), strangers));
        if (!request.method().equals(HttpMethod.POST)) {
            request.response().putHeader("allow", "POST");
            call.refuse(notPost(endpoint));
        } else if (inFlight > limits.inFlight()) {
            call.refuse(busy());
        } else {
            call.run(endpoint);
        }
    }

    private void notHttp(HttpServerRequest request) {
        strangers.answered(Reply.text(400, "", "bad_request", "not_http"), 0);
        HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
    }

    private Call call(HttpServerRequest request, CallMetrics meters) {
        inFlight++;
        return new Call(vertx, request, limits, meters, budget, pieces, pace, () -> inFlight--);
    }

    private Reply notFound() {
        return Reply.text(
                404,
                "holdfast: there is nothing here; paths are "
                        + String.join(", ", endpoints.keySet().stream().sorted().toList()),
                "bad_request",
                "not_found");
    }

    private static Reply notPost(Endpoint endpoint) {
        return Reply.text(
                405,
                "holdfast: " + endpoint.path() + " takes POST only",
                "bad_request",
                "not_post");
    }

    private Reply busy() {
        return Reply.text(
                503,
                "holdfast: more than " + limits.inFlight() + " requests at a time",
                "shed",
                "");
    }
}
