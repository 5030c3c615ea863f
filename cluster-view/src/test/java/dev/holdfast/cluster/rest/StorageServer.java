package dev.holdfast.cluster.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A REST server of a storage system on loopback that can misbehave in every known way. */
public final class StorageServer implements AutoCloseable {
    /** Answers one path, until another answer is set. */
    @FunctionalInterface
    public interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<OutputStream> streams = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Starts on a free port; every path answers 404 at first. */
    public StorageServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String authorization =
                Objects.requireNonNullElse(
                        exchange.getRequestHeaders().getFirst("Authorization"), "");
        asked.add(
                (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + authorization)
                        .strip());
        try (exchange) {
            Answer answer = answers.get(path);
            if (answer == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                answer.to(exchange);
            }
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What was asked so far: method, path with query, and authorization. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    public void on(String path, Answer answer) {
        answers.put(path, answer);
    }

    /** Answers with a recorded file below {@code rest/}. */
    void recorded(String path, String file) {
        on(path, exchange -> send(exchange, 200, text(file)));
    }

    public static String text(String file) {
        try (InputStream in = StorageServer.class.getResourceAsStream("/rest/" + file)) {
            return new String(
                    Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Begins an answer and never ends it. */
    void stall(String path) {
        on(
                path,
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write("[{\"na".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                    waitForEnd();
                });
    }

    /** Serves a stream of events. */
    void events(String path) {
        on(
                path,
                exchange -> {
                    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(":open\n\n".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                    streams.add(exchange.getResponseBody());
                    waitForEnd();
                });
    }

    /** How many streams of events were opened. */
    int streams() {
        return streams.size();
    }

    /** Writes to all streams; those that are gone do not matter. */
    void push(String text) {
        for (OutputStream stream : streams) {
            try {
                stream.write(text.getBytes(StandardCharsets.UTF_8));
                stream.flush();
            } catch (IOException _) {
                // its reader went
            }
        }
    }

    /** Ends all streams. */
    void endStreams() {
        for (OutputStream stream : streams) {
            try {
                stream.close();
            } catch (IOException _) {
                // its reader went
            }
        }
    }

    private void waitForEnd() {
        try {
            closed.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        executor.shutdownNow();
    }
}
