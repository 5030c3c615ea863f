package dev.holdfast.cluster.nominate;

import dev.holdfast.rules.Plan;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much room the nodes have: what is allocatable less what all pods of the cluster, bound or
 * expected, ask for. Safe for concurrent use.
 */
final class Rooms {
    private final Map<String, SeenPod> pods = new HashMap<>();
    private final Map<String, Map<String, Long>> used = new HashMap<>();
    private boolean listed;
    private long version;

    /** Rises with every change; 0 while not all pods are known. */
    synchronized long version() {
        return listed ? version : 0;
    }

    /** A pod of this uid, or null. */
    synchronized @Nullable SeenPod pod(String uid) {
        return pods.get(uid);
    }

    /**
     * The room as it is now, to plan in.
     *
     * @param planned the uids of the pods to be planned: what they hold is free
     * @param barred node names by uid that are not to be tried again
     */
    synchronized Plan.Room room(Collection<String> planned, Map<String, Set<String>> barred) {
        Map<String, Map<String, Long>> taken = new HashMap<>();
        for (String uid : planned) {
            @Nullable SeenPod pod = pods.get(uid);
            if (pod != null) {
                pod.place().ifPresent(node -> count(taken, node, pod.requests(), -1));
            }
        }
        return new Snapshot(Map.copyOf(subset(planned)), taken, barred);
    }

    private Map<String, SeenPod> subset(Collection<String> uids) {
        Map<String, SeenPod> some = new HashMap<>();
        for (String uid : uids) {
            @Nullable SeenPod pod = pods.get(uid);
            if (pod != null) {
                some.put(uid, pod);
            }
        }
        return some;
    }

    private synchronized long usedOf(String node, String resource) {
        @Nullable Map<String, Long> amounts = used.get(node);
        return amounts == null ? 0 : amounts.getOrDefault(resource, 0L);
    }

    /** Enters a pod that was added or changed. */
    synchronized void put(SeenPod pod) {
        forget(pods.put(pod.uid(), pod));
        pod.place().ifPresent(node -> count(used, node, pod.requests(), 1));
        version++;
    }

    /** Takes out the pod of this uid, which is gone. */
    synchronized void remove(String uid) {
        forget(pods.remove(uid));
        version++;
    }

    /** All pods that there are have been put. */
    synchronized void markListed() {
        listed = true;
        version++;
    }

    private void forget(@Nullable SeenPod before) {
        if (before != null) {
            before.place().ifPresent(node -> count(used, node, before.requests(), -1));
        }
    }

    private static void count(
            Map<String, Map<String, Long>> sums,
            String node,
            Map<String, Long> requests,
            int times) {
        Map<String, Long> sum = sums.computeIfAbsent(node, _ -> new HashMap<>());
        requests.forEach((resource, amount) -> {
            long now = sum.merge(resource, times * amount, Long::sum);
            if (now == 0) {
                sum.remove(resource);
            }
        });
        if (sum.isEmpty()) {
            sums.remove(node);
        }
    }

    /** The room while one plan is made: what it gives out is counted here only. */
    private final class Snapshot implements Plan.Room {
        private final Map<String, SeenPod> planned;
        private final Map<String, Map<String, Long>> taken;
        private final Map<String, Set<String>> barred;
        private final Map<String, Map<String, Long>> allocatable = new HashMap<>();

        Snapshot(
                Map<String, SeenPod> planned,
                Map<String, Map<String, Long>> taken,
                Map<String, Set<String>> barred) {
            this.planned = planned;
            this.taken = taken;
            this.barred = barred;
        }

        @Override
        public boolean fits(PodState pod, NodeState node) {
            @Nullable SeenPod asks = planned.get(pod.uid());
            if (asks == null
                    || barred.getOrDefault(pod.uid(), Set.of()).contains(node.name())
                    || !asks.mayEnter(node)) {
                return false;
            }
            for (Map.Entry<String, Long> ask : asks.requests().entrySet()) {
                if (left(node, ask.getKey()) < ask.getValue()) {
                    return false;
                }
            }
            return true;
        }

        private long left(NodeState node, String resource) {
            long all = amounts(node).getOrDefault(resource, 0L);
            long ours = taken.getOrDefault(node.name(), Map.of()).getOrDefault(resource, 0L);
            return all - usedOf(node.name(), resource) - ours;
        }

        private Map<String, Long> amounts(NodeState node) {
            return allocatable.computeIfAbsent(
                    node.name(),
                    _ -> {
                        Map<String, Long> amounts = new HashMap<>();
                        node.allocatable()
                                .forEach((resource, text) ->
                                        amounts.put(
                                                resource,
                                                Requests.thousandths(Quantity.parse(text))));
                        return amounts;
                    });
        }

        @Override
        public double left(NodeState node) {
            double least = 1;
            for (String resource : List.of("cpu", "memory", "pods")) {
                long all = amounts(node).getOrDefault(resource, 0L);
                if (all > 0) {
                    least = Math.min(least, (double) left(node, resource) / all);
                }
            }
            return least;
        }

        @Override
        public void take(PodState pod, NodeState node) {
            @Nullable SeenPod asks = planned.get(pod.uid());
            if (asks != null) {
                count(taken, node.name(), asks.requests(), 1);
            }
        }
    }
}
