package dev.holdfast.serving;

import java.util.HashMap;
import java.util.Map;

/**
 * The memory of bodies that are not whole yet, of all calls of a listener. When it would be too
 * much, the call that claims most is refused: callers that send large bodies slowly stand in their
 * own way, not in the way of small calls. Belongs to one event loop.
 */
final class BodyBudget {
    private final long most;
    private final Map<Call, Integer> claimed = new HashMap<>();
    private long sum;

    /**
     * @param most bytes
     */
    BodyBudget(long most) {
        this.most = most;
    }

    /** A call's body takes this many bytes; the largest calls are refused if it is too much. */
    void claims(Call call, int bytes) {
        int before = claimed.getOrDefault(call, 0);
        if (bytes == before) {
            return;
        }
        claimed.put(call, bytes);
        sum += bytes - before;
        while (sum > most) {
            Call largest = call;
            int size = bytes;
            for (Map.Entry<Call, Integer> other : claimed.entrySet()) {
                if (other.getValue() > size) {
                    largest = other.getKey();
                    size = other.getValue();
                }
            }
            largest.refuse(full());
        }
    }

    /** A call's body takes nothing any more. */
    void released(Call call) {
        Integer bytes = claimed.remove(call);
        sum -= bytes == null ? 0 : bytes;
    }

    private Reply full() {
        return Reply.text(
                503,
                "holdfast: bodies that are not whole yet would take more than "
                        + most
                        + " bytes, and this is the longest; send it faster",
                "shed",
                "");
    }
}
