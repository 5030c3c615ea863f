package dev.holdfast.controlplane;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Free loopback ports, each given out once by this JVM.
 *
 * <p>They come from blocks whose first port this JVM keeps bound as a guard, so that two JVMs that
 * start control planes at once never choose the same port.
 */
final class Ports {
    // Below Linux's ephemeral range (32768 on), so that no outgoing connection takes a port between
    // choice and use.
    private static final int FIRST = 12_000;
    private static final int BLOCK = 50;
    private static final int BLOCKS = 400;
    private static final int ATTEMPTS = 1000;

    private static final List<ServerSocket> GUARDS = new ArrayList<>();
    private static final Deque<Integer> OWN = new ArrayDeque<>();

    private Ports() {}

    static synchronized int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            while (!OWN.isEmpty()) {
                int port = OWN.remove();
                if (isFree(port)) {
                    return port;
                }
            }
            takeBlock(FIRST + BLOCK * ThreadLocalRandom.current().nextInt(BLOCKS));
        }
        throw new ControlPlaneException(
                "no free port from " + FIRST + " to " + (FIRST + BLOCK * BLOCKS));
    }

    private static void takeBlock(int start) {
        try {
            GUARDS.add(bind(start));
            IntStream.range(start + 1, start + BLOCK).forEach(OWN::add);
        } catch (IOException takenByAnother) {
            return;
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = bind(port)) {
            return socket.isBound();
        } catch (IOException inUse) {
            return false;
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
