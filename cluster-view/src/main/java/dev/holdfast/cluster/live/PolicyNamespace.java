package dev.holdfast.cluster.live;

import dev.holdfast.cluster.object.Fact;
import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.policy.DataPlacementPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A namespace that has policies: its sources, and the policies that wait until those are listed. A
 * policy that spoke before its members are known would take them for absent.
 */
final class PolicyNamespace {
    private final TreeMap<ObjectId, DataPlacementPolicy> policies = new TreeMap<>();
    private final List<Source> sources = new ArrayList<>();
    private @Nullable Source pods;
    private Set<String> annotations = Set.of();
    private @Nullable Set<ObjectId> seenAgain;
    private boolean spoke;

    /** Adds a source of something other than pods. */
    void add(Source source) {
        sources.add(source);
    }

    /** Watches pods, in place of an earlier watch that kept other annotations. */
    void watchPods(Source source, Set<String> keptAnnotations) {
        if (pods != null) {
            pods.stop();
            sources.remove(pods);
            seenAgain = new HashSet<>();
        }
        pods = source;
        annotations = keptAnnotations;
        sources.add(source);
    }

    /** Whether it reads this source; a replaced one is not read any more. */
    boolean reads(Source source) {
        return sources.contains(source);
    }

    Set<String> annotations() {
        return annotations;
    }

    /** Notes that a pod is there, until the first list of a new watch is complete. */
    void saw(ObjectId id) {
        if (seenAgain != null) {
            seenAgain.add(id);
        }
    }

    /** The pods that a new watch of pods listed, null when its list is no replacement. */
    @Nullable Set<ObjectId> listedAgain(Source source) {
        if (seenAgain == null || !source.equals(pods)) {
            return null;
        }
        Set<ObjectId> seen = seenAgain;
        seenAgain = null;
        return seen;
    }

    void put(ObjectId id, DataPlacementPolicy policy) {
        policies.put(id, policy);
    }

    void remove(ObjectId id) {
        policies.remove(id);
    }

    boolean isEmpty() {
        return policies.isEmpty();
    }

    Iterable<DataPlacementPolicy> policies() {
        return policies.values();
    }

    /** A source that is not listed yet, null when all are. */
    @Nullable Source unlisted() {
        for (Source source : sources) {
            if (!source.isListed()) {
                return source;
            }
        }
        return null;
    }

    /** Whether its policies are in the view, so that they are only as good as its sources. */
    boolean speaks() {
        return spoke;
    }

    /** Every policy, as when it arrived; from now on they speak. */
    void speak(BiConsumer<ObjectId, Fact> consumer) {
        spoke = true;
        policies.forEach((id, policy) -> consumer.accept(id, new Fact.OfPolicy(policy)));
    }

    List<Source> sources() {
        return List.copyOf(sources);
    }

    void stop() {
        sources.forEach(Source::stop);
    }
}
