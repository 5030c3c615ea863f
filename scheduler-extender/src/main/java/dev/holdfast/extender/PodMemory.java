package dev.holdfast.extender;

import dev.holdfast.view.PodState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pod that was read last, with its text: kube-scheduler asks about the same pod twice, to
 * filter and to prioritize, and a pod's text is kilobytes. May be used by any number of threads,
 * each of which may find another's pod.
 */
final class PodMemory {
    /** Longer texts, in bytes, are not kept. */
    private static final int LONGEST = 1 << 16;

    private volatile @Nullable Read last;

    /**
     * A pod and its text.
     *
     * @param text the whole JSON object
     */
    record Read(byte[] text, PodState pod) {}

    /** The pod whose text the body has at an offset; null if it is another. */
    @Nullable Read at(byte[] body, int offset) {
        Read read = last;
        if (read == null) {
            return null;
        }
        int end = offset + read.text.length;
        boolean same =
                end <= body.length
                        && Arrays.equals(body, offset, end, read.text, 0, read.text.length);
        return same ? read : null;
    }

    /** Keeps what was read from these offsets of a body. */
    void keep(byte[] body, int from, int to, PodState pod) {
        if (to - from <= LONGEST) {
            last = new Read(Arrays.copyOfRange(body, from, to), pod);
        }
    }
}
