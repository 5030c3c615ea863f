package dev.holdfast.cluster.rest;

import dev.holdfast.cluster.storage.Rest;
import dev.holdfast.cluster.storage.StorageProfile;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

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
                objects.putAll(objects(request, client.ask(request, "")));
            }
            answers.put(request.name(), objects);
        }
        return answers;
    }

    private void pages(Rest.Request request, Rest.Paging paging, Map<String, Map<?, ?>> objects)
            throws IOException, InterruptedException {
        String start = paging.next().isPresent() ? "" : "0";
        String last = "";
        for (int page = 0; page < MAX_PAGES; page++) {
            Object answer = client.ask(request, query(paging, start));
            SequencedMap<String, Map<?, ?>> items = objects(request, answer);
            check(request, paging, objects, items, last);
            objects.putAll(items);
            String next = next(paging, answer, objects.size(), items.size());
            if (next.isEmpty()) {
                return;
            }
            if (next.equals(start)) {
                throw new RestFailure(request.path() + " has a page that leads to itself");
            }
            start = next;
            last = items.isEmpty() ? "" : items.lastEntry().getKey();
        }
        throw new RestFailure(request.path() + " has more than " + MAX_PAGES + " pages");
    }

    /**
     * Pages by number begin with the last object of the page before: what came or went between two
     * requests moves it, and an object would be missed.
     */
    private static void check(
            Rest.Request request,
            Rest.Paging paging,
            Map<String, Map<?, ?>> before,
            SequencedMap<String, Map<?, ?>> items,
            String last)
            throws RestFailure {
        int twice = (int) items.keySet().stream().filter(before::containsKey).count();
        boolean overlaps = paging.next().isEmpty() && !before.isEmpty();
        boolean fits =
                overlaps ? twice == 1 && items.firstEntry().getKey().equals(last) : twice == 0;
        if (!fits) {
            throw new RestFailure(
                    request.path()
                            + " changed between two pages, or does not know the parameter "
                            + paging.start());
        }
        if (before.size() + items.size() > MAX_OBJECTS) {
            throw new RestFailure(request.path() + " has more than " + MAX_OBJECTS + " objects");
        }
    }

    private static String next(Rest.Paging paging, Object answer, int objects, int items) {
        if (paging.next().isPresent()) {
            return paging.next().get().text(answer);
        }
        return items == paging.size() ? String.valueOf(objects - 1) : "";
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

    private static SequencedMap<String, Map<?, ?>> objects(Rest.Request request, Object answer)
            throws RestFailure {
        try {
            return request.objects(answer);
        } catch (IllegalArgumentException e) {
            throw new RestFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
