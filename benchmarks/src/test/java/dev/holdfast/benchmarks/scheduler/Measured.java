package dev.holdfast.benchmarks.scheduler;

/**
 * One arm in one round.
 *
 * @param arm what was measured
 * @param round from 1
 * @param podsPerSecond bindings per second between the first tenth and the last pod, as a watch saw
 *     them
 * @param algorithmMillis mean of kube-scheduler's own scheduler_scheduling_algorithm_duration, ms;
 *     steadier than the rate on a busy machine
 * @param attempts scheduling attempts per pod; above 1 where a pod was refused and tried again
 */
record Measured(
        Arm arm, int round, double podsPerSecond, double algorithmMillis, double attempts) {}
