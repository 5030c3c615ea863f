package dev.holdfast.cluster.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP proxy on loopback whose cable can be cut, and which counts what the server sends. */
final class CuttableProxy implements AutoCloseable {
    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong sent = new AtomicLong();
    private volatile boolean cut;

    CuttableProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Breaks all connections and lets no new one through. */
    void cut() {
        cut = true;
        open.forEach(CuttableProxy::end);
    }

    void mend() {
        cut = false;
    }

    /** Bytes that came from the server. */
    long sent() {
        return sent.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Socket far = new Socket();
                open.add(near);
                open.add(far);
                if (cut) {
                    end(near);
                    continue;
                }
                far.connect(target);
                pump(near, far, new AtomicLong());
                pump(far, near, sent);
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void pump(Socket from, Socket to, AtomicLong count) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        InputStream in = from.getInputStream();
                        byte[] buffer = new byte[1 << 14];
                        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                            to.getOutputStream().write(buffer, 0, read);
                            count.addAndGet(read);
                        }
                    } catch (IOException _) {
                        // the other end is told below
                    } finally {
                        end(from);
                        end(to);
                    }
                });
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
