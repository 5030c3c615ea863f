package dev.holdfast.rules;

import java.util.ArrayList;
import java.util.List;

/** What was found over all sets. */
final class EvictionFindings {
    private final List<String> reasons = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    void add(String reason) {
        if (!reasons.contains(reason)) {
            reasons.add(reason);
        }
    }

    void warn(String warning) {
        if (!warnings.contains(warning)) {
            warnings.add(warning);
        }
    }

    Eviction.Answer answer() {
        return new Eviction.Answer(reasons.isEmpty(), reasons, warnings);
    }
}
