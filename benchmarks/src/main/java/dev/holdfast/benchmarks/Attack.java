package dev.holdfast.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Callers who do what they can, again and again, until the process is ended. */
final class Attack {
    private static final int SLOW = 2000;
    private static final int LARGE = 12;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration BETWEEN_BYTES = Duration.ofMillis(500);

    /** Strangers do not keep step: their first requests are spread over the time that one lasts. */
    private static final Duration STAGGER = Duration.ofMillis(15);

    private final int port;

    private Attack(int port) {
        this.port = port;
    }

    /** {@code PORT}. */
    public static void main(String[] arguments) throws InterruptedException {
        Attack attack = new Attack(Integer.parseInt(arguments[0]));
        byte[] deep = "{\"x\":%s".formatted("[".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8);
        byte[] wide = keys(1_000_000).getBytes(StandardCharsets.UTF_8);
        byte[] labels =
                "{\"Pod\":{\"metadata\":{\"labels\":%s}}}"
                        .formatted(keys(300_000))
                        .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < SLOW; i++) {
            start(1, attack::slowly);
            Thread.sleep(STAGGER);
        }
        start(LARGE, attack::large);
        start(2, attack::gigabyte);
        start(1, () -> attack.whole(deep));
        start(1, () -> attack.whole(wide));
        start(1, () -> attack.whole(labels));
        System.out.println("attacking");
        Thread.sleep(Duration.ofHours(1));
    }

    private static String keys(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"" + Integer.toString(i, 36) + "\":1")
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** One thing that a caller does; it ends with an exception when it is cut off. */
    private interface Deed {
        void run() throws IOException, InterruptedException;
    }

    private static void start(int callers, Deed deed) {
        for (int i = 0; i < callers; i++) {
            Thread.ofVirtual().start(() -> again(deed));
        }
    }

    private static void again(Deed deed) {
        while (true) {
            try {
                try {
                    deed.run();
                } catch (IOException _) {
                    // Cut off, as is right.
                }
                Thread.sleep(PAUSE);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private Socket say(byte[] text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(text);
        return socket;
    }

    private static byte[] head(String framing) {
        return ("POST /extender/filter HTTP/1.1\r\nHost: x\r\n" + framing + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** A body that never ends, of which one byte comes every half second. */
    private void slowly() throws IOException, InterruptedException {
        try (Socket socket = say(head("Content-Length: 100000"))) {
            while (true) {
                socket.getOutputStream().write(' ');
                Thread.sleep(BETWEEN_BYTES);
            }
        }
    }

    /** Nearly all of the longest body that is allowed, and then nothing. */
    private void large() throws IOException {
        try (Socket socket = say(head("Content-Length: 4000000"))) {
            socket.getOutputStream().write(" ".repeat(3_900_000).getBytes(StandardCharsets.UTF_8));
            socket.getInputStream().readAllBytes();
        }
    }

    /** One gigabyte in chunks. */
    private void gigabyte() throws IOException {
        byte[] chunk =
                ("10000\r\n" + " ".repeat(65536) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = say(head("Transfer-Encoding: chunked"))) {
            for (int i = 0; i < (1 << 30) / 65536; i++) {
                socket.getOutputStream().write(chunk);
            }
        }
    }

    private void whole(byte[] body) throws IOException {
        try (Socket socket = say(head("Connection: close\r\nContent-Length: " + body.length))) {
            socket.getOutputStream().write(body);
            socket.getInputStream().readAllBytes();
        }
    }
}
