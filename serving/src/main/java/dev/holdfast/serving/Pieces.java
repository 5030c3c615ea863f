package dev.holdfast.serving;

import java.util.ArrayDeque;

/**
 * Arrays for long bodies, used again and again: as garbage they would pile up in the old generation
 * faster than anybody collects it. As many are kept as were needed at once, which the {@link
 * BodyBudget} bounds. Belongs to one event loop.
 */
final class Pieces {
    /** The length of each, in bytes. */
    static final int LENGTH = 256 * 1024;

    private final ArrayDeque<byte[]> free = new ArrayDeque<>();

    /** One that nobody else has; what is in it has no meaning. */
    byte[] take() {
        return free.isEmpty() ? new byte[LENGTH] : free.pop();
    }

    /** Takes back one that was taken and is needed no more. */
    void giveBack(byte[] piece) {
        free.push(piece);
    }
}
