package dev.holdfast.serving;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How fast long bodies are read, all of a listener together: at once while they are few, and no
 * faster than a rate when one follows another. What they bring is garbage soon, and everybody waits
 * while that is collected. This is the generic cell rate algorithm (ITU-T I.371), in bytes. Belongs
 * to one event loop.
 */
final class Pace {
    /** So much may come at once after a pause. */
    private static final long TOLERANCE = TimeUnit.SECONDS.toNanos(1);

    private final double nanosPerByte;

    /** The time at which all that was read would have arrived at the rate, of System.nanoTime. */
    private long due;

    /**
     * @param perSecond bytes in a second, and at once after a pause
     * @param now {@link System#nanoTime}
     */
    Pace(long perSecond, long now) {
        this.nanosPerByte = (double) TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.due = now;
    }

    /**
     * Counts what came, and says how long its sender is to wait before more is read.
     *
     * @param bytes just read
     * @param now {@link System#nanoTime}
     */
    Duration read(int bytes, long now) {
        due = (due - now > 0 ? due : now) + (long) (bytes * nanosPerByte);
        return Duration.ofNanos(Math.max(0, due - now - TOLERANCE));
    }
}
