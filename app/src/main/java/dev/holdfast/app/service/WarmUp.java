package dev.holdfast.app.service;

import dev.holdfast.app.config.Configuration;
import dev.holdfast.extender.Extender;
import dev.holdfast.serving.ListenAt;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that the process makes to itself before it is ready, because the first ones of a JVM
 * take up to a hundred times as long. Through the real socket where it is plain HTTP; a listener
 * that wants client certificates is warmed from inside.
 */
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int NAMES = 500;

    private final Configuration.WarmUp wanted;
    private volatile boolean done;

    WarmUp(Configuration.WarmUp wanted) {
        this.wanted = wanted;
    }

    /** Why it is not over; empty when it is. */
    Optional<String> notReady() {
        return done ? Optional.empty() : Optional.of("the first requests are being made");
    }

    /**
     * Begins on a thread of its own; ends after the wanted requests or time, whatever comes first.
     */
    void start(ListenAt at, int port, Extender extender) {
        Thread.ofPlatform().name("holdfast-warm-up").daemon().start(() -> run(at, port, extender));
    }

    private void run(ListenAt at, int port, Extender extender) {
        long end = System.nanoTime() + wanted.limit().toNanos();
        byte[] body = body();
        int made = 0;
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI filter = URI.create("http://" + at.host() + ":" + port + "/extender/filter");
            HttpRequest request =
                    HttpRequest.newBuilder(filter)
                            .timeout(Duration.ofSeconds(2))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build();
            for (; made < wanted.requests() && System.nanoTime() < end; made++) {
                if (at.tls().isEmpty()) {
                    var _ = client.send(request, HttpResponse.BodyHandlers.discarding());
                } else {
                    var _ = extender.filter(body);
                }
            }
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("warm-up ended early");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            done = true;
            LOG.atInfo().addKeyValue("requests", made).log("warm");
        }
    }

    private static byte[] body() {
        StringBuilder json =
                new StringBuilder(
                        "{\"Pod\":{\"metadata\":{\"name\":\"warm-up\",\"namespace\":\"holdfast\",\"uid\":\"0\"},\"spec\":{}},\"Nodes\":null,\"NodeNames\":[");
        for (int i = 0; i < NAMES; i++) {
            json.append(i == 0 ? "" : ",").append("\"warm-up-node-").append(i).append('"');
        }
        return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }
}
