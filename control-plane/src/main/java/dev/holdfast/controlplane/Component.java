package dev.holdfast.controlplane;

/**
 * The parts of a control plane that a test may stop and start; schedulers have verbs of their own.
 */
public enum Component {
    /** The store; the API server answers errors while it is away. */
    ETCD("etcd"),
    /** The API server; stopping it breaks every watch. */
    API_SERVER("kube-apiserver"),
    /** Controllers: StatefulSets, node lifecycle, taint eviction, volumes. */
    CONTROLLER_MANAGER("kube-controller-manager");

    private final String program;

    Component(String program) {
        this.program = program;
    }

    /** Name of the executable and of the log. */
    public String program() {
        return program;
    }
}
