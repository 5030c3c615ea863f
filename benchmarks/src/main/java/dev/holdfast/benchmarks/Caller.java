package dev.holdfast.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** One connection on which one call follows the other, as kube-scheduler's. */
interface Caller extends AutoCloseable {
    /** Posts a body and gives the answer's; anything but 200 is an exception. */
    byte[] post(String path, byte[] body) throws IOException;

    @Override
    void close() throws IOException;

    /** HTTP/1.1 on a plain socket: as little as a client can do. */
    static Caller plain(int port) throws IOException {
        return new Plain(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /**
     * HTTP/2 over TLS by the JDK's client.
     *
     * @param authority PEM of who signed the server's certificate, which is for {@code localhost}
     */
    static Caller http2(int port, InputStream authority)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "authority",
                CertificateFactory.getInstance("X.509").generateCertificate(authority));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return new Http2(HttpClient.newBuilder().sslContext(tls).build(), port);
    }

    /** See {@link Caller#plain}. */
    record Plain(Socket socket, InputStream in) implements Caller {
        Plain(Socket socket) throws IOException {
            this(socket, new BufferedInputStream(socket.getInputStream(), 1 << 16));
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
        }

        @Override
        public byte[] post(String path, byte[] body) throws IOException {
            String head =
                    "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                            .formatted(path, body.length);
            ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + body.length);
            request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
            request.writeBytes(body);
            request.writeTo(socket.getOutputStream());
            String status = line();
            int length = 0;
            for (String header = line(); !header.isEmpty(); header = line()) {
                if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(header.substring(15).strip());
                }
            }
            byte[] answer = in.readNBytes(length);
            if (!status.startsWith("HTTP/1.1 200 ")) {
                throw new IOException(status + ": " + new String(answer, StandardCharsets.UTF_8));
            }
            return answer;
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

    /** See {@link Caller#http2}. */
    record Http2(HttpClient client, int port) implements Caller {
        @Override
        public byte[] post(String path, byte[] body) throws IOException {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                            .timeout(Duration.ofSeconds(30))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build();
            try {
                HttpResponse<byte[]> answer =
                        client.send(request, HttpResponse.BodyHandlers.ofByteArray());
                if (answer.statusCode() != 200 || answer.version() != HttpClient.Version.HTTP_2) {
                    throw new IOException(answer + ", " + answer.version());
                }
                return answer.body();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
