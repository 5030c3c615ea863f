package dev.holdfast.app;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/**
 * Plain HTTP on loopback to an API server, as the user of a kubeconfig, that can hold back the
 * answers to some requests: all that comes on their connections waits, and is delivered in order
 * when they are let go.
 */
final class StallingProxy implements AutoCloseable {
    private final URI target;
    private final SSLContext tls;
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock. */
    private Predicate<String> stalled = _ -> false;

    StallingProxy(Path kubeconfig) throws IOException {
        Config config = Config.fromKubeconfig(Files.readString(kubeconfig));
        this.target = URI.create(config.getMasterUrl());
        try {
            this.tls = SSLUtils.sslContext(config);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** A kubeconfig that goes through here. */
    Path kubeconfig(Path folder) throws IOException {
        return Files.writeString(
                folder.resolve("stalling-kubeconfig"),
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: u, user: {}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """
                        .formatted(server.getLocalPort()));
    }

    /** Holds back the answers to the requests whose first line is like this, also those begun. */
    void stall(Predicate<String> requestLines) {
        set(requestLines);
    }

    /** Delivers everything. */
    void letGo() {
        set(_ -> false);
    }

    private void set(Predicate<String> requestLines) {
        lock.lock();
        try {
            stalled = requestLines;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                serve(server.accept());
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket near) throws IOException {
        Socket far = tls.getSocketFactory().createSocket(target.getHost(), target.getPort());
        Wire wire = new Wire(near);
        Thread.ofVirtual().start(() -> wire.pump(near, far, wire::noteRequest));
        Thread.ofVirtual().start(() -> wire.pump(far, near, _ -> wire.awaitLetGo()));
    }

    private interface Step {
        void before(String text);
    }

    /** One client's connection; it sends a request only when the last one is answered. */
    private final class Wire {
        private final Socket near;
        private volatile String request = "";

        Wire(Socket near) {
            this.near = near;
        }

        void noteRequest(String sent) {
            if (sent.matches("(?s)[A-Z]+ /.*")) {
                request = sent.lines().findFirst().orElse("");
            }
        }

        void awaitLetGo() {
            lock.lock();
            try {
                while (stalled.test(request) && !near.isClosed()) {
                    changed.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }

        void pump(Socket from, Socket to, Step step) {
            byte[] buffer = new byte[65536];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    step.before(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                    out.write(buffer, 0, read);
                    out.flush();
                }
            } catch (IOException _) {
                // the other end is told below
            } finally {
                end(from);
                end(to);
            }
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
        letGo();
    }
}
