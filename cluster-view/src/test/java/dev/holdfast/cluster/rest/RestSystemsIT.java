package dev.holdfast.cluster.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.holdfast.cluster.storage.Profiles;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.view.VolumeState.Copies;
import dev.holdfast.view.VolumeState.Copy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Mayastor, whose pages go by a token, and Portworx, which is asked with a body. */
final class RestSystemsIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String VOLUMES = "/v0/volumes";
    private static final String INSPECT = "/v1/volumes/inspectwithfilters";
    private static final RestEndpoint.Timing QUICK =
            new RestEndpoint.Timing(
                    Duration.ofMillis(40),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(100),
                    Duration.ofSeconds(200));

    private final StorageServer server;
    @TempDir private Path folder;

    RestSystemsIT() throws IOException {
        server = new StorageServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void mayastorIsAskedForPagesUntilThereIsNoToken() throws IOException {
        StorageProfile mayastor = inPagesOfTwo();
        server.recorded("/v0/nodes", "mayastor/nodes.json");
        server.on(VOLUMES, exchange -> StorageServer.send(exchange, 200, page(exchange)));
        Recorder recorder =
                new Recorder(mayastor, "io.openebs.csi-mayastor", "v-serving", "v-broken");
        try (RestSource source = start(mayastor, recorder, Optional.empty())) {
            Recorder.await(() -> recorder.rounds() > 0, "a round");
            assertThat(server.asked())
                    .filteredOn(line -> line.contains(VOLUMES))
                    .startsWith(
                            "GET " + VOLUMES + "?max_entries=2",
                            "GET " + VOLUMES + "?max_entries=2&starting_token=2");
            assertThat(states(recorder.copies(source, "v-serving")))
                    .containsExactly(Copy.State.Current, Copy.State.Rebuilding, Copy.State.Unknown);
            assertThat(states(recorder.copies(source, "v-broken"))).contains(Copy.State.Stale);
        }
    }

    @Test
    void aTokenThatLeadsNowhereNewIsNoAnswer() throws IOException {
        StorageProfile mayastor = inPagesOfTwo();
        server.recorded("/v0/nodes", "mayastor/nodes.json");
        server.on(
                VOLUMES,
                exchange ->
                        StorageServer.send(exchange, 200, "{\"entries\": [], \"next_token\": 7}"));
        Recorder recorder = new Recorder(mayastor, "io.openebs.csi-mayastor");
        try (RestSource source = start(mayastor, recorder, Optional.empty())) {
            Recorder.await(() -> source.problem().isPresent(), "the failure");
            assertThat(source.problem().orElseThrow()).contains("leads to itself");
        }
    }

    @Test
    void portworxIsAskedWithABodyAndAToken() throws IOException {
        StorageProfile portworx = named("portworx");
        AtomicReference<String> body = new AtomicReference<>("");
        server.recorded("/v1/nodes/filters", "portworx/nodes.json");
        server.on(
                INSPECT,
                exchange -> {
                    body.set(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    StorageServer.send(exchange, 200, StorageServer.text("portworx/volumes.json"));
                });
        Recorder recorder = new Recorder(portworx, "pxd.portworx.com", "101", "103");
        Path token = Files.writeString(folder.resolve("token"), "abc.def.ghi\n");
        try (RestSource source = start(portworx, recorder, Optional.of(token))) {
            Recorder.await(() -> recorder.rounds() > 0, "a round");
            assertThat(body).hasValue("{}");
            assertThat(server.asked())
                    .startsWith(
                            "GET /v1/nodes/filters Bearer abc.def.ghi",
                            "POST " + INSPECT + " Bearer abc.def.ghi");
            assertThat(recorder.copies(source, "101"))
                    .isInstanceOfSatisfying(
                            Copies.Listed.class,
                            listed ->
                                    assertThat(listed.copies())
                                            .containsExactly(
                                                    new Copy("n1", Copy.State.Current),
                                                    new Copy("n2", Copy.State.Current)));
            assertThat(states(recorder.copies(source, "103")))
                    .as("one node of a striped volume has all of it")
                    .containsExactly(Copy.State.Current, Copy.State.Unknown, Copy.State.Unknown);
        }
    }

    private static List<Copy.State> states(Copies copies) {
        return copies instanceof Copies.Listed listed
                ? listed.copies().stream().map(Copy::state).toList()
                : List.of();
    }

    /** Two entries from the starting token on, and the token of the next when there are more. */
    private static String page(HttpExchange exchange) {
        String query = exchange.getRequestURI().getQuery();
        int token = query.indexOf("starting_token=");
        int start = token < 0 ? 0 : Integer.parseInt(query.substring(token + 15));
        ArrayNode all =
                (ArrayNode)
                        JSON.readTree(StorageServer.text("mayastor/volumes.json")).get("entries");
        ObjectNode page = JSON.createObjectNode();
        ArrayNode entries = page.putArray("entries");
        for (int i = start; i < Math.min(start + 2, all.size()); i++) {
            entries.add(all.get(i));
        }
        if (start + 2 < all.size()) {
            page.put("next_token", start + 2);
        }
        return page.toString();
    }

    private StorageProfile inPagesOfTwo() throws IOException {
        try (InputStream in = Profiles.class.getResourceAsStream("mayastor.yaml")) {
            String text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).contains("size: 500");
            Path file =
                    Files.writeString(
                            folder.resolve("mayastor.yaml"), text.replace("size: 500", "size: 2"));
            return Profiles.with(List.of(file)).getFirst();
        }
    }

    private static StorageProfile named(String name) {
        return Profiles.builtInRest().stream()
                .filter(profile -> profile.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private RestSource start(StorageProfile profile, Recorder recorder, Optional<Path> token) {
        return RestSource.start(
                new RestEndpoint(profile, server.url(), token, Optional.empty(), QUICK, 1 << 20),
                recorder,
                new Random(1));
    }
}
