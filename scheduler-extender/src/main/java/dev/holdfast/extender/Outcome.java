package dev.holdfast.extender;

import java.util.Locale;

/** How a call ended, for metrics and logs. */
public enum Outcome {
    /** Some node was left. */
    OK,
    /** No policy speaks for the pod: every node passed as it came. */
    NOT_INVOLVED,
    /** Nodes were offered and none was left. */
    REFUSED_ALL,
    /**
     * What is known does not suffice and the stance is lenient: every node passed without a look.
     */
    UNCHECKED,
    /** The view could not answer; kube-scheduler was told so. */
    NOT_READY,
    /** kube-scheduler is configured in a way that cannot work. */
    MISCONFIGURED,
    /** The body was not what the protocol says. */
    BAD_REQUEST;

    /** The value of the metrics' label {@code outcome}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
