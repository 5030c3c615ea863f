package dev.holdfast.serving;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A function from body to reply that is called by POST. It runs on the event loop: it must not
 * block, and takes well under a millisecond.
 *
 * @param service the part of the product that it belongs to, for metrics: {@code extender}
 * @param name what it does, the metrics' label {@code verb}
 * @param path where it is found, for example {@code /extender/filter}
 * @param tooLarge what it answers to a body above the listener's limit, of which it sees nothing;
 *     413 without it
 */
public record Endpoint(
        String service,
        String name,
        String path,
        Function<byte[], Reply> function,
        Optional<Supplier<Reply>> tooLarge) {
    /** With 413 for bodies above the limit. */
    public Endpoint(String service, String name, String path, Function<byte[], Reply> function) {
        this(service, name, path, function, Optional.empty());
    }
}
