package dev.holdfast.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** A self-signed certificate for 127.0.0.1 and its key, made by the JDK's keytool, as PEM. */
record KeyPairFiles(Path certificate, Path key) {
    private static final String PASSWORD = "changeit";

    static KeyPairFiles make(Path folder, String name)
            throws IOException, GeneralSecurityException {
        Path file = folder.resolve(name + ".p12");
        String command =
                "-genkeypair -keyalg EC -validity 2 -storetype PKCS12 -ext SAN=IP:127.0.0.1";
        Process process =
                new ProcessBuilder(
                                (Path.of(System.getProperty("java.home"), "bin", "keytool")
                                                + " "
                                                + command
                                                + " -alias "
                                                + name
                                                + " -dname CN="
                                                + name
                                                + " -storepass "
                                                + PASSWORD
                                                + " -keystore "
                                                + file)
                                        .split(" ", -1))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!Files.exists(file)) {
            throw new IOException(output);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return new KeyPairFiles(
                pem(
                        folder.resolve(name + ".crt"),
                        "CERTIFICATE",
                        store.getCertificate(name).getEncoded()),
                pem(
                        folder.resolve(name + ".key"),
                        "PRIVATE KEY",
                        store.getKey(name, PASSWORD.toCharArray()).getEncoded()));
    }

    private static Path pem(Path file, String type, byte[] bytes) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }

    /** Takes the place of other files, as a renewal does. */
    void replace(KeyPairFiles old) throws IOException {
        Files.copy(key, old.key, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(certificate, old.certificate, StandardCopyOption.REPLACE_EXISTING);
    }
}
