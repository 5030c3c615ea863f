package dev.holdfast.benchmarks.scheduler;

/** What is compared: which pods are scheduled, and whom kube-scheduler asks about them. */
enum Arm {
    /** Ordinary pods of a namespace without policies, no extender configured. */
    PLAIN(Asked.NOBODY, Pods.PLAIN),
    /** Marked pods, an extender that answers with the names it was given and equal scores. */
    ECHO(Asked.ECHO, Pods.MEMBERS),
    /** Members of sets of three, asked of Holdfast. */
    MEMBERS(Asked.HOLDFAST, Pods.MEMBERS),
    /** Members whose pods name the three nodes with their data, as the pod hook pins them. */
    PINNED(Asked.HOLDFAST, Pods.PINNED),
    /**
     * Members for whom the leader has written a nominated node before kube-scheduler takes them up.
     */
    NOMINATED(Asked.NOMINATING, Pods.MEMBERS),
    /** The same ordinary pods, in a scheduler that knows Holdfast. */
    UNINVOLVED(Asked.HOLDFAST, Pods.PLAIN);

    /** Who answers kube-scheduler's extender calls. */
    enum Asked {
        NOBODY,
        ECHO,
        HOLDFAST,
        NOMINATING
    }

    /** Which pods are made. */
    enum Pods {
        PLAIN,
        MEMBERS,
        PINNED
    }

    private final Asked asked;
    private final Pods pods;

    Arm(Asked asked, Pods pods) {
        this.asked = asked;
        this.pods = pods;
    }

    /** Whether a JVM is asked about every node, and needs thousands of pods to be compiled. */
    boolean isSlowToWarm() {
        return this == ECHO || this == MEMBERS;
    }

    Asked asked() {
        return asked;
    }

    Pods pods() {
        return pods;
    }
}
