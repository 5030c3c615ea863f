package dev.holdfast.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes objects as JSON beside this class, with names such as {@code @NAME@} to fill in. */
final class Templates {
    private static final Pattern BLANK = Pattern.compile("@([A-Z]+)@");
    private static final Map<String, String> READ = new ConcurrentHashMap<>();

    private Templates() {}

    /** The object of a file with every blank filled; a value that is missing is an exception. */
    static String filled(String file, Map<String, String> values) {
        return BLANK.matcher(READ.computeIfAbsent(file, Templates::read))
                .replaceAll(blank -> Matcher.quoteReplacement(value(values, blank.group(1))));
    }

    /** A pod that waits for a node. */
    static String pendingPod(Map<String, String> values) {
        return pod(values, "", filled("pending.json", values));
    }

    /** A pod that runs on the node of the value {@code NODE}. */
    static String runningPod(Map<String, String> values) {
        String bound = "\"nodeName\":\"" + value(values, "NODE") + "\",";
        return pod(values, bound, filled("running.json", values));
    }

    private static String pod(Map<String, String> values, String bound, String status) {
        Map<String, String> all = new HashMap<>(values);
        all.put("BOUND", bound);
        all.put("STATUS", status);
        return filled("pod.json", all);
    }

    private static String value(Map<String, String> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    private static String read(String file) {
        try (InputStream in = Templates.class.getResourceAsStream(file)) {
            return new String(
                    Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
