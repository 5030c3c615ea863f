package dev.holdfast.controlplane;

/** Whether a kube-scheduler runs before the first test of a class. */
public enum Scheduler {
    /** kube-scheduler with {@link SchedulerOptions#standard()} runs from the start. */
    DEFAULT,
    /**
     * None runs; the test calls {@link Cluster#startScheduler} once it knows, say, its extender's
     * port.
     */
    MANUAL
}
