package dev.holdfast.benchmarks.scheduler;

/**
 * One arm in one round.
 *
 * @param arm what was measured
 * @param round from 1; 0 warms up
 * @param podsPerSecond bindings per second in the window, after the pods that warm everything up,
 *     as a watch saw them
 * @param extenderMillis processor time of the extender's process per pod of the window, ms; steady
 *     on a busy machine
 * @param schedulerMillis kube-scheduler's processor time per pod, start included, ms
 * @param algorithmMillis mean of kube-scheduler's own scheduler_scheduling_algorithm_duration, ms;
 *     steadier than the rate on a busy machine
 * @param attempts scheduling attempts per pod; above 1 where a pod was refused and tried again
 * @param calls calls of Holdfast per pod, by its own count; 0 where somebody else is asked
 */
record Measured(
        Arm arm,
        int round,
        double podsPerSecond,
        double extenderMillis,
        double schedulerMillis,
        double algorithmMillis,
        double attempts,
        double calls) {}
