package dev.holdfast.cluster.nominate;

import dev.holdfast.rules.Plan;
import dev.holdfast.rules.Unblocked;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Plans the members that wait over all nodes and nominates their nodes, takes back what a newer
 * plan does not say any more, and what was not used within the time limit. A nomination holds room
 * against pods of equal and lower priority, so each pod has the limit's time once: when it is over
 * the pod is left to kube-scheduler. Owned by the leader's thread.
 */
public final class Nominations implements AutoCloseable {
    /** Members that are newly planned in one round; the next round goes on. */
    private static final int ROUND = 100;

    /** For so long our own write may take to come back through the watch. */
    private static final Duration ECHO = Duration.ofSeconds(5);

    private final Rooms rooms;
    private final Writes writes;
    private final Duration limit;
    private final LongSupplier nanos;
    private final Optional<RoomWatch> watch;
    private final Map<String, Given> given = new HashMap<>();
    private @Nullable ClusterView lastView;
    private long lastRooms;

    /** What is written about pods; each is told whether it was written. */
    interface Writes {
        boolean nominate(PodState pod, String version, String node);

        boolean takeBack(PodState pod, String version);

        boolean spend(PodState pod, String version);
    }

    /** What a pod was given since this instance first knew of it. */
    private static final class Given {
        final long since;
        final Set<String> barred = new HashSet<>();
        String expected = "";
        long writtenAt;

        Given(long since) {
            this.since = since;
            this.writtenAt = since;
        }
    }

    /** A waiting member and what the watch of all pods says about it. */
    private record Waiting(PodState pod, SeenPod seen) {
        /** The node that we nominated and that stands in its status. */
        Optional<String> held() {
            return seen.nominated().filter(node -> seen.mark().equals(Optional.of(node)));
        }
    }

    Nominations(
            Rooms rooms,
            Writes writes,
            Duration limit,
            LongSupplier nanos,
            Optional<RoomWatch> watch) {
        this.watch = watch;
        this.rooms = rooms;
        this.writes = writes;
        this.limit = limit;
        this.nanos = nanos;
    }

    /**
     * Starts to watch all pods for their room; the client stays the caller's.
     *
     * @param leads asked before each write
     * @param limit how long a pod may hold room without using it
     */
    public static Nominations start(
            KubernetesClient client, BooleanSupplier leads, Duration limit) {
        NominatedPods pods = new NominatedPods(client);
        Writes writes =
                new Writes() {
                    @Override
                    public boolean nominate(PodState pod, String version, String node) {
                        return leads.getAsBoolean() && pods.nominate(pod, version, node);
                    }

                    @Override
                    public boolean takeBack(PodState pod, String version) {
                        return leads.getAsBoolean() && pods.takeBack(pod, version);
                    }

                    @Override
                    public boolean spend(PodState pod, String version) {
                        return leads.getAsBoolean() && pods.spend(pod, version);
                    }
                };
        Rooms rooms = new Rooms();
        return new Nominations(
                rooms,
                writes,
                limit,
                System::nanoTime,
                Optional.of(RoomWatch.start(client, rooms)));
    }

    /** What a round did. */
    public record Done(int nominated, int takenBack) {}

    /** Brings the nominations of a view's waiting members up to date. */
    public Done round(ClusterView view) {
        long version = rooms.version();
        boolean same = view == lastView && version == lastRooms;
        if (version == 0 || (same && given.values().stream().noneMatch(this::isDue))) {
            return new Done(0, 0);
        }
        List<Waiting> waiting = waiting(view);
        given.keySet().retainAll(waiting.stream().map(each -> each.pod.uid()).toList());
        int spent = 0;
        List<Waiting> open = new ArrayList<>();
        for (Waiting each : waiting) {
            if (isSettled(each)) {
                if (isOver(each)) {
                    spent += spend(each) ? 1 : 0;
                } else {
                    open.add(each);
                }
            }
        }
        Done done = follow(view, open);
        lastView = view;
        lastRooms = version;
        return new Done(done.nominated, done.takenBack + spent);
    }

    private List<Waiting> waiting(ClusterView view) {
        List<Waiting> waiting = new ArrayList<>();
        Set<String> namespaces = new HashSet<>();
        view.forEachPolicy(members -> namespaces.add(members.policy().namespace()));
        for (String namespace : namespaces) {
            List<PolicyMembers> policies = view.policies(namespace);
            view.forEachPod(
                    namespace,
                    pod -> {
                        @Nullable SeenPod seen = rooms.pod(pod.uid());
                        boolean member =
                                Unblocked.waits(pod)
                                        && policies.stream()
                                                .anyMatch(each -> !each.rolesOf(pod).isEmpty());
                        if (member && seen != null && isOurs(seen)) {
                            waiting.add(new Waiting(pod, seen));
                        }
                    });
        }
        waiting.sort(ORDER);
        return waiting;
    }

