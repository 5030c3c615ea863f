package dev.holdfast.serving;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Whether the process is ready, and if not, why. Safe for use by many threads. */
public final class Health {
    private final Map<String, Supplier<Optional<String>>> checks = new ConcurrentHashMap<>();
    private volatile boolean draining;

    /**
     * Adds a check that must pass before the process is ready.
     *
     * @param reason why it does not pass, or empty; must not block
     */
    public void require(String name, Supplier<Optional<String>> reason) {
        checks.put(name, reason);
    }

    /** The process is about to end: it is not ready any more, whatever the checks say. */
    public void drain() {
        draining = true;
    }

    /** Whether {@link #drain} was called. */
    public boolean draining() {
        return draining;
    }

    /** Why the process is not ready, by check, sorted by name; empty when it is. */
    public Map<String, String> reasons() {
        Map<String, String> reasons = new LinkedHashMap<>();
        if (draining) {
            reasons.put("draining", "the process is about to end");
        }
        checks.keySet().stream()
                .sorted()
                .forEach(name -> {
                    Supplier<Optional<String>> check = checks.get(name);
                    if (check != null) {
                        check.get().ifPresent(reason -> reasons.put(name, reason));
                    }
                });
        return reasons;
    }
}
