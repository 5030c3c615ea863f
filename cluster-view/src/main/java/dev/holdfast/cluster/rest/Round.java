package dev.holdfast.cluster.rest;

import dev.holdfast.cluster.storage.Rest;
import dev.holdfast.cluster.storage.StorageProfile;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** One round of all requests of a profile: the objects that there are, by request and id. */
final class Round {
    /** Pages of one answer; far beyond any storage system. */
    private static final int MAX_PAGES = 10_000;

    private static final int MAX_OBJECTS = 1_000_000;

    private final RestClient client;
    private final StorageProfile profile;

    Round(RestClient client, StorageProfile profile) {
        this.client = client;
        this.profile = profile;
    }

    /**
     * Asks everything.
     *
     * @throws IOException when any answer is not to be had: half of the truth is none
     */
    Map<String, Map<String, Map<?, ?>>> ask() throws IOException, InterruptedException {
        Map<String, Map<String, Map<?, ?>>> answers = new HashMap<>();
        for (Rest.Request request : profile.rest().orElseThrow().requests()) {
            Map<String, Map<?, ?>> objects = new LinkedHashMap<>();
            if (request.paging().isPresent()) {
                pages(request, request.paging().get(), objects);
            } else {
                enter(request, client.ask(request, ""), objects);
            }
            answers.put(request.name(), objects);
        }
        return answers;
    }

    private void pages(Rest.Request request, Rest.Paging paging, Map<String, Map<?, ?>> objects)
            throws IOException, InterruptedException {
        String start = paging.next().isPresent() ? "" : "0";
        for (int page = 0; page < MAX_PAGES; page++) {
            int before = objects.size();
            Object answer = client.ask(request, query(paging, start));
            int items = enter(request, answer, objects);
            String next =
                    paging.next().isPresent()
                            ? paging.next().get().text(answer)
                            : items == paging.size() ? String.valueOf(before + items) : "";
            if (next.isEmpty()) {
                return;
            }
            // Also what a change between two pages looks like: better once more than half.
            if (objects.size() != before + items || next.equals(start)) {
                throw new RestFailure(
                        request.path()
                                + " gave an object on two pages; it changed meanwhile, or does not know the parameter "
                                + paging.start());
            }
            start = next;
        }
        throw new RestFailure(request.path() + " has more than " + MAX_PAGES + " pages");
    }

    private static String query(Rest.Paging paging, String start) {
        String size = paging.limit() + "=" + paging.size();
        return start.isEmpty()
                ? size
                : size
                        + "&"
                        + paging.start()
                        + "="
                        + URLEncoder.encode(start, StandardCharsets.UTF_8);
    }

    /** Enters the objects of one page, and tells how many it had. */
    private static int enter(Rest.Request request, Object answer, Map<String, Map<?, ?>> objects)
            throws RestFailure {
        try {
            Map<String, Map<?, ?>> page = request.objects(answer);
            if (objects.size() + page.size() > MAX_OBJECTS) {
                throw new RestFailure(
                        request.path() + " has more than " + MAX_OBJECTS + " objects");
            }
            objects.putAll(page);
            return page.size();
        } catch (IllegalArgumentException e) {
            throw new RestFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
