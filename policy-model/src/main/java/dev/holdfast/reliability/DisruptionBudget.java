package dev.holdfast.reliability;

/**
 * The two numbers of a PodDisruptionBudget, already resolved from percentages.
 *
 * <p>For the linter: a budget that lets a whole zone be drained at once.
 */
public sealed interface DisruptionBudget {
    /** {@code spec.maxUnavailable}, in pods. */
    record MaxUnavailable(int pods) implements DisruptionBudget {}

    /** {@code spec.minAvailable}, in pods. */
    record MinAvailable(int pods) implements DisruptionBudget {}

    /**
     * Whether the budget lets as many pods go as the fullest zone has when they are spread evenly:
     * maxUnavailable >= ceil(replicas / zones), or minAvailable <= replicas - ceil(replicas /
     * zones) (Red Hat certsuite, pull request 3467).
     *
     * <p>It ignores which pods go, so it also passes budgets that let two zones lose one each.
     *
     * @throws IllegalArgumentException for fewer than one zone
     */
    default boolean isZoneAware(int replicas, int zones) {
        if (zones < 1) {
            throw new IllegalArgumentException("%d zones: at least 1".formatted(zones));
        }
        int fullestZone = Math.ceilDiv(replicas, zones);
        return switch (this) {
            case MaxUnavailable(int pods) -> pods >= fullestZone;
            case MinAvailable(int pods) -> pods <= replicas - fullestZone;
        };
    }
}
