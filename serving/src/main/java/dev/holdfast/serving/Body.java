package dev.holdfast.serving;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** Collects a body of bounded length in one array. */
final class Body {
    private static final byte[] NOTHING = {};

    private final int limit;
    private byte[] bytes;
    private int length;

    /**
     * @param announced the length that the caller announced, or -1
     */
    Body(int limit, long announced) {
        this.limit = limit;
        // An announcement is not trusted with memory: it grows beyond this as bytes come.
        this.bytes = announced <= 0 ? NOTHING : new byte[(int) Math.min(announced, 512 * 1024)];
    }

    /** Appends a chunk; answers false, keeping nothing, when the body gets too long by it. */
    boolean append(Buffer chunk) {
        if (chunk.length() > limit - length) {
            bytes = NOTHING;
            length = 0;
            return false;
        }
        if (bytes.length - length < chunk.length()) {
            int wanted = Math.max(bytes.length * 2, length + chunk.length());
            bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(4096, wanted)));
        }
        chunk.getBytes(bytes, length);
        length += chunk.length();
        return true;
    }

    byte[] toArray() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
