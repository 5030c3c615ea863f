package dev.holdfast.benchmarks;

import dev.holdfast.serving.Endpoint;
import dev.holdfast.serving.Limits;
import dev.holdfast.serving.ListenAt;
import dev.holdfast.serving.Reply;
import dev.holdfast.serving.Shell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An extender that decides nothing: filter answers with the names it was given, prioritize with no
 * score. On the same listener as the service, so that the difference between the two is what
 * deciding costs.
 */
public final class Echo {
    private static final byte[] NAMES = "\"NodeNames\":[".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END =
            ",\"FailedNodes\":{},\"FailedAndUnresolvableNodes\":{},\"Error\":\"\"}"
                    .getBytes(StandardCharsets.UTF_8);
    private static final byte[] NO_SCORES = "[]".getBytes(StandardCharsets.UTF_8);

    private Echo() {}

    /**
     * Listens on a port until the process ends: {@code PORT [CERTIFICATE KEY]}, with TLS when there
     * are files for it.
     */
    public static void main(String[] arguments) throws Shell.OpenFailed {
        int port = Integer.parseInt(arguments[0]);
        Optional<ListenAt.Tls> tls =
                arguments.length == 1
                        ? Optional.empty()
                        : Optional.of(
                                new ListenAt.Tls(
                                        Path.of(arguments[1]),
                                        Path.of(arguments[2]),
                                        Optional.empty()));
        var _ =
                new Shell()
                        .openCalls(
                                new ListenAt("127.0.0.1", port, tls),
                                Limits.DEFAULT,
                                "extender",
                                endpoints());
    }

    /**
     * Filter and prioritize under {@code /extender/}; under {@code /recorded/answer} an answer that
     * was put to {@code /recorded/learn} before, whatever is asked.
     */
    static List<Endpoint> endpoints() {
        AtomicReference<byte[]> learnt = new AtomicReference<>(NO_SCORES);
        return List.of(
                new Endpoint("extender", "filter", "/extender/filter", Echo::filter),
                new Endpoint(
                        "extender",
                        "prioritize",
                        "/extender/prioritize",
                        _ -> Reply.json(NO_SCORES, "ok")),
                new Endpoint(
                        "extender",
                        "learn",
                        "/recorded/learn",
                        body -> {
                            learnt.set(body);
                            return Reply.json(NO_SCORES, "ok");
                        }),
                new Endpoint(
                        "extender",
                        "answer",
                        "/recorded/answer",
                        _ -> Reply.json(learnt.get(), "ok")));
    }

    /** The names stand last in kube-scheduler's request; they are copied as they are. */
    private static Reply filter(byte[] body) {
        int start = lastIndexOf(body);
        int end = start;
        while (end < body.length && body[end] != ']') {
            end++;
        }
        if (start < 0 || end == body.length) {
            return Reply.text(400, "no NodeNames", "bad_request", "names");
        }
        byte[] answer = new byte[1 + end + 1 - start + END.length];
        answer[0] = '{';
        System.arraycopy(body, start, answer, 1, end + 1 - start);
        System.arraycopy(END, 0, answer, answer.length - END.length, END.length);
        return Reply.json(answer, "ok");
    }

    private static int lastIndexOf(byte[] body) {
        for (int at = body.length - NAMES.length; at >= 0; at--) {
            int matched = 0;
            while (matched < NAMES.length && body[at + matched] == NAMES[matched]) {
                matched++;
            }
            if (matched == NAMES.length) {
                return at;
            }
        }
        return -1;
    }
}
