package dev.holdfast.controlplane;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP proxy on loopback in front of an API server. Its cable can be cut; it can stall, so that
 * connections stay open and no byte moves, all of them or only those of now; it can be slow; and it
 * counts what the API server sends.
 */
public final class CuttableProxy implements AutoCloseable {
    private static final int CHUNK = 1 << 18;

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Socket> frozen = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flows = lock.newCondition();
    private final AtomicLong sent = new AtomicLong();
    private volatile boolean cut;
    private boolean stalled;
    private volatile Duration delay = Duration.ZERO;

    /** In front of this address. */
    public CuttableProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /**
     * A kubeconfig with this proxy in place of the server.
     *
     * @param kubeconfig with one server, whose certificate is good for 127.0.0.1
     * @param file where it is written
     */
    public Path kubeconfig(Path kubeconfig, Path file) throws IOException {
        String text = Files.readString(kubeconfig);
        return Files.writeString(
                file, text.replaceAll("https://[^\\s\"]+", "https://127.0.0.1:" + port()));
    }

    /** Breaks all connections and lets no new one through. */
    public void cut() {
        cut = true;
        open.forEach(CuttableProxy::end);
        stalls(false);
    }

    /** Holds every byte from now on; connections stay open, and new ones are accepted. */
    public void stall() {
        stalls(true);
    }

    /**
     * Holds every byte of the connections there are; they stay open until an end closes them. New
     * ones are let through.
     */
    public void freeze() {
        lock.lock();
        try {
            frozen.addAll(open);
        } finally {
            lock.unlock();
        }
    }

    /** Holds each piece of an answer for so long, up to 256 KiB of it at a time. */
    public void delay(Duration each) {
        delay = each;
    }

    /**
     * Lets everything through again, what was held by {@link #stall} or {@link #freeze} as well.
     */
    public void mend() {
        cut = false;
        delay = Duration.ZERO;
        stalls(false);
    }

    /** Bytes that came from the API server and went on. */
    public long sent() {
        return sent.get();
    }

    private void stalls(boolean now) {
        lock.lock();
        try {
            stalled = now;
            frozen.clear();
            flows.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                open.add(near);
                if (cut) {
                    end(near);
                } else {
                    connect(near);
                }
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket near) {
        Socket far = new Socket();
        open.add(far);
        try {
            far.connect(target);
            pump(near, far, false);
            pump(far, near, true);
        } catch (IOException _) {
            end(near);
            end(far);
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        copy(from, to, answers);
                    } catch (IOException _) {
                        // the other end is told below
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    } finally {
                        end(from);
                        end(to);
                    }
                });
    }

    private void copy(Socket from, Socket to, boolean answers)
            throws IOException, InterruptedException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] chunk = new byte[CHUNK];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            if (answers) {
                Thread.sleep(delay);
            }
            awaitFlow(from);
            out.write(chunk, 0, count);
            sent.addAndGet(answers ? count : 0);
        }
    }

    private void awaitFlow(Socket from) throws InterruptedException {
        lock.lock();
        try {
            while (stalled || frozen.contains(from)) {
                flows.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
