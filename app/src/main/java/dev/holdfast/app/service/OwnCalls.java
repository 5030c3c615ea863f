package dev.holdfast.app.service;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * Calls to a listener of this process over one connection, HTTP/1.1. The JDK's client would take
 * longer to start, with TLS and its authorities, than all the calls.
 */
final class OwnCalls implements Closeable {
    private static final String LENGTH = "content-length:";

    private final Socket socket;
    private final InputStream in;

    /**
     * Connects.
     *
     * @param limit for each wait for an answer's bytes
     */
    OwnCalls(int port, Duration limit) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) limit.toMillis());
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    /** Posts a body and reads the answer to its end, whatever it is. */
    void post(String path, byte[] body) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream(body.length + 256);
        request.writeBytes(
                ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length)
                        .getBytes(StandardCharsets.US_ASCII));
        request.writeBytes("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        request.writeTo(socket.getOutputStream());
        long length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Long.parseLong(line.substring(LENGTH.length()).strip());
            }
        }
        in.skipNBytes(length);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
