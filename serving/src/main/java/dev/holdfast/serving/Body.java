package dev.holdfast.serving;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** Collects a body of bounded length in one array. */
final class Body {
    private static final byte[] NOTHING = {};

    /** Nobody is believed to send much more than this many times of what came first. */
    private static final int TRUST = 16;

    private final int limit;
    private final long announced;
    private byte[] bytes = NOTHING;
    private int length;

    /**
     * @param announced the length that the caller announced, or -1
     */
    Body(int limit, long announced) {
        this.limit = limit;
        this.announced = announced;
    }

    /** Appends a chunk; answers false, keeping nothing, when the body gets too long by it. */
    boolean append(Buffer chunk) {
        if (chunk.length() > limit - length) {
            drop();
            return false;
        }
        if (bytes.length - length < chunk.length()) {
            bytes = Arrays.copyOf(bytes, capacity(chunk.length()));
        }
        chunk.getBytes(bytes, length);
        length += chunk.length();
        return true;
    }

    private int capacity(int more) {
        int least = length + more;
        if (bytes.length == 0 && announced >= least) {
            return (int) Math.min(announced, (long) TRUST * more);
        }
        return Math.min(limit, Math.max(4096, Math.max(bytes.length * 2, least)));
    }

    /** How much memory it takes, in bytes. */
    int held() {
        return bytes.length;
    }

    /** Keeps nothing. */
    void drop() {
        bytes = NOTHING;
        length = 0;
    }

    byte[] toArray() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
