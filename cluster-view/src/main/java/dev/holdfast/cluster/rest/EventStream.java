package dev.holdfast.cluster.rest;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to one stream of server-sent events (HTML Living Standard, section 9.2) and tells that
 * something happened, not what. Connects again when the stream ends or says nothing for long; since
 * events may have been missed then, that counts as one.
 */
final class EventStream implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final RestClient client;
    private final String path;
    private final Backoff backoff;
    private final Runnable happened;
    private volatile @Nullable InputStream open;
    private volatile boolean ended;
    private volatile long heard = System.nanoTime();

    EventStream(RestClient client, String path, Backoff backoff, Runnable happened) {
        this.client = client;
        this.path = path;
        this.backoff = backoff;
        this.happened = happened;
    }

    @Override
    public void run() {
        int failures = 0;
        while (!ended && !Thread.currentThread().isInterrupted()) {
            try {
                try (InputStream stream = client.events(path)) {
                    heard = System.nanoTime();
                    open = stream;
                    happened.run();
                    if (listen(stream)) {
                        failures = 0;
                    }
                } catch (IOException e) {
                    LOG.atDebug().addKeyValue("path", path).log("no events: {}", e.getMessage());
                } finally {
                    open = null;
                }
                failures++;
                Thread.sleep(backoff.after(failures));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Reads to the end; whether there was anything. */
    private boolean listen(InputStream stream) throws IOException {
        byte[] buffer = new byte[4096];
        boolean any = false;
        boolean startOfLine = true;
        boolean event = false;
        while (true) {
            int read = stream.read(buffer);
            if (read < 0) {
                return any;
            }
            any = true;
            heard = System.nanoTime();
            for (int i = 0; i < read; i++) {
                byte b = buffer[i];
                if (b == '\n') {
                    if (startOfLine && event) {
                        happened.run();
                        event = false;
                    }
                    startOfLine = true;
                } else if (b != '\r') {
                    // A line that begins with a colon is a comment, which keeps the stream alive.
                    event |= startOfLine && b != ':';
                    startOfLine = false;
                }
            }
        }
    }

    /** Opens no stream any more; an open one ends with its client. */
    void end() {
        ended = true;
    }

    /** Ends a stream without a byte for so long: its other end may be gone. */
    void endIfSilent(Duration limit) {
        @Nullable InputStream stream = open;
        if (stream != null && System.nanoTime() - heard > limit.toNanos()) {
            try {
                stream.close();
            } catch (IOException e) {
                LOG.atDebug().setCause(e).log("stream of events did not close");
            }
        }
    }
}
