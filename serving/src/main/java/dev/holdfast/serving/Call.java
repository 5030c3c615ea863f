package dev.holdfast.serving;

import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request from its head to its answer, on its event loop. Answers exactly once, with
 * Content-Length: Go gives a connection back to its pool only when the body reached its end.
 */
final class Call {
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    /**
     * How long a connection is kept after an answer that came before the body's end. To close at
     * once could take the answer from the caller, for unread bytes make it a reset; Go's server
     * waits as long, and reads next to nothing either. Nobody may keep the event loop busy with a
     * body that nobody wants. A caller that writes everything before it reads loses the answer to a
     * body longer than the sockets hold; kube-scheduler's and curl read while they write.
     */
    private static final long LINGER_MILLIS = 500;

    /** No timer. */
    private static final long NONE = -1;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final Limits limits;
    private final CallMetrics metrics;
    private final BodyBudget budget;
    private final Pieces pieces;
    private final Pace pace;
    private final Runnable onEnd;
    private final long begun = System.nanoTime();
    private boolean answered;
    private boolean bodyComplete;
    private long timer = NONE;
    private long held = NONE;
    private @Nullable Body body;

    /**
     * @param onEnd run once, when the request is answered or its connection lost
     */
    Call(
            Vertx vertx,
            HttpServerRequest request,
            Limits limits,
            CallMetrics metrics,
            BodyBudget budget,
            Pieces pieces,
            Pace pace,
            Runnable onEnd) {
        this.vertx = vertx;
        this.request = request;
        this.limits = limits;
        this.metrics = metrics;
        this.budget = budget;
        this.pieces = pieces;
        this.pace = pace;
        this.onEnd = onEnd;
    }

    /** Reads the body and answers with what the endpoint makes of it. */
    void run(Endpoint endpoint) {
        long announced = announcedLength();
        if (announced > limits.bodyBytes()) {
            refuse(tooLarge(endpoint));
            return;
        }
        Body coming = new Body(pieces, limits.bodyBytes(), announced);
        body = coming;
        timer = vertx.setTimer(limits.bodyTime().toMillis(), _ -> refuse(tooSlow()));
        request.exceptionHandler(_ -> lost());
        request.handler(chunk -> {
            if (answered) {
                return;
            }
            if (coming.append(chunk)) {
                budget.claims(this, coming.claimed());
                keepPace(coming, chunk.length());
            } else {
                refuse(tooLarge(endpoint));
            }
        });
        request.endHandler(_ -> {
            bodyComplete = true;
            goOn();
            if (!answered) {
                answer(evaluate(endpoint.function(), coming.toArray()));
            }
        });
        budget.claims(this, coming.claimed());
    }

    /**
     * Lets the sender of a long body wait for its turn. Over HTTP/1.1 a paused request would be
     * read on into a queue of Vert.x, so the connection is held, which has no other request.
     */
    private void keepPace(Body coming, int bytes) {
        if (answered || !coming.isLong()) {
            return;
        }
        long wait = pace.read(bytes, System.nanoTime()).toMillis();
        if (wait > 0 && held == NONE) {
            if (request.version() == HttpVersion.HTTP_2) {
                request.pause();
            } else {
                Intake.stop(request.connection());
            }
            held = vertx.setTimer(wait, _ -> goOn());
        }
    }

    private void goOn() {
        if (held == NONE) {
            return;
        }
        vertx.cancelTimer(held);
        held = NONE;
        if (request.version() == HttpVersion.HTTP_2) {
            request.resume();
        } else {
            Intake.goOn(request.connection());
        }
    }

    private long announcedLength() {
        String header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (header == null) {
            return -1;
        }
        try {
            return Long.parseLong(header);
        } catch (NumberFormatException _) {
            return Long.MAX_VALUE;
        }
    }

    private Reply evaluate(Function<byte[], Reply> function, byte[] body) {
        if (System.nanoTime() - begun > limits.deadline().toNanos()) {
            return Reply.text(
                    503,
                    "holdfast: the request waited longer than "
                            + limits.deadline().toMillis()
                            + " ms",
                    "deadline",
                    "");
        }
        try {
            return function.apply(body);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.atError()
                    .addKeyValue("path", request.path())
                    .addKeyValue("bytes", body.length)
                    .setCause(e)
                    .log("an endpoint failed; this is a bug");
            return Reply.text(
                    500, "holdfast: internal error, see the log; this is a bug", "error", "");
        }
    }

    /** Answers without having read the body, and ends the connection that it still comes on. */
    void refuse(Reply reply) {
        if (answered) {
            return;
        }
        if (bodyComplete) {
            answer(reply);
            return;
        }
        request.handler(_ -> {});
        if (request.version() == HttpVersion.HTTP_2) {
            answer(reply);
            request.pause();
            vertx.setTimer(LINGER_MILLIS, _ -> resetUnlessComplete());
        } else {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            answer(reply);
            Intake.stop(request.connection());
            vertx.setTimer(LINGER_MILLIS, _ -> request.connection().close());
        }
    }

    private void resetUnlessComplete() {
        if (!bodyComplete) {
            var _ = request.response().reset(0);
        }
    }

    private void answer(Reply reply) {
        finish();
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        response.setStatusCode(reply.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, reply.contentType());
        var _ = response.end(BufferInternal.buffer(Unpooled.wrappedBuffer(reply.body())));
        metrics.answered(reply, System.nanoTime() - begun);
    }

    /** The caller went away before its request was whole. */
    private void lost() {
        if (!answered) {
            finish();
            metrics.answered(
                    Reply.text(400, "", "lost", "connection_lost"), System.nanoTime() - begun);
        }
    }

    private void finish() {
        answered = true;
        if (timer != NONE) {
            vertx.cancelTimer(timer);
        }
        goOn();
        if (body != null) {
            body.drop();
        }
        budget.released(this);
        onEnd.run();
    }

    private Reply tooLarge(Endpoint endpoint) {
        return endpoint.tooLarge().map(Supplier::get).orElseGet(this::tooLarge);
    }

    private Reply tooLarge() {
        return Reply.text(
                413,
                "holdfast: the body is longer than "
                        + limits.bodyBytes()
                        + " bytes; with nodeCacheCapable: true kube-scheduler sends names only",
                "bad_request",
                "too_large");
    }

    private Reply tooSlow() {
        return Reply.text(
                408,
                "holdfast: the body did not arrive within " + limits.bodyTime().toMillis() + " ms",
                "bad_request",
                "too_slow");
    }
}
