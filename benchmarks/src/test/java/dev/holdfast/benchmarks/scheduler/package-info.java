/**
 * What an extender costs a real kube-scheduler: pods per second over simulated nodes, arm by arm.
 */
@NullMarked
package dev.holdfast.benchmarks.scheduler;

import org.jspecify.annotations.NullMarked;
