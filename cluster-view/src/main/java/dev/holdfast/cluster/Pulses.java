package dev.holdfast.cluster;

import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.StorageFact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Signs of life of the storage on nodes. What counts is how long we saw the same sign on our own
 * clock; while the source of the signs is silent itself, that time does not run.
 */
final class Pulses {
    private final Map<Key, Pulse> pulses = new HashMap<>();
    private final Set<String> unheard = new HashSet<>();
    private long now;
    private boolean running;

    /**
     * Enters the signs that an object gives now.
     *
     * @return the profiles for which it gives none in time
     */
    Set<String> enter(ObjectId id, List<StorageFact.NodeOf> facts) {
        Set<String> silent = new HashSet<>();
        if (facts.isEmpty()) {
            pulses.keySet().removeIf(key -> key.id.equals(id));
            return silent;
        }
        for (StorageFact.NodeOf fact : facts) {
            if (fact.beat().isEmpty()) {
                continue;
            }
            Key key = new Key(id, fact.profile());
            @Nullable Pulse before = pulses.get(key);
            if (before == null || !before.beat.equals(fact.beat().get())) {
                pulses.put(key, new Pulse(fact.beat().get(), now, false));
            } else if (before.silent) {
                silent.add(fact.profile());
            }
        }
        return silent;
    }

    /** Whether the signs of a profile can be heard. */
    void hear(String profile, boolean heard) {
        if (heard) {
            unheard.remove(profile);
        } else {
            unheard.add(profile);
        }
    }

    /** The objects that were not silent until now. */
    List<ObjectId> tick(long nanos) {
        long passed = running ? nanos - now : 0;
        now = nanos;
        boolean first = !running;
        running = true;
        List<ObjectId> fallen = new ArrayList<>();
        pulses.replaceAll((key, pulse) -> {
            if (first) {
                return new Pulse(pulse.beat, now, pulse.silent);
            }
            if (unheard.contains(key.profile)) {
                return new Pulse(pulse.beat, pulse.since + passed, pulse.silent);
            }
            boolean silent = now - pulse.since > pulse.beat.within().toNanos();
            if (silent && !pulse.silent) {
                fallen.add(key.id);
                return new Pulse(pulse.beat, pulse.since, true);
            }
            return pulse;
        });
        return fallen;
    }

    private record Key(ObjectId id, String profile) {}

    private record Pulse(StorageFact.Beat beat, long since, boolean silent) {}
}
