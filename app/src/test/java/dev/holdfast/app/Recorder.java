package dev.holdfast.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stands between kube-scheduler and the service, passes on what they say, and keeps it. */
final class Recorder implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentLinkedQueue<Conversation> kept = new ConcurrentLinkedQueue<>();
    private final IntSupplier service;
    private final HttpServer server;

    /**
     * One question and its answer.
     *
     * @param verb filter, prioritize or preempt
     * @param pod {@code namespace/name} of the pod asked about
     */
    record Conversation(String verb, String pod, String request, String answer) {
        /** The answer as JSON. */
        JsonNode said() {
            return JSON.readTree(answer);
        }

        /** What was asked, as JSON. */
        JsonNode asked() {
            return JSON.readTree(request);
        }
    }

    /**
     * @param service the port of the service's extender, asked for with every call
     */
    Recorder(IntSupplier service) throws IOException {
        this.service = service;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::pass);
        server.setExecutor(workers);
        server.start();
    }

    /** What kube-scheduler is to be configured with, on this host. */
    String url(String host) {
        return "http://" + host + ":" + server.getAddress().getPort() + "/extender";
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            HttpResponse<byte[]> answer =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:"
                                                            + service.getAsInt()
                                                            + path))
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            keep(path.substring(path.lastIndexOf('/') + 1), body, answer.body());
            answer.headers()
                    .firstValue("content-type")
                    .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void keep(String verb, byte[] request, byte[] answer) {
        JsonNode pod = JSON.readTree(request).at("/Pod/metadata");
        kept.add(
                new Conversation(
                        verb,
                        pod.path("namespace").asString() + "/" + pod.path("name").asString(),
                        new String(request, StandardCharsets.UTF_8),
                        new String(answer, StandardCharsets.UTF_8)));
    }

    /** All of a verb about the pods whose {@code namespace/name} starts so, oldest first. */
    List<Conversation> of(String verb, String start) {
        return kept.stream()
                .filter(said -> said.verb().equals(verb) && said.pod().startsWith(start))
                .toList();
    }

    /** All about one pod, oldest first. */
    List<Conversation> about(String pod) {
        return kept.stream().filter(said -> said.pod().equals(pod)).toList();
    }

    @Override
    public void close() {
        server.stop(0);
        workers.close();
        client.close();
    }
}
