package dev.holdfast.cluster.lead;

import dev.holdfast.rules.Unblocked;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Wakes waiting pods that gained a node, each once per {@link #GAP} at most however often it
 * gained. At a change that kube-scheduler watches as well it tries them again by itself, so then
 * only pods are woken that still wait {@link #LATER}: it may have asked before the view had the
 * change. They are looked at once in that time, however much changes. Instances that do not lead
 * note them too, so that a new leader knows what the old one may have left undone. Owned by one
 * thread.
 */
final class Kicks {
    /** Between two kicks of one pod. */
    static final Duration GAP = Duration.ofSeconds(2);

    /** After a change that kube-scheduler watches, too. */
    static final Duration LATER = Duration.ofSeconds(1);

    /** For so long an instance that does not lead remembers; longer than an election takes. */
    static final Duration MEMORY = Duration.ofSeconds(60);

    /**
     * Pods woken in one round, and pods looked at that may be: others have their turn with the
     * writer too.
     */
    static final int ROUND = 50;

    private final Function<PodState, WaitingPods.Outcome> wake;
    private final LongSupplier nanos;
    private final Map<String, Long> due = new LinkedHashMap<>();
    private final Map<String, Long> kicked = new LinkedHashMap<>();
    private final Map<String, Watched> watched = new LinkedHashMap<>();

    /** Pods to be looked at, with the view before. */
    private final Map<String, ClusterView> refused = new LinkedHashMap<>();

    /** When something that kube-scheduler watches changed in a namespace first, and what was. */
    private record Watched(ClusterView before, long at) {}

    Kicks(Function<PodState, WaitingPods.Outcome> wake, LongSupplier nanos) {
        this.wake = wake;
        this.nanos = nanos;
    }

    /** Notes the pods of these namespaces that gained a node. */
    void note(ClusterView before, ClusterView now, Set<String> namespaces) {
        long at = nanos.getAsLong();
        Unblocked.between(before, now, namespaces)
                .forEach(pod -> due.putIfAbsent(pod.key() + "/" + pod.uid(), at));
    }

    /** Notes that something changed in these namespaces that kube-scheduler watches, too. */
    void noteWatched(ClusterView before, Set<String> namespaces) {
        long at = nanos.getAsLong();
        namespaces.forEach(each -> watched.putIfAbsent(each, new Watched(before, at)));
    }

    /** Forgets what is too old for an instance that does not lead to remember, and what is over. */
    void forget(ClusterView now) {
        due.keySet().removeIf(key -> pod(now, key) == null);
        due.values().removeIf(at -> olderThan(MEMORY, at));
        watched.values().removeIf(each -> olderThan(MEMORY, each.at));
        refused.clear();
        kicked.values().removeIf(at -> olderThan(GAP, at));
    }

    /**
     * Wakes those whose time has come.
     *
     * @return how many
     */
    int wake(ClusterView now) {
        kicked.values().removeIf(at -> olderThan(GAP, at));
        lookAgain(now);
        int woken = 0;
        int tried = 0;
        for (Iterator<String> keys = due.keySet().iterator(); keys.hasNext() && tried < ROUND; ) {
            String key = keys.next();
            @Nullable PodState pod = pod(now, key);
            if (pod == null) {
                keys.remove();
            } else if (!kicked.containsKey(key)) {
                tried++;
                WaitingPods.Outcome outcome = wake.apply(pod);
                if (outcome != WaitingPods.Outcome.FAILED) {
                    keys.remove();
                }
                kicked.put(key, nanos.getAsLong());
                woken += outcome == WaitingPods.Outcome.WRITTEN ? 1 : 0;
            }
        }
        return woken;
    }

    private void lookAgain(ClusterView now) {
        watched.forEach((namespace, each) -> {
            if (olderThan(LATER, each.at)) {
                for (PodState pod : Unblocked.refused(now, namespace)) {
                    refused.putIfAbsent(pod.key() + "/" + pod.uid(), each.before);
                }
            }
        });
        watched.values().removeIf(each -> olderThan(LATER, each.at));
        Iterator<Map.Entry<String, ClusterView>> each = refused.entrySet().iterator();
        for (int looked = 0; each.hasNext() && looked < ROUND; looked++) {
            Map.Entry<String, ClusterView> entry = each.next();
            @Nullable PodState pod = pod(now, entry.getKey());
            if (pod != null && isOpen(entry.getValue(), now, pod)) {
                due.putIfAbsent(entry.getKey(), nanos.getAsLong());
            }
            each.remove();
        }
    }

    /** Who was refused only since the view before was refused by another that nobody kept. */
    private static boolean isOpen(ClusterView before, ClusterView now, PodState pod) {
        @Nullable PodState was = before.pod(pod.namespace(), pod.name());
        boolean refusedBefore = was != null && was.uid().equals(pod.uid()) && was.refused();
        return refusedBefore ? Unblocked.gains(before, now, pod) : Unblocked.mayRun(now, pod);
    }

    /** The pod of a key while it waits. */
    private static @Nullable PodState pod(ClusterView view, String key) {
        String[] parts = key.split("/", 3);
        @Nullable PodState pod = view.pod(parts[0], parts[1]);
        return pod != null && pod.uid().equals(parts[2]) && Unblocked.waits(pod) ? pod : null;
    }

    private boolean olderThan(Duration age, long at) {
        return nanos.getAsLong() - at >= age.toNanos();
    }
}
