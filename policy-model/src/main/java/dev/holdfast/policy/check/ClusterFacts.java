package dev.holdfast.policy.check;

import dev.holdfast.policy.LabelSelector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of the cluster when a policy is checked. What is absent is not known, and nothing
 * is concluded from it.
 *
 * @param domainValues how many values of the label exist on nodes, by domain name
 * @param nodesWithoutLabel how many nodes lack the label of a domain, by domain name
 * @param others the other policies of the namespace
 * @param owners the controllers whose pods are members, by role name
 * @param best the engine's word on the best placement; without it counting alone decides
 */
public record ClusterFacts(
        Map<String, Integer> domainValues,
        Map<String, Integer> nodesWithoutLabel,
        List<OtherPolicy> others,
        Map<String, List<Owner>> owners,
        Optional<BestPlacement> best) {
    /** Nothing is known. */
    public static final ClusterFacts NONE =
            new ClusterFacts(Map.of(), Map.of(), List.of(), Map.of(), Optional.empty());

    public ClusterFacts {
        domainValues = Map.copyOf(domainValues);
        nodesWithoutLabel = Map.copyOf(nodesWithoutLabel);
        others = List.copyOf(others);
        owners = Map.copyOf(owners);
    }

    /**
     * How many values each known domain has at most: a node without the label is a value of its
     * own, or may turn out to be one.
     */
    Map<String, Integer> mostValues() {
        Map<String, Integer> most = new HashMap<>(domainValues);
        most.replaceAll((domain, count) -> count + nodesWithoutLabel.getOrDefault(domain, 0));
        return most;
    }

    /** Only the number of values of each domain. */
    public static ClusterFacts ofDomains(Map<String, Integer> domainValues) {
        return new ClusterFacts(domainValues, Map.of(), List.of(), Map.of(), Optional.empty());
    }

    /**
     * Another policy.
     *
     * @param key {@code namespace/name}
     * @param pods what the pods that exist show of the two selectors
     */
    public record OtherPolicy(String key, LabelSelector selector, Shown pods) {
        /** Another policy, and nothing is known of pods. */
        public OtherPolicy(String key, LabelSelector selector) {
            this(key, selector, new Shown.Nothing());
        }
    }

    /** What the pods that exist show of the selectors of two policies. */
    public sealed interface Shown {
        /** No pods are known, or one of the policies has none. */
        record Nothing() implements Shown {}

        /** Both policies have pods, and no pod is of both. */
        record Apart() implements Shown {}

        /** A pod that both select. */
        record Both(String pod) implements Shown {}
    }

    /**
     * A controller of members.
     *
     * @param kind for example {@code StatefulSet}
     */
    public record Owner(String kind, String name, int replicas) {}
}
