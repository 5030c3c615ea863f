package dev.holdfast.serving;

import java.util.function.Function;

/**
 * A function from body to reply that is called by POST. It runs on the event loop: it must not
 * block, and takes well under a millisecond.
 *
 * @param service the part of the product that it belongs to, for metrics: {@code extender}
 * @param name what it does, the metrics' label {@code verb}
 * @param path where it is found, for example {@code /extender/filter}
 */
public record Endpoint(
        String service, String name, String path, Function<byte[], Reply> function) {}
