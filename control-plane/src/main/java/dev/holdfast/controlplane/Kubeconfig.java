package dev.holdfast.controlplane;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The text of a kubeconfig file with everything inline. */
final class Kubeconfig {
    private Kubeconfig() {}

    static String of(String server, String authorityPem, Credential user) {
        return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: holdfast
          cluster:
            server: %s
            certificate-authority-data: %s
        users:
        - name: user
          user:
            client-certificate-data: %s
            client-key-data: %s
        contexts:
        - name: holdfast
          context:
            cluster: holdfast
            user: user
        current-context: holdfast
        """
                .formatted(
                        server,
                        base64(authorityPem),
                        base64(user.certificatePem()),
                        base64(user.keyPem()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
