package dev.holdfast.cluster.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.storage.Profiles;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.view.VolumeState.Copies;
import dev.holdfast.view.VolumeState.Copy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A LINSTOR controller that answers, misbehaves, and comes back. */
final class RestSourceIT {
    private static final String RESOURCES = "/v1/view/resources";
    private static final String NODES = "/v1/nodes";
    private static final String EVENTS = "/v1/events/nodes";
    private static final RestEndpoint.Timing QUICK =
            new RestEndpoint.Timing(
                    Duration.ofMillis(40),
                    Duration.ofMillis(400),
                    Duration.ofSeconds(100),
                    Duration.ofSeconds(200));

    /** A round is due only when an event hastens it. */
    private static final RestEndpoint.Timing SLOW =
            new RestEndpoint.Timing(
                    Duration.ofMinutes(9),
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(11));

    private final StorageProfile profile =
            Profiles.builtInRest().stream()
                    .filter(each -> each.name().equals("linstor"))
                    .findFirst()
                    .orElseThrow();
    private final Recorder recorder =
            new Recorder(profile, "linstor.csi.linbit.com", "pvc-two/0", "pvc-two/1", "pvc-plain");
    private final StorageServer server;
    @TempDir private Path folder;

    RestSourceIT() throws IOException {
        server = new StorageServer();
    }

    @BeforeEach
    void record() {
        server.recorded(NODES, "linstor/nodes.json");
        server.recorded(RESOURCES, "linstor/resources.json");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aChangedVolumeIsOneChangeAndAnUnchangedRoundIsNone() {
        try (RestSource source = start(QUICK)) {
            Recorder.await(() -> recorder.rounds() > 0, "the first round");
            assertThat(recorder.changed())
                    .containsExactlyInAnyOrder("pvc-two/0", "pvc-two/1", "pvc-plain");
            int rounds = recorder.rounds();
            Recorder.await(() -> recorder.rounds() > rounds + 2, "more rounds");
            assertThat(recorder.changed()).isEmpty();

            server.on(
                    RESOURCES,
                    exchange ->
                            StorageServer.send(
                                    exchange,
                                    200,
                                    StorageServer.text("linstor/resources.json")
                                            .replaceFirst("Inconsistent", "UpToDate")));
            Recorder.await(() -> states(source, "pvc-two/1", "n1") == Copy.State.Current, "n1");
            assertThat(recorder.changed()).containsExactly("pvc-two/1");
        }
    }

    @Test
    void whatIsGoneFromTheAnswerIsGoneFromTheView() {
        try (RestSource source = start(QUICK)) {
            Recorder.await(() -> states(source, "pvc-plain", "n1") != null, "pvc-plain");
            server.on(RESOURCES, exchange -> StorageServer.send(exchange, 200, "[]"));
            Recorder.await(
                    () -> recorder.copies(source, "pvc-plain") instanceof Copies.Unknown,
                    "no copies");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badAnswers")
    void aBadAnswerKeepsWhatIsKnownAndSaysWhy(
            String name, StorageServer.Answer answer, String why) {
        try (RestSource source = start(QUICK)) {
            Recorder.await(() -> recorder.rounds() > 0, "the first round");
            server.on(RESOURCES, answer);
            Recorder.await(() -> source.problem().isPresent(), "the failure");
            assertThat(source.problem().orElseThrow()).contains(why);
            assertThat(states(source, "pvc-two/0", "n1")).isEqualTo(Copy.State.Current);

            server.recorded(RESOURCES, "linstor/resources.json");
            Recorder.await(() -> source.problem().isEmpty(), "the recovery");
        }
    }

    static Stream<Arguments> badAnswers() {
        return Stream.of(
                bad("not allowed", e -> StorageServer.send(e, 401, "{}"), "answered 401: see to"),
                bad("forbidden", e -> StorageServer.send(e, 403, "{}"), "answered 403: see to"),
                bad("broken server", e -> StorageServer.send(e, 500, "oops"), "answered 500"),
                bad("overloaded server", e -> StorageServer.send(e, 503, ""), "answered 503"),
                bad(
                        "redirect",
                        e -> {
                            e.getResponseHeaders().add("Location", NODES);
                            StorageServer.send(e, 302, "");
                        },
                        "answered 302"),
                bad("no JSON", e -> StorageServer.send(e, 200, "<html>"), RESOURCES),
                bad("cut JSON", e -> StorageServer.send(e, 200, "[{\"name\":\"a\""), RESOURCES),
                bad("more than JSON", e -> StorageServer.send(e, 200, "[] []"), "goes on"),
                bad("nothing", e -> StorageServer.send(e, 200, ""), RESOURCES),
                bad("null", e -> StorageServer.send(e, 200, "null"), "answered null"),
                bad("an object", e -> StorageServer.send(e, 200, "{}"), "no list of objects"),
                bad("a list of texts", e -> StorageServer.send(e, 200, "[\"a\"]"), "which one"),
                bad(
                        "the same twice",
                        e ->
                                StorageServer.send(
                                        e,
                                        200,
                                        "[{\"name\":\"a\",\"node_name\":\"n\"},{\"name\":\"a\",\"node_name\":\"n\"}]"),
                        "a/n twice"),
                bad("nameless", e -> StorageServer.send(e, 200, "[{}]"), "which one it is"),
                bad(
                        "too deep",
                        e -> StorageServer.send(e, 200, "[".repeat(100_000)),
                        "nesting depth"),
                bad(
                        "a key twice",
                        e -> StorageServer.send(e, 200, "[{\"name\":\"a\",\"name\":\"b\"}]"),
                        "uplicate"),
                bad("too long", RestSourceIT::endless, "imit"));
    }

    private static Arguments bad(String name, StorageServer.Answer answer, String why) {
        return Arguments.of(name, answer, why);
    }

    private static void endless(com.sun.net.httpserver.HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] spaces = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < 64; i++) {
                out.write(spaces);
            }
        }
    }

