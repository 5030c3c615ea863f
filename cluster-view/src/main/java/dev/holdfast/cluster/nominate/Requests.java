package dev.holdfast.cluster.nominate;

import dev.holdfast.cluster.object.Field;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;

/**
 * What a pod asks of its node, in thousandths of each resource's unit, as kube-scheduler counts it
 * (resourcehelper.PodRequests): containers and sidecars together, or the largest init container
 * with the sidecars before it if that is more, and the overhead; {@code pods} counts one.
 */
final class Requests {
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    private Requests() {}

    /** The amounts by resource of a pod's spec. */
    static Map<String, Long> of(Field spec) {
        Map<String, Long> sum = new HashMap<>();
        for (Field container : spec.at("containers").items()) {
            add(sum, requests(container));
        }
        Map<String, Long> sidecars = new HashMap<>();
        Map<String, Long> most = new HashMap<>();
        for (Field container : spec.at("initContainers").items()) {
            Map<String, Long> asks = requests(container);
            if (container.at("restartPolicy").text().equals("Always")) {
                add(sidecars, asks);
                add(sum, asks);
                sidecars.forEach((resource, amount) -> most.merge(resource, amount, Math::max));
            } else {
                add(asks, sidecars);
                asks.forEach((resource, amount) -> most.merge(resource, amount, Math::max));
            }
        }
        most.forEach((resource, amount) -> sum.merge(resource, amount, Math::max));
        sum.putAll(requests(spec));
        add(sum, amounts(spec.at("overhead")));
        sum.merge("pods", 1000L, Long::sum);
        sum.values().removeIf(amount -> amount == 0);
        return Map.copyOf(sum);
    }

    /** What a container, or the pod as a whole, requests. */
    private static Map<String, Long> requests(Field of) {
        return amounts(of.at("resources").at("requests"));
    }

    private static Map<String, Long> amounts(Field quantities) {
        Map<String, Long> amounts = new HashMap<>();
        quantities
                .quantities()
                .forEach((resource, text) ->
                        amounts.put(resource, thousandths(Quantity.parse(text))));
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
}
