package dev.holdfast.extender;

import java.util.Arrays;

/**
 * A request's array of node names as it came, with the id of each. kube-scheduler sends the nodes
 * in much the same order again and again, so whole stretches of the next request are compared with
 * this one at once. Immutable.
 */
final class NameOrder {
    /** Places after the expected one that are looked at: nodes between may have been left out. */
    private static final int AHEAD = 3;

    private final byte[] bytes;

    /** Where the quotes of each name begin. */
    private final int[] starts;

    /** Behind the closing quotes of each name. */
    private final int[] ends;

    private final int[] ids;

    /** Where a node stands, by id; -1 for one that does not. */
    private final int[] places;

    /**
     * @param bytes from the first opening quote on
     * @param ids without one that stands twice
     * @param bound above all ids
     */
    NameOrder(byte[] bytes, int[] starts, int[] ends, int[] ids, int bound) {
        this.bytes = bytes;
        this.starts = starts;
        this.ends = ends;
        this.ids = ids;
        this.places = new int[bound];
        Arrays.fill(places, -1);
        for (int place = 0; place < ids.length; place++) {
            places[ids[place]] = place;
        }
    }

    int size() {
        return ids.length;
    }

    /** Where a node stands, or -1. */
    int place(int id) {
        return places[id];
    }

    int id(int place) {
        return ids[place];
    }

    /**
     * Which of the next places has the name that the body has at an offset; -1 if none.
     *
     * @param offset of the opening quote
     */
    int near(byte[] body, int offset, int place) {
        for (int near = place; near < Math.min(place + AHEAD, ids.length); near++) {
            int length = ends[near] - starts[near];
            if (offset + length <= body.length
                    && Arrays.equals(
                            body, offset, offset + length, bytes, starts[near], ends[near])) {
                return near;
            }
        }
        return -1;
    }

    /**
     * Behind the last place of the stretch that begins at this one and stands in the body just so,
     * with what is between the names; the place itself if not even its own name does.
     */
    int endOfStretch(byte[] body, int offset, int place) {
        int length = Math.min(body.length - offset, bytes.length - starts[place]);
        int differs =
                Arrays.mismatch(
                        body,
                        offset,
                        offset + length,
                        bytes,
                        starts[place],
                        starts[place] + length);
        int same = starts[place] + (differs < 0 ? length : differs);
        int end = place;
        while (end < ids.length && ends[end] <= same) {
            end++;
        }
        return end;
    }

    /** How many bytes a stretch takes, from its first opening to its last closing quote. */
    int length(int place, int end) {
        return ends[end - 1] - starts[place];
    }
}
