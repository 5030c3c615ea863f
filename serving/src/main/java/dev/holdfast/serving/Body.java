package dev.holdfast.serving;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects a body of bounded length: in one array when it comes at once, or is not long, its length
 * was announced and its first bytes make that credible; else in pieces.
 */
final class Body {
    private static final byte[] NOTHING = {};
    private static final int SMALLEST = 256;

    /** Longer ones come in pieces. */
    private static final int LONG = 1 << 20;

    /** Nobody is believed to send much more than this many times of what came first. */
    private static final int TRUST = 16;

    private final Pieces pieces;
    private final int limit;
    private final long announced;
    private final List<byte[]> full = new ArrayList<>();
    private final List<byte[]> borrowed = new ArrayList<>();
    private byte[] last = NOTHING;
    private int inLast;
    private int length;
    private int held;

    /**
     * @param announced the length that the caller announced, or -1
     */
    Body(Pieces pieces, int limit, long announced) {
        this.pieces = pieces;
        this.limit = limit;
        this.announced = announced;
    }

    /** Appends a chunk; answers false, keeping nothing, when the body gets too long by it. */
    boolean append(Buffer chunk) {
        if (chunk.length() > limit - length) {
            drop();
            return false;
        }
        if (length == 0 && chunk.length() == announced) {
            last = arrayOf(chunk);
            inLast = last.length;
            length = inLast;
            held = inLast;
            return true;
        }
        int taken = 0;
        while (taken < chunk.length()) {
            if (inLast == last.length) {
                startPiece(chunk.length() - taken);
            }
            int now = Math.min(chunk.length() - taken, last.length - inLast);
            chunk.getBytes(taken, taken + now, last, inLast);
            taken += now;
            inLast += now;
            length += now;
        }
        return true;
    }

    /** Without a copy where Vert.x made an array for this chunk, as it does for what it reads. */
    private static byte[] arrayOf(Buffer chunk) {
        ByteBuf bytes = ((BufferInternal) chunk).getByteBuf();
        return bytes.hasArray() && bytes.array().length == chunk.length()
                ? bytes.array()
                : chunk.getBytes();
    }

    private void startPiece(int more) {
        if (inLast > 0) {
            full.add(last);
        }
        last = piece(more);
        inLast = 0;
        held += last.length;
    }

    private byte[] piece(int more) {
        if (held == 0 && announced >= more && announced <= LONG) {
            return new byte[(int) Math.min(announced, (long) TRUST * more)];
        }
        int wanted = Math.min(limit - held, Math.max(SMALLEST, Math.max(held, more)));
        if (wanted < Pieces.LENGTH) {
            return new byte[wanted];
        }
        byte[] piece = pieces.take();
        borrowed.add(piece);
        return piece;
    }

    /** Whether it is long, by what came of it or what was announced. */
    boolean isLong() {
        return Math.max(announced, length) > LONG;
    }

    /** How much memory it takes, in bytes. */
    int held() {
        return held;
    }

    /**
     * How much memory it takes or, when a long body was announced, is going to take. Shorter ones
     * are not worth a claim: thousands of callers may announce them who never send them.
     */
    int claimed() {
        return announced > LONG ? Math.max(held, (int) announced) : held;
    }

    /** Keeps nothing. */
    void drop() {
        borrowed.forEach(pieces::giveBack);
        borrowed.clear();
        full.clear();
        last = NOTHING;
        inLast = 0;
        length = 0;
        held = 0;
    }

    /** The whole body, for the caller to keep. */
    byte[] toArray() {
        if (length == last.length && borrowed.isEmpty()) {
            return last;
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] piece : full) {
            System.arraycopy(piece, 0, whole, at, piece.length);
            at += piece.length;
        }
        System.arraycopy(last, 0, whole, at, inLast);
        return whole;
    }
}
