package dev.holdfast.app.service;

import java.util.UUID;

/** This process among several, where the cluster is to know who wrote something. */
final class Instance {
    /** As in kube-controller-manager's leases: where we run, and a part that no other has. */
    static final String NAME = host() + "_" + UUID.randomUUID();

    private Instance() {}

    private static String host() {
        String host = System.getenv("HOSTNAME");
        return host == null || host.isBlank() || host.length() > 63 ? "holdfast" : host;
    }
}