    /** Unbound, free for the scheduler, and not kept by anybody else or given up by us. */
    private static boolean isOurs(SeenPod seen) {
        boolean others = seen.nominated().isPresent() && !seen.mark().equals(seen.nominated());
        return seen.node().isEmpty()
                && !seen.gated()
                && !others
                && !seen.mark().equals(Optional.of(NominatedPods.SPENT));
    }

    /** By owner, then by ordinal, as a StatefulSet makes them. */
    private static final Comparator<Waiting> ORDER =
            Comparator.comparing((Waiting each) -> each.pod.namespace())
                    .thenComparing(each -> each.pod.owner().map(PodState.Owner::name).orElse(""))
                    .thenComparing(each -> each.pod.ordinal().orElse(0))
                    .thenComparing(each -> each.pod.name());

    /** Whether the watch has come to where our last write left the pod. */
    private boolean isSettled(Waiting each) {
        @Nullable Given known = given.get(each.pod.uid());
        if (known == null) {
            each.seen
                    .mark()
                    .ifPresent(node -> {
                        Given found = new Given(nanos.getAsLong());
                        found.expected = node;
                        given.put(each.pod.uid(), found);
                    });
            return true;
        }
        boolean echoed = each.seen.mark().orElse("").equals(known.expected);
        if (echoed && !known.expected.isEmpty() && each.held().isEmpty()) {
            // kube-scheduler took it out: the pod could not run there after all.
            known.barred.add(known.expected);
        }
        return echoed || isOlder(known.writtenAt, ECHO);
    }

    /** Whether something is to be done about it though nothing changed. */
    private boolean isDue(Given known) {
        return isOlder(known.since, limit) || isOlder(known.writtenAt, ECHO);
    }

    private boolean isOlder(long at, Duration age) {
        return nanos.getAsLong() - at >= age.toNanos();
    }

    private boolean isOver(Waiting each) {
        @Nullable Given known = given.get(each.pod.uid());
        return known != null && isOlder(known.since, limit);
    }

    private boolean spend(Waiting each) {
        boolean written = writes.spend(each.pod, each.seen.version());
        if (written) {
            wrote(each.pod, NominatedPods.SPENT);
        }
        return written && each.held().isPresent();
    }

    private Done follow(ClusterView view, List<Waiting> open) {
        List<Waiting> planned = new ArrayList<>();
        Map<String, String> held = new HashMap<>();
        int fresh = 0;
        for (Waiting each : open) {
            each.held().ifPresent(node -> held.put(each.pod.key(), node));
            if (each.held().isPresent() || fresh++ < ROUND) {
                planned.add(each);
            }
        }
        if (planned.isEmpty()) {
            return new Done(0, 0);
        }
        Map<String, String> plan =
                Plan.of(
                        view,
                        planned.stream().map(Waiting::pod).toList(),
                        held,
                        rooms.room(
                                planned.stream().map(each -> each.pod.uid()).toList(), barred()));
        int nominated = 0;
        int takenBack = 0;
        for (Waiting each : planned) {
            @Nullable String node = plan.get(each.pod.key());
            Optional<String> before = each.held();
            if (node != null && !before.equals(Optional.of(node))) {
                nominated += write(each, node, writes::nominate) ? 1 : 0;
                takenBack += before.isPresent() ? 1 : 0;
            } else if (node == null && each.seen.mark().isPresent()) {
                takenBack += write(each, "", (pod, rv, _) -> writes.takeBack(pod, rv)) ? 1 : 0;
            }
        }
        return new Done(nominated, takenBack);
    }

    private Map<String, Set<String>> barred() {
        Map<String, Set<String>> barred = new HashMap<>();
        given.forEach((uid, each) -> barred.put(uid, Set.copyOf(each.barred)));
        return barred;
    }

    private interface Write {
        boolean to(PodState pod, String version, String node);
    }

    private boolean write(Waiting each, String node, Write write) {
        boolean written = write.to(each.pod, each.seen.version(), node);
        if (written) {
            wrote(each.pod, node);
        }
        return written;
    }

    private void wrote(PodState pod, String mark) {
        Given known = given.computeIfAbsent(pod.uid(), _ -> new Given(nanos.getAsLong()));
        known.expected = mark;
        known.writtenAt = nanos.getAsLong();
    }

    @Override
    public void close() {
        watch.ifPresent(RoomWatch::close);
    }
}
