package dev.holdfast.rules;

import dev.holdfast.policy.Disruption;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.Grant;
import dev.holdfast.view.PodState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Members that count as down for an eviction although they are Ready: their own eviction was
 * granted, or they turned Ready less than {@code disruption.settle} ago.
 */
final class NotBack {
    private final ClusterView view;
    private final Disruption disruption;
    private final Instant now;
    private final Set<String> granted = new HashSet<>();
    private final Map<String, String> why = new TreeMap<>();

    private NotBack(ClusterView view, Disruption disruption, Instant now) {
        this.view = view;
        this.disruption = disruption;
        this.now = now;
    }

    /** Those among the members of one set. */
    static NotBack of(
            ClusterView view, Disruption disruption, Collection<PodState> members, Instant now) {
        NotBack found = new NotBack(view, disruption, now);
        members.forEach(found::look);
        return found;
    }

    private void look(PodState pod) {
        @Nullable Grant grant = view.grant(pod.namespace(), pod.uid());
        if (grant != null) {
            granted.add(pod.name());
            why.put(
                    pod.name(),
                    "evicted, granted " + text(Duration.between(grant.at(), now)) + " ago");
        } else if (pod.ready() && disruption.settleSeconds() > 0) {
            settling(pod);
        }
    }

    /**
     * Since when a pod is Ready is another machine's clock; a time that is still to come is no
     * proof that it has settled.
     */
    private void settling(PodState pod) {
        if (pod.readySince() == 0) {
            why.put(pod.name(), "Ready, since when is unknown; settles in " + disruption.settle());
            return;
        }
        Duration ready = Duration.between(Instant.ofEpochSecond(pod.readySince()), now);
        if (ready.toSeconds() < disruption.settleSeconds()) {
            why.put(pod.name(), "Ready for " + text(ready) + ", settles in " + disruption.settle());
        }
    }

    private static String text(Duration since) {
        return Math.max(0, since.toSeconds()) + "s";
    }

    /** Names of the members that were let go already. */
    Set<String> granted() {
        return granted;
    }

    /**
     * Names of all members that are not back for certain, those let go among them. They are down
     * when another one is to go; one that has not settled serves and is judged itself, or all could
     * go together after all were restarted.
     */
    Set<String> names() {
        return why.keySet();
    }

    /** A member's name, with why it is not back if it is one of those. */
    String describe(String member) {
        @Nullable String because = why.get(member);
        return because == null ? member : member + " (" + because + ")";
    }
}
