package dev.holdfast.view;

import java.time.Instant;

/**
 * An eviction that was granted. Until a pod of another uid stands in its place and is Ready, the
 * member counts as down.
 *
 * @param at when it was granted
 */
public record Grant(String namespace, String pod, String uid, Instant at) {}
