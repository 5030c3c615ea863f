package dev.holdfast.extender;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What a verb answers.
 *
 * @param status the HTTP status: 200 with JSON, or 4xx with one line of text
 * @param body owned by the receiver
 * @param problem what kind of mistake the caller made, the metrics' label {@code kind}; empty if
 *     none
 * @param pod {@code namespace/name} of the pod asked about; empty when it could not be read
 * @param offered how many nodes were offered
 * @param refused how many nodes were refused, by the code of the reason
 * @param sampling what the request tells about kube-scheduler's choice of nodes, if anything
 */
public record Answer(
        int status,
        byte[] body,
        Outcome outcome,
        String problem,
        String pod,
        int offered,
        Map<String, Integer> refused,
        Optional<Sampling> sampling) {
    /**
     * About so many nodes an answer says everything, as people want to read it. About more it
     * leaves out what kube-scheduler has no use for.
     */
    static final int READABLE = 100;

    public Answer {
        refused = Map.copyOf(refused);
    }

    Answer(
            int status,
            byte[] body,
            Outcome outcome,
            String problem,
            String pod,
            int offered,
            Map<String, Integer> refused) {
        this(status, body, outcome, problem, pod, offered, refused, Optional.empty());
    }

    Answer with(Optional<Sampling> seen) {
        return new Answer(status, body, outcome, problem, pod, offered, refused, seen);
    }

    Answer because(String mistake) {
        return new Answer(status, body, outcome, mistake, pod, offered, refused, sampling);
    }

    static Answer json(Outcome outcome, byte[] body, String pod, int offered) {
        return new Answer(200, body, outcome, "", pod, offered, Map.of());
    }

    static Answer badRequest(String verb, BadRequest problem) {
        String text = "holdfast: " + verb + ": " + problem.getMessage() + "\n";
        return new Answer(
                400,
                text.getBytes(StandardCharsets.UTF_8),
                Outcome.BAD_REQUEST,
                problem.kind().label(),
                "",
                0,
                Map.of());
    }

    /** How many nodes were refused, for whatever reason. */
    public int refusedInAll() {
        return refused.values().stream().mapToInt(Integer::intValue).sum();
    }
}
