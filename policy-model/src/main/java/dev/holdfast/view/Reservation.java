package dev.holdfast.view;

/**
 * A node that the ledger holds for a pod that is not bound yet. It counts for the pod of this uid
 * alone, from when the view shows it until it is bound.
 */
public record Reservation(String namespace, String pod, String uid, String node) {}
