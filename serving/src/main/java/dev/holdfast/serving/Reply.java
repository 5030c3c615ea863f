package dev.holdfast.serving;

import java.nio.charset.StandardCharsets;

/**
 * What an endpoint answers.
 *
 * @param status the HTTP status
 * @param body owned by the receiver
 * @param outcome value of the metrics' label {@code outcome}, from a short list
 * @param problem value of the metrics' label {@code kind} when the caller made a mistake; else
 *     empty
 */
public record Reply(int status, String contentType, byte[] body, String outcome, String problem) {
    /** JSON with status 200. */
    public static Reply json(byte[] body, String outcome) {
        return new Reply(200, "application/json", body, outcome, "");
    }

    /** One line for people. */
    public static Reply text(int status, String line, String outcome, String problem) {
        return new Reply(
                status,
                "text/plain; charset=utf-8",
                (line + "\n").getBytes(StandardCharsets.UTF_8),
                outcome,
                problem);
    }
}
