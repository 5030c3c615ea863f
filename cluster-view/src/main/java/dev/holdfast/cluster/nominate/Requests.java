package dev.holdfast.cluster.nominate;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a pod asks of its node, in thousandths of each resource's unit, as kube-scheduler counts it
 * (resourcehelper.PodRequests): containers and sidecars together, or the largest init container
 * with the sidecars before it if that is more, and the overhead; {@code pods} counts one.
 */
final class Requests {
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    private Requests() {}

    static Map<String, Long> of(Pod pod) {
        PodSpec spec = pod.getSpec();
        Map<String, Long> sum = new HashMap<>();
        for (Container container : listOf(spec.getContainers())) {
            add(sum, requests(container.getResources()));
        }
        Map<String, Long> sidecars = new HashMap<>();
        Map<String, Long> most = new HashMap<>();
        for (Container container : listOf(spec.getInitContainers())) {
            Map<String, Long> asks = requests(container.getResources());
            if ("Always".equals(container.getRestartPolicy())) {
                add(sidecars, asks);
                add(sum, asks);
                sidecars.forEach((resource, amount) -> most.merge(resource, amount, Math::max));
            } else {
                add(asks, sidecars);
                asks.forEach((resource, amount) -> most.merge(resource, amount, Math::max));
            }
        }
        most.forEach((resource, amount) -> sum.merge(resource, amount, Math::max));
        sum.putAll(requests(spec.getResources()));
        add(sum, amounts(spec.getOverhead()));
        sum.merge("pods", 1000L, Long::sum);
        sum.values().removeIf(amount -> amount == 0);
        return Map.copyOf(sum);
    }

    private static Map<String, Long> requests(@Nullable ResourceRequirements resources) {
        return amounts(resources == null ? null : resources.getRequests());
    }

    private static Map<String, Long> amounts(@Nullable Map<String, Quantity> quantities) {
        Map<String, Long> amounts = new HashMap<>();
        if (quantities != null) {
            quantities.forEach(
                    (resource, quantity) -> amounts.put(resource, thousandths(quantity)));
        }
        return amounts;
    }

    /** A quantity in thousandths, rounded up. */
    static long thousandths(Quantity quantity) {
        return quantity.getNumericalAmount()
                .multiply(THOUSAND)
                .setScale(0, RoundingMode.CEILING)
                .longValue();
    }

    private static void add(Map<String, Long> sum, Map<String, Long> more) {
        more.forEach((resource, amount) -> sum.merge(resource, amount, Long::sum));
    }

    private static <T> List<T> listOf(@Nullable List<T> list) {
        return Objects.requireNonNullElse(list, List.of());
    }
}
