package dev.holdfast.app.service;

import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.config.Configuration;
import dev.holdfast.serving.ListenAt;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A service for a test, and calls to it through its sockets. */
public final class Running implements AutoCloseable {
    private final Service service;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Running(Service service) {
        this.service = service;
    }

    /** On a dump, on free ports; ready. */
    public static Running onDump(Path... state) throws CommandFailed {
        return start(new Configuration.Source(List.of(state), Optional.empty()), at(0));
    }

    /** On an API server, on loopback; ready. */
    public static Running onCluster(Path kubeconfig, int extenderPort) throws CommandFailed {
        return onCluster(kubeconfig, at(extenderPort));
    }

    /** On an API server; ready. */
    public static Running onCluster(Path kubeconfig, ListenAt extender) throws CommandFailed {
        return start(new Configuration.Source(List.of(), Optional.of(kubeconfig)), extender);
    }

    /** On an API server, on free ports, with another configuration of the leader; ready. */
    public static Running leading(Path kubeconfig, Configuration.Leader leader)
            throws CommandFailed {
        return start(new Configuration.Source(List.of(), Optional.of(kubeconfig)), at(0), leader);
    }

    /** As configured, ready or not. */
    public static Running configured(Configuration configuration) throws CommandFailed {
        return new Running(Service.start(configuration));
    }

    private static Running start(Configuration.Source source, ListenAt extender)
            throws CommandFailed {
        return start(source, extender, Configuration.DEFAULT.leader());
    }

    private static Running start(
            Configuration.Source source, ListenAt extender, Configuration.Leader leader)
            throws CommandFailed {
        Configuration fallback = Configuration.DEFAULT;
        Running running =
                new Running(
                        Service.start(
                                new Configuration(
                                        new Configuration.Extender(
                                                extender,
                                                fallback.extender().stance(),
                                                fallback.extender().limits()),
                                        at(0),
                                        source,
                                        fallback.drain(),
                                        new Configuration.WarmUp(30, Duration.ofSeconds(5)),
                                        leader)));
        running.await("ready", () -> running.get("/readyz").statusCode() == 200);
        return running;
    }

    private static ListenAt at(int port) {
        return new ListenAt("127.0.0.1", port, Optional.empty());
    }

    /** The running service. */
    public Service service() {
        return service;
    }

    /** A condition that reads from sockets. */
    public interface Condition {
        /** Whether it holds now. */
        boolean holds() throws IOException;
    }

    /** Polls until the condition holds, at most for 30 s. */
    public void await(String what, Condition condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        try {
            while (!condition.holds()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("not within 30 s: " + what);
                }
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            throw new AssertionError(what, e);
        }
    }

    /** POST to the extender. */
    public HttpResponse<String> post(String path, HttpRequest.BodyPublisher body)
            throws IOException {
        return send(service.extenderPort(), path, builder -> builder.POST(body));
    }

    /** POST to the extender. */
    public HttpResponse<String> post(String path, String body) throws IOException {
        return post(path, HttpRequest.BodyPublishers.ofString(body));
    }

    /** GET from the probes' listener. */
    public HttpResponse<String> get(String path) throws IOException {
        return send(service.probesPort(), path, HttpRequest.Builder::GET);
    }

    /** The value of a metric's line that starts so; 0 when there is none. */
    public double metric(String start) throws IOException {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private HttpResponse<String> send(
            int port, String path, java.util.function.UnaryOperator<HttpRequest.Builder> method)
            throws IOException {
        try {
            HttpRequest.Builder builder =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(10));
            return client.send(method.apply(builder).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        service.close();
    }
}
