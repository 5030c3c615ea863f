package dev.holdfast.cluster.storage;

import static dev.holdfast.cluster.storage.StorageProfile.given;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a storage system's REST server. Where the server is, and who may ask it, is the
 * administrator's configuration and not the profile's.
 *
 * @param requests all of which are made, in this order, each time
 * @param events paths of server-sent event streams, on whose events everything is asked anew; what
 *     the events say is not read
 */
public record Rest(List<Request> requests, List<String> events) {
    public Rest {
        requests = List.copyOf(given(requests, "rest.requests"));
        events = events == null ? List.of() : List.copyOf(events);
        events.forEach(Rest::checkPath);
        if (requests.stream().map(Request::name).distinct().count() < requests.size()) {
            throw new IllegalArgumentException("rest.requests: each needs a name of its own");
        }
    }

    private static void checkPath(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("the path " + path + " must begin with /");
        }
    }

    /**
     * One request, which may take several pages.
     *
     * @param path below the server's address
     * @param body of a POST, JSON; without it a GET is made
     * @param items where the answer has the list of objects; without it the answer is the list
     * @param id what tells one object from the others
     */
    public record Request(
            String name,
            String path,
            Optional<String> body,
            Optional<ValuePath> items,
            Template id,
            Optional<Paging> paging) {
        public Request {
            given(name, "rest.requests.name");
            checkPath(given(path, "rest.requests.path"));
            given(id, "rest.requests.id");
        }

        /**
         * The objects of an answer, or of one page of it, by their ids.
         *
         * @throws IllegalArgumentException when it is no such answer
         */
        public SequencedMap<String, Map<?, ?>> objects(Object answer) {
            @Nullable Object listed = items.isPresent() ? items.get().read(answer) : answer;
            if (!(listed instanceof List<?> list)) {
                throw new IllegalArgumentException(path + " answered no list of objects");
            }
            SequencedMap<String, Map<?, ?>> objects = new LinkedHashMap<>();
            for (Object item : list) {
                String its = item instanceof Map<?, ?> object ? id.text(object) : "";
                if (!(item instanceof Map<?, ?> object) || its.isEmpty()) {
                    throw new IllegalArgumentException(
                            path + " answered an object that does not say which one it is");
                }
                if (objects.put(its, object) != null) {
                    throw new IllegalArgumentException(path + " answered " + its + " twice");
                }
            }
            return objects;
        }
    }

    /**
     * How an answer is cut into pages.
     *
     * @param size objects in one page
     * @param limit the query parameter for the size
     * @param start the query parameter for where a page begins
     * @param next where a page has the value of {@code start} for the next one, absent or empty on
     *     the last; without it {@code start} is the number of an object, and each page begins with
     *     the last object of the one before
     */
    public record Paging(int size, String limit, String start, Optional<ValuePath> next) {
        public Paging {
            given(limit, "paging.limit");
            given(start, "paging.start");
            if (size < 2) {
                throw new IllegalArgumentException("paging.size must be at least 2");
            }
        }
    }
}
