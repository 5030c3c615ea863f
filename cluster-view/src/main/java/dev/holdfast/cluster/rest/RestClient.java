package dev.holdfast.cluster.rest;

import dev.holdfast.cluster.document.Documents;
import dev.holdfast.cluster.storage.Rest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server, within its limits. Redirects are not followed: a token must not be sent
 * elsewhere.
 */
final class RestClient implements AutoCloseable {
    private final RestEndpoint endpoint;
    private @Nullable HttpClient client;
    private Map<Path, FileTime> read = Map.of();

    RestClient(RestEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * One answer.
     *
     * @param query behind the path, empty for none
     * @return the JSON value
     * @throws RestFailure when the server is not there, too slow, or answers anything but a good
     *     body of the allowed length
     */
    Object ask(Rest.Request request, String query) throws IOException, InterruptedException {
        URI uri = uri(request.path(), query);
        String name = (request.body().isPresent() ? "POST " : "GET ") + uri;
        HttpRequest.Builder asked =
                HttpRequest.newBuilder(uri).header("Accept", "application/json");
        request.body()
                .ifPresent(body ->
                        asked.header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body)));
        HttpResponse<byte[]> answer =
                sent(
                        name,
                        asked,
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), endpoint.maxBytes()));
        check(name, answer.statusCode());
        @Nullable Object value = Documents.value(new ByteArrayInputStream(answer.body()), name);
        if (value == null) {
            throw new RestFailure(name + " answered null");
        }
        return value;
    }

    /** The body of a stream of events, open until it is closed. */
    InputStream events(String path) throws IOException, InterruptedException {
        URI uri = uri(path, "");
        HttpResponse<InputStream> answer =
                sent(
                        "GET " + uri,
                        HttpRequest.newBuilder(uri).header("Accept", "text/event-stream"),
                        BodyHandlers.ofInputStream());
        try {
            check("GET " + uri, answer.statusCode());
            return answer.body();
        } catch (RestFailure e) {
            answer.body().close();
            throw e;
        }
    }

    private URI uri(String path, String query) {
        String base = endpoint.url().toString();
        String before = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return URI.create(before + path + (query.isEmpty() ? "" : "?" + query));
    }

    private static void check(String name, int status) throws RestFailure {
        if (status != 200) {
            String hint = status == 401 || status == 403 ? ": see to the token or certificate" : "";
            throw new RestFailure(name + " answered " + status + hint);
        }
    }

    private <T> HttpResponse<T> sent(
            String name, HttpRequest.Builder asked, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        @Nullable Path token = endpoint.token().orElse(null);
        if (token != null) {
            asked.header("Authorization", "Bearer " + token(token));
        }
        CompletableFuture<HttpResponse<T>> answer = client().sendAsync(asked.build(), handler);
        long limit = endpoint.timing().timeout().toMillis();
        try {
            return answer.get(limit, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new RestFailure(name + " was not answered within " + limit + " ms", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String what = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            throw new RestFailure(name + " failed: " + what, cause);
        } finally {
            // Ends the exchange unless it is complete.
            answer.cancel(true);
        }
    }

    private static String token(Path file) throws IOException {
        String token = Files.readString(file).strip();
        if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new RestFailure("the token file " + file + " holds no token on one line");
        }
        return token;
    }

    /** A client with the TLS files as they are now. */
    private synchronized HttpClient client() throws IOException {
        Map<Path, FileTime> now = new HashMap<>();
        if (endpoint.tls().isPresent()) {
            RestEndpoint.TlsFiles files = endpoint.tls().get();
            for (Path file :
                    Stream.of(files.authority(), files.certificate(), files.key())
                            .flatMap(java.util.Optional::stream)
                            .toList()) {
                now.put(file, Files.getLastModifiedTime(file));
            }
        }
        if (client == null || !now.equals(read)) {
            HttpClient.Builder builder =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .connectTimeout(endpoint.timing().timeout());
            if (endpoint.tls().isPresent()) {
                builder.sslContext(TlsContext.of(endpoint.tls().get()));
            }
            close();
            client = builder.build();
            read = now;
        }
        return client;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
