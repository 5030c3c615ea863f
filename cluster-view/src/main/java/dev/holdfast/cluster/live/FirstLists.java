package dev.holdfast.cluster.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Begins the first lists of resources, a few at a time and in their order: all at once, the objects
 * in their pages would take a gigabyte in a large cluster. For one thread.
 */
final class FirstLists {
    static final int AT_A_TIME = 3;

    private final Queue<Resource> waiting = new ArrayDeque<>();
    private final List<Resource> listing = new ArrayList<>();

    /** Something that is to be listed once. */
    interface Resource {
        /** Begins, without waiting. */
        void start();

        /** Whether its list is on its way: neither complete, nor failed, nor silent for long. */
        boolean isListing();

        /** Whether nobody wants it any more. */
        boolean isStopped();
    }

    void add(Resource resource) {
        waiting.add(resource);
    }

    /** Begins with as many as there is room for; to be called whenever there may be some. */
    void proceed() {
        listing.removeIf(resource -> !resource.isListing());
        while (listing.size() < AT_A_TIME && !waiting.isEmpty()) {
            Resource next = waiting.remove();
            if (!next.isStopped()) {
                next.start();
                listing.add(next);
            }
        }
    }
}