    @Test
    void anAnswerThatNeverEndsIsGivenUp() {
        server.stall(RESOURCES);
        try (RestSource source = start(QUICK)) {
            Recorder.await(() -> source.problem().isPresent(), "the time-out");
            assertThat(source.problem().orElseThrow()).contains("not answered within 400 ms");
            assertThat(source.isAnswered()).isFalse();
            assertThat(recorder.copies(source, "pvc-plain"))
                    .isInstanceOfSatisfying(
                            Copies.Unknown.class,
                            unknown ->
                                    assertThat(unknown.cause())
                                            .startsWith("linstor: has not answered yet: GET ")
                                            .contains("not answered within"));
        }
    }

    @Test
    void silenceMakesCopiesStaleAndThenUnknownWithTheCause() {
        try (RestSource source =
                start(
                        new RestEndpoint.Timing(
                                Duration.ofMillis(20),
                                Duration.ofMillis(400),
                                Duration.ofMillis(900),
                                Duration.ofMillis(1800)))) {
            Recorder.await(() -> recorder.rounds() > 0, "the first round");
            server.on(RESOURCES, exchange -> StorageServer.send(exchange, 500, ""));
            Recorder.await(
                    () ->
                            recorder.copies(source, "pvc-two/0") instanceof Copies.Listed listed
                                    && listed.source().equals("linstor (stale)"),
                    "stale copies");
            Recorder.await(
                    () ->
                            recorder.copies(source, "pvc-two/0") instanceof Copies.Unknown unknown
                                    && unknown.cause().contains("answered 500")
                                    && unknown.cause().contains("PT1.8S"),
                    "unknown copies");

            server.recorded(RESOURCES, "linstor/resources.json");
            Recorder.await(
                    () ->
                            recorder.copies(source, "pvc-two/0") instanceof Copies.Listed listed
                                    && listed.source().equals("linstor"),
                    "fresh copies");
        }
    }

