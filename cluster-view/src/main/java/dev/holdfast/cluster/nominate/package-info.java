/**
 * Nodes that the leader chooses ahead for pods that wait, and writes into their status for
 * kube-scheduler to try first.
 */
@NullMarked
package dev.holdfast.cluster.nominate;

import org.jspecify.annotations.NullMarked;