    @Test
    void failuresAreRepeatedEverMoreRarely() {
        server.on(NODES, exchange -> StorageServer.send(exchange, 500, ""));
        try (RestSource source = start(QUICK)) {
            Recorder.await(() -> server.asked().size() >= 5, "five attempts");
            assertThat(source.isAnswered()).isFalse();
        }
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), new Random(7));
        for (int failures = 1; failures < 100; failures++) {
            long most = Math.min(60_000, 1000L << Math.min(failures - 1, 20));
            assertThat(backoff.after(failures).toMillis()).isBetween(most / 2, most);
        }
    }

    @Test
    void pagesAreAskedUntilOneIsNotFull() {
        StorageProfile small =
                profileWith(
                        "{size: 1000, limit: limit, start: offset}",
                        "{size: 5, limit: limit, start: offset}");
        paged(5);
        Recorder all = new Recorder(small, "linstor.csi.linbit.com", "pvc-two/0", "pvc-unsure");
        try (RestSource source = RestSource.start(endpoint(small, QUICK), all, new Random(1))) {
            Recorder.await(() -> all.rounds() > 0, "a round of " + source.problem());
            assertThat(all.changed()).containsExactlyInAnyOrder("pvc-two/0", "pvc-unsure");
            assertThat(server.asked())
                    .contains(
                            "GET " + RESOURCES + "?limit=5&offset=0",
                            "GET " + RESOURCES + "?limit=5&offset=4",
                            "GET " + RESOURCES + "?limit=5&offset=16");
        }
    }

    @Test
    void pagesThatRepeatThemselvesAreNoAnswer() {
        StorageProfile small =
                profileWith(
                        "{size: 1000, limit: limit, start: offset}",
                        "{size: 5, limit: limit, start: offset}");
        server.on(RESOURCES, exchange -> StorageServer.send(exchange, 200, page(0, 5)));
        try (RestSource source =
                RestSource.start(endpoint(small, QUICK), recorder, new Random(1))) {
            Recorder.await(() -> source.problem().isPresent(), "the failure");
            assertThat(source.problem().orElseThrow()).contains("offset");
        }
    }

    @Test
    void aListThatChangesBetweenTwoPagesIsAskedAnew() {
        StorageProfile small =
                profileWith(
                        "{size: 1000, limit: limit, start: offset}",
                        "{size: 5, limit: limit, start: offset}");
        Recorder all = new Recorder(small, "linstor.csi.linbit.com", "pvc-unsure");
        AtomicInteger gone = new AtomicInteger();
        server.on(
                RESOURCES,
                exchange -> {
                    String query = exchange.getRequestURI().getQuery();
                    int offset = Integer.parseInt(query.substring(query.lastIndexOf('=') + 1));
                    // One of the first page goes after it was given, and moves all others.
                    if (offset == 4) {
                        gone.compareAndSet(0, 1);
                    }
                    StorageServer.send(exchange, 200, page(offset + gone.get(), 5));
                });
        try (RestSource source = RestSource.start(endpoint(small, QUICK), all, new Random(1))) {
            Recorder.await(() -> all.rounds() > 0, "a good round");
            assertThat(source.isAnswered()).isTrue();
            assertThat(all.changed()).containsExactly("pvc-unsure");
            assertThat(server.asked())
                    .filteredOn(line -> line.contains(RESOURCES))
                    .extracting(line -> line.substring(line.lastIndexOf('=') + 1))
                    .startsWith("0", "4", "0", "4", "8");
        }
    }

    private void paged(int size) {
        server.on(
                RESOURCES,
                exchange -> {
                    String query = exchange.getRequestURI().getQuery();
                    int offset = Integer.parseInt(query.substring(query.lastIndexOf('=') + 1));
                    StorageServer.send(exchange, 200, page(offset, size));
                });
    }

    private static String page(int offset, int size) {
        tools.jackson.databind.json.JsonMapper mapper =
                new tools.jackson.databind.json.JsonMapper();
        var all = mapper.readTree(StorageServer.text("linstor/resources.json"));
        var page = mapper.createArrayNode();
        for (int i = offset; i < Math.min(offset + size, all.size()); i++) {
            page.add(all.get(i));
        }
        return page.toString();
    }

    private StorageProfile profileWith(String before, String after) {
        try (var in = Profiles.class.getResourceAsStream("linstor.yaml")) {
            String text =
                    new String(
                            java.util.Objects.requireNonNull(in).readAllBytes(),
                            StandardCharsets.UTF_8);
            Path file =
                    Files.writeString(folder.resolve("linstor.yaml"), text.replace(before, after));
            return Profiles.with(java.util.List.of(file)).getFirst();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void anEventHastensTheNextRound() {
        server.events(EVENTS);
        try (RestSource source = start(SLOW)) {
            Recorder.await(() -> server.streams() == 1, "the stream");
            // That the stream was opened counts as an event, for what was missed before.
            Recorder.await(() -> recorder.rounds() == 2, "the round after the connection");
            server.push("event: may-promote-change\ndata: {}\n\nevent: x\ndata: {}\n\n");
            Recorder.await(() -> recorder.rounds() == 3, "the round after the events");
            assertThat(source.problem()).isEmpty();
        }
    }

    @Test
    void commentsKeepAStreamAliveAndAreNoEvents() throws InterruptedException {
        server.on(
                EVENTS,
                exchange ->
                        StorageServer.send(
                                exchange,
                                200,
                                ":a\n\n:b\r\n\r\nevent: x\ndata: 1\n\n:c\n\n\ndata: 2\r\n\r\ndata: cut"));
        AtomicInteger events = new AtomicInteger();
        CountDownLatch rested = new CountDownLatch(1);
        Backoff never =
                new Backoff(
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        new Random(1) {
                            @Override
                            public long nextLong(long bound) {
                                rested.countDown();
                                return bound - 1;
                            }
                        });
        try (RestClient client = new RestClient(endpoint(profile, SLOW))) {
            Thread reader =
                    Thread.ofVirtual()
                            .start(new EventStream(client, EVENTS, never, events::incrementAndGet));
            assertThat(rested.await(20, TimeUnit.SECONDS)).isTrue();
            reader.interrupt();
        }
        assertThat(events).as("the opening and two events").hasValue(3);
    }

    @Test
    void aStreamOfEventsThatEndsIsOpenedAgain() {
        server.events(EVENTS);
        try (RestSource source = start(SLOW)) {
            Recorder.await(() -> server.streams() == 1, "the stream");
            server.push("data: 1\n\n");
            Recorder.await(() -> recorder.rounds() >= 2, "a round");
            server.endStreams();
            Recorder.await(() -> server.streams() == 2, "the stream again");
            int rounds = recorder.rounds();
            server.push("data: 2\n\n");
            Recorder.await(() -> recorder.rounds() > rounds, "the round after the new stream");
            assertThat(source.isAnswered()).isTrue();
        }
    }

    @Test
    void aStreamThatSaysNothingForLongIsOpenedAgain() {
        server.events(EVENTS);
        try (RestSource source = start(QUICK)) {
            Recorder.await(() -> server.streams() >= 2, "the stream again");
            assertThat(source.problem()).isEmpty();
        }
    }

    @Test
    void theTokenIsReadAnewForEveryRequest() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "first\n");
        RestEndpoint endpoint =
                new RestEndpoint(
                        profile,
                        server.url(),
                        Optional.of(token),
                        Optional.empty(),
                        QUICK,
                        1 << 20);
        try (RestSource source = RestSource.start(endpoint, recorder, new Random(1))) {
            Recorder.await(() -> asked("Bearer first"), "the first token");
            Files.writeString(token, "second");
            Recorder.await(() -> asked("Bearer second"), "the second token");
            Files.writeString(token, "");
            Recorder.await(() -> source.problem().isPresent(), "no token");
            assertThat(source.problem().orElseThrow()).contains(token.toString());
        }
    }

    private boolean asked(String authorization) {
        return server.asked().stream().anyMatch(line -> line.endsWith(authorization));
    }

    private Copy.@org.jspecify.annotations.Nullable State states(
            RestSource source, String volume, String node) {
        return recorder.copies(source, volume) instanceof Copies.Listed listed
                ? listed.copies().stream()
                        .filter(copy -> copy.node().equals(node))
                        .map(Copy::state)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private RestSource start(RestEndpoint.Timing timing) {
        return RestSource.start(endpoint(profile, timing), recorder, new Random(1));
    }

    private RestEndpoint endpoint(StorageProfile asked, RestEndpoint.Timing timing) {
        return new RestEndpoint(
                asked, server.url(), Optional.empty(), Optional.empty(), timing, 1 << 20);
    }
}
